"""Two small drawings for the page of a hold: how much of what was traced is held, and the payments in and out on a line of time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

from include.publish.markup import Html, show_money, show_time, tag

Row = Mapping[str, Any]
WIDE, HIGH, HALF = 1000, 150, 62
MIDDLE = 75


def draw_amounts(traced: Decimal, asked: Decimal, held: Decimal) -> Html:
    """Return a bar: the traced amount, of it what is asked for, of it what the bank holds."""
    whole = max(traced, held, Decimal(1))
    words = f"traced {show_money(traced)}, asked {show_money(asked)}, held {show_money(held)} THB"
    bars = [
        tag("rect", x=0, y=0, width=f"{float(amount / whole) * WIDE:.1f}", height=14, rx=4, class_=kind)
        for amount, kind in ((whole, "base"), (asked, "asked"), (held, "held"))
    ]
    return tag(
        "svg",
        tag("title", words),
        *bars,
        viewBox=f"0 0 {WIDE} 14",
        width="100%",
        height=14,
        preserveAspectRatio="none",
        role="img",
    )


def draw_weight(weight: float, most: float) -> Html:
    """Return a bar to the right for what speaks for a mule, to the left for what speaks against."""
    length = 44 * min(abs(weight) / most, 1.0) if most else 0.0
    bar = tag(
        "rect", x=f"{46 if weight >= 0 else 46 - length:.1f}", y=5, width=f"{length:.1f}", height=8, rx=2,
        class_="for" if weight >= 0 else "against",
    )  # fmt: skip
    axis = tag("line", x1=46, x2=46, y1=0, y2=18, class_="axis")
    return tag("svg", tag("title", f"{weight:+.2f}"), axis, bar, width=92, height=18, role="img")


def draw_payments(payments: Sequence[Row]) -> Html:
    """Return the payments on a line of time: in above it, out below, the victims' marked; heights by the root of the amount."""
    times = [row["booked_at"] for row in payments]
    first, span = min(times), max(max(times) - min(times), timedelta(minutes=1))
    most = max(float(row["amount"]) for row in payments) or 1.0
    bars = [
        _draw_payment(row, (row["booked_at"] - first) / span, sqrt(float(row["amount"]) / most)) for row in payments
    ]
    axis = tag("line", x1=0, x2=WIDE, y1=MIDDLE, y2=MIDDLE, class_="axis")
    ends = [_write(0, "start", first), _write(WIDE, "end", max(times))]
    return tag("svg", axis, *bars, *ends, viewBox=f"0 -4 {WIDE} {HIGH + 18}", width="100%", role="img")


def _draw_payment(row: Row, place: float, height: float) -> Html:
    tall = max(height * HALF, 2.0)
    is_in = row["direction"] == "in"
    kind = "victim" if row["is_victims"] else "in" if is_in else "out"
    words = f"{show_time(row['booked_at'])}: {show_money(row['amount'])} THB {row['direction']}"
    top = MIDDLE - tall if is_in else MIDDLE
    return tag(
        "rect",
        tag("title", words),
        x=f"{place * (WIDE - 8):.1f}",
        y=f"{top:.1f}",
        width=8,
        height=f"{tall:.1f}",
        rx=2,
        class_=kind,
    )


def _write(x: int, anchor: str, at: datetime) -> Html:
    return tag("text", show_time(at), x=x, y=HIGH + 10, text_anchor=anchor)
