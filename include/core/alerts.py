"""The words of alerts about feeds: what kinds there are, what an open alert says, and the events of their ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class AlertKind(StrEnum):
    """What can be wrong with a feed; also the runbook's headings."""

    SILENT_AGENCY = "silent_agency"
    LATE = "late"
    MISSING_HOUR = "missing_hour"
    CONTROL_MISSING = "control_missing"
    REJECTED = "rejected"
    VOLUME = "volume"
    QUARANTINE_SHARE = "quarantine_share"
    DEADLINE_MISSED = "deadline_missed"


REMEDIES: Mapping[AlertKind, str] = {
    AlertKind.SILENT_AGENCY: "ask the agency whether its transfers stopped, and look whether its connection stands",
    AlertKind.LATE: "ask the agency for the file; nothing has to be done here when it comes",
    AlertKind.MISSING_HOUR: "ask the agency for the hours that mart.feed_alert names; each loads by itself when it comes",
    AlertKind.CONTROL_MISSING: "ask the agency for the control files of the files that mart.feed_alert names",
    AlertKind.REJECTED: "tell the agency the reason in mart.feed_health and ask for the files that mart.feed_alert names again",
    AlertKind.VOLUME: "ask the agency whether the files that mart.feed_alert names are whole; a resend loads what was lacking",
    AlertKind.QUARANTINE_SHARE: "look into mart.quarantine for the rule that rows break, and tell the agency",
    AlertKind.DEADLINE_MISSED: "look at the running task of that DAG; the runbook says what it may wait for",
}
QUIET = frozenset({AlertKind.VOLUME, AlertKind.QUARANTINE_SHARE})
"""Kinds that may have an honest cause (a holiday): loudness `warn`; all others are `fail`."""


@dataclass(frozen=True)
class FeedAlert:
    """What is wrong now. `feed` is empty where the whole agency is meant; `words` never name a file or a person."""

    agency: str
    feed: str
    kind: AlertKind
    since: datetime
    words: str
    contact: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """There is one alert at a time per agency, feed and kind."""
        return self.agency, self.feed, self.kind


@dataclass(frozen=True)
class AlertEvent:
    """One line of the ledger: `step` is opened, changed, repeated or closed; `told_at` is when anybody was last told."""

    alert: FeedAlert
    step: str
    happened_at: datetime
    opened_at: datetime
    told_at: datetime

    @property
    def is_told(self) -> bool:
        """A change is kept, but nobody is called for it."""
        return self.step != "changed"


def loudness(kind: AlertKind) -> str:
    """Return `fail` or `warn`, as for every check."""
    return "warn" if kind in QUIET else "fail"
