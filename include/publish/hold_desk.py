"""The list of holds as a page: what waits for a person, what is held and until when, what is on its way, what is over."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from include.publish.hold_style import lay_account, lay_out, lay_table, show_state
from include.publish.markup import Html, join, show_distance, show_money, show_share, show_time, tag

Row = Mapping[str, Any]
SOON = timedelta(hours=12)
MOST = 100  # rows of a drawer


def render_desk(rows: Sequence[Row], now: datetime) -> str:
    """Return the page; `rows` is the frame hold_desk, `now` is what times are measured from."""
    drawers = {name: [row for row in rows if row["drawer"] == name] for name in DRAWERS}
    due = [row for row in drawers["held"] if row["expires_at"] - now <= SOON]
    return lay_out(
        "Holds",
        tag("h1", "Holds"),
        tag(
            "p",
            "Money of victims that banks are asked to hold. A person decides about each; the ledger keeps who and why.",
            class_="dim",
        ),
        tag(
            "div",
            _show_sum("wait for a decision", drawers["decide"], "drawer_amount"),
            _show_sum("are on their way to a bank", drawers["out"], "drawer_amount"),
            _show_sum("are held", drawers["held"], "drawer_held"),
            tag("div", tag("b", len(due)), "end within 12 hours", class_="card"),
            class_="strip",
        ),
        *(_show_drawer(name, found, now) for name, found in drawers.items()),
    )


def _show_sum(words: str, rows: Sequence[Row], name: str) -> Html:
    count, amount = (rows[0]["drawer_count"], rows[0][name]) if rows else (0, 0)
    return tag("div", tag("b", count), words, tag("div", f"{show_money(amount)} THB", class_="dim"), class_="card")


def _show_drawer(name: str, rows: Sequence[Row], now: datetime) -> Html:
    title, hint, nothing, columns = DRAWERS[name]
    heads = [(head, kind) for head, kind, _ in columns]
    cells = [[show(row, now) for _, _, show in columns] for row in rows]
    count = rows[0]["drawer_count"] if rows else 0
    shown = f"the first {len(rows)} of {count}; mart.freeze_request has all" if count > len(rows) else hint
    return join(tag("h2", title, tag("small", shown)), lay_table(heads, cells, nothing))


def link_request(request_id: str, *, base: str = "request/") -> Html:
    """Return the link to a request's own page."""
    return tag("a", request_id, href=f"{base}{request_id}", class_="mono")


def _show_end(row: Row, now: datetime) -> Html:
    tone = "chip bad" if row["expires_at"] - now <= SOON else "dim"
    return join(show_time(row["expires_at"]), " ", tag("span", show_distance(row["expires_at"], now), class_=tone))


def _show_request(row: Row, _: datetime) -> Html:
    follows = tag("span", "next hop", class_="chip") if row["follows"] else None
    return join(link_request(row["request_id"]), " ", follows)


def _show_held(row: Row) -> Html:
    over = tag("div", tag("span", "more than asked", class_="chip warm")) if row["is_over_held"] else None
    return join(show_money(row["held_amount"]), over)


def _show_change(row: Row, now: datetime) -> Html:
    return join(show_time(row["changed_at"]), tag("div", f"{row['changed_by']}: {row['changed_why']}", class_="dim"))


Column = tuple[str, str, Callable[[Row, datetime], Html]]
REQUEST: Column = ("request", "", _show_request)
ACCOUNT: Column = ("bank, account", "", lambda row, _: lay_account(row["bank_code"], row["account_no"]))
STATE: Column = ("state", "", lambda row, _: show_state(row["state"]))
ASKED: Column = ("asked, THB", "num", lambda row, _: join(show_money(row["amount"])))
HELD: Column = ("held, THB", "num", lambda row, _: _show_held(row))
SURE: Column = ("certainty", "num", lambda row, _: join(show_share(row["certainty"])))
VICTIMS: Column = ("complaints", "num", lambda row, _: join(row["complaint_count"]))
ENDS: Column = ("by law until", "", _show_end)
CHANGED: Column = ("last change", "wide", _show_change)

DRAWERS: dict[str, tuple[str, str, str, tuple[Column, ...]]] = {
    "decide": (
        "To decide", "the most urgent money first; answer in Browse → Required Actions", "Nothing waits for a decision.",
        (REQUEST, ACCOUNT, STATE, ASKED, SURE, VICTIMS, ENDS),
    ),
    "held": (
        "Held", "the first to end first; extend by order, or it is let go", "No bank holds money.",
        (REQUEST, ACCOUNT, STATE, HELD, ASKED, ENDS),
    ),
    "out": (
        "On the way", "approved or sent; a bank that does not answer is to be asked", "Nothing is on its way.",
        (REQUEST, ACCOUNT, STATE, ASKED, ENDS, CHANGED),
    ),
    "empty": (
        "Nothing found", "traced on by itself; the next hop is asked for as its own request", "No bank has said so.",
        (REQUEST, ACCOUNT, STATE, ASKED, HELD, CHANGED),
    ),
    "over": (
        "Over", "lifted, lapsed, rejected, withdrawn: the latest first", "Nothing is over yet.",
        (REQUEST, ACCOUNT, STATE, ASKED, CHANGED),
    ),
}  # fmt: skip
