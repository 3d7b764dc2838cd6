"""The few errors that the pipeline raises on purpose; each says what is wrong and what to do."""


class RukkhatError(Exception):
    """Root of all errors raised on purpose; never carries personal data."""


class FileRejectedError(RukkhatError):
    """A delivered file that cannot be read as its contract says; nothing of it loads.

    `reason` is a short code (empty_file, wrong_encoding, wrong_columns, wrong_root, malformed, control_mismatch, too_dirty,
    unknown_version),
    `detail` says where and what to do.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class UnknownVersionError(FileRejectedError):
    """A file names a version of its contract that is not known, or is of a day on which none is in force."""

    def __init__(self, detail: str) -> None:
        super().__init__("unknown_version", detail)


class ContractError(RukkhatError):
    """A source's contract contradicts itself; raised when it is defined."""


class ConservationError(RukkhatError):
    """A check across tables found rows that break an invariant of the warehouse."""


class UnknownFeedError(RukkhatError):
    """No source has a contract for this agency and feed."""


class DeliveryNotFoundError(RukkhatError):
    """The folder to take deliveries from does not exist."""


class SettingError(RukkhatError):
    """A setting is missing or makes no sense."""


class QuarantineError(RukkhatError):
    """A repaired file, a release or a dismissal that cannot be accepted; says what to do instead."""


class QuestionError(RukkhatError):
    """A question to the warehouse that cannot be understood; says how to ask."""
