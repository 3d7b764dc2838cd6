"""From what is wrong now to what is said: an alert opens once, is repeated at most daily, and closes when mended."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from include.core.alerts import AlertEvent, FeedAlert

REPEAT_AFTER = timedelta(days=1)
MENDED = "mended: it is no longer so"
GIVEN_UP = "given up, not mended: nothing has come for so long that the feed counts as dormant"
ENDED = "the run has ended"


def follow_alerts(
    is_open: Collection[AlertEvent],
    found: Iterable[FeedAlert],
    now: datetime,
    dormant: Collection[tuple[str, str]] = (),
) -> list[AlertEvent]:
    """Return the ledger's next lines: `is_open` are the last events of the alerts that are open.

    `dormant` are (agency, feed) that are no longer looked for: their alerts close as given up. An alert that stands as it
    stood yields nothing.
    """
    known = {event.alert.key: event for event in is_open}
    present = {alert.key: alert for alert in found}
    changes = [_advance(known.get(key), alert, now) for key, alert in present.items()]
    closed = [
        close_alert(event, now, _explain(event.alert, dormant)) for key, event in known.items() if key not in present
    ]
    return [event for event in changes if event] + closed


def close_alert(event: AlertEvent, now: datetime, words: str) -> AlertEvent:
    """Return the event that ends an alert, saying why."""
    return replace(event, alert=replace(event.alert, words=words), step="closed", happened_at=now, told_at=now)


def _advance(before: AlertEvent | None, alert: FeedAlert, now: datetime) -> AlertEvent | None:
    if before is None:
        return AlertEvent(alert, "opened", now, now, now)
    if now - before.told_at >= REPEAT_AFTER:
        return AlertEvent(alert, "repeated", now, before.opened_at, now)
    if (alert.words, dict(alert.evidence)) != (before.alert.words, dict(before.alert.evidence)):
        return AlertEvent(alert, "changed", now, before.opened_at, before.told_at)
    return None


def _explain(alert: FeedAlert, dormant: Collection[tuple[str, str]]) -> str:
    is_dormant = any(agency == alert.agency and alert.feed in ("", feed) for agency, feed in dormant)
    return GIVEN_UP if is_dormant else MENDED
