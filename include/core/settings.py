"""The settings that come from the environment; read where the program starts, handed on as arguments."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from include.core.errors import SettingError

PSEUDONYM_KEY = "RUKKHAT_PSEUDONYM_KEY"
CLOCK = "RUKKHAT_AS_OF"


def read_pseudonym_key(environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the key of the pseudonyms, kept outside the database.

    Raises:
        SettingError: it is missing or shorter than 16 bytes.
    """
    key = environment.get(PSEUDONYM_KEY, "").encode()
    if len(key) < 16:
        raise SettingError(f"{PSEUDONYM_KEY} must hold at least 16 characters; the same key keeps pseudonyms stable")
    return key


def read_clock(as_of: str | None = None, environment: Mapping[str, str] = os.environ) -> datetime:
    """Return the time to judge by: `as_of`, else the setting for replayed deliveries, else now.

    Raises:
        SettingError: it is no time, or has no offset.
    """
    text = as_of or environment.get(CLOCK, "")
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"as_of and {CLOCK} are times such as 2024-03-09T12:00:00+07:00") from error
    if moment.tzinfo is None:
        raise SettingError(f"as_of and {CLOCK} need an offset, as in 2024-03-09T12:00:00+07:00")
    return moment.astimezone(UTC)
