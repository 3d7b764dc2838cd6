"""HTML and SVG written so that nothing can break out of it: whatever is not markup of ours is escaped. And how values are shown."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from html import escape

BANGKOK = timezone(timedelta(hours=7))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EMPTY = frozenset({"meta", "line"})


class Html(str):
    """Text that is markup already; only `tag` and `join` make it."""

    __slots__ = ()


def tag(name: str, /, *inside: object, **attributes: object) -> Html:
    """Return an element: children that are not Html are escaped, None is left out; `class_` is the class, `_` a dash in other names."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in EMPTY:
        return Html(f"<{name}{words}/>")
    return Html(f"<{name}{words}>{join(*inside)}</{name}>")


def join(*parts: object) -> Html:
    """Return the parts one after the other, escaped where they are not Html."""
    return Html("".join(part if isinstance(part, Html) else escape(str(part)) for part in parts if part is not None))


def show_money(amount: Decimal | float | str | None) -> str:
    """Return an amount in THB, as 1,234.50."""
    return "–" if amount is None else f"{Decimal(str(amount)):,.2f}"


def show_time(at: datetime | str | None) -> str:
    """Return a time as Thai officers' clocks show it, as 4 Apr 2024 19:05."""
    if at is None:
        return "–"
    local = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(BANGKOK)
    return f"{local.day} {MONTHS[local.month - 1]} {local:%Y %H:%M}"


def show_distance(at: datetime, now: datetime) -> str:
    """Return how far a time is from now: in 3 d 4 h, 20 min ago."""
    minutes = round(abs((at - now).total_seconds()) / 60)
    days, hours = divmod(minutes // 60, 24)
    words = f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
    return f"in {words}" if at >= now else f"{words} ago"


def show_share(share: float | None) -> str:
    """Return a share in percent."""
    return "–" if share is None else f"{share:.0%}"
