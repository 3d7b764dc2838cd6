"""One request as a page, for whoever decides about it or looks at it again: whose money, why this account, its payments, the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from include.publish.hold_chart import draw_amounts, draw_payments, draw_weight
from include.publish.hold_desk import link_request
from include.publish.hold_style import lay_account, lay_out, lay_table, show_state
from include.publish.markup import Html, join, show_distance, show_money, show_share, show_time, tag

Row = Mapping[str, Any]
MOST_EVIDENCE = 6
NUMBERS = ("phone", "contact_number", "sim")
PAYMENTS = 40
TODO = {
    "decide": "Answer the bank's question in Browse → Required Actions: approve, lower, reject, or hand it up. Silence hands it up.",
    "second": "A second person must agree: another one than the first. Answer in Browse → Required Actions.",
    "out": "The bank has been asked. If it should not stand, lift it: the bank is told within the run.",
    "held": "Let it end, extend it by a written order, or lift it if it should not stand: the bank is told within the run.",
    "empty": "Nothing is held here. The money is traced on; the next hop is a request of its own, below.",
    "ending": "It is over; the bank is about to be told.",
    "over": "It is over. If evidence comes, it is proposed anew.",
}
STEPS = {
    "proposed": "decide", "escalated": "decide", "awaiting_second": "second", "approved": "out", "sending": "out", "sent": "out",
    "held": "held", "partial": "held", "extended": "held", "no_funds": "empty", "refused": "empty", "not_found": "empty",
    "lapsed": "ending", "lifting": "ending",
}  # fmt: skip


def render_case(case: Row, payments: Sequence[Row], siblings: Sequence[Row], now: datetime) -> str:
    """Return the page: the frames hold_case (one row), hold_case_payment and hold_case_sibling."""
    return lay_out(
        str(case["request_id"]),
        tag("p", tag("a", "← Holds", href="../")),
        tag("h1", f"{show_money(case['amount'])} THB ", show_state(case["state"])),
        tag(
            "p",
            lay_account(case["bank_code"], case["account_no"]),
            tag("span", f" · {case['request_id']}", class_="dim mono"),
        ),
        _show_frame(case, now),
        _show_todo(case),
        tag("h2", "Whose money", tag("small", "traced from the victims' payments to this account")),
        _list_complaints(case),
        tag("h2", "Why this account", tag("small", _sum_up(case))),
        _list_signals(case),
        tag("h2", "Its payments", tag("small", "from the victims' first payment to a day after the report")),
        _show_payments(payments),
        tag("h2", "The same victims' money elsewhere"),
        _list_siblings(siblings),
        tag("h2", "Ledger", tag("small", "nothing in it can be changed")),
        _list_events(case),
    )


def _show_frame(case: Row, now: datetime) -> Html:
    ends = join(show_time(case["expires_at"]), tag("span", f" {show_distance(case['expires_at'], now)}", class_="dim"))
    facts: list[tuple[str, object]] = [
        ("traced", f"{show_money(case['traced_amount'])} THB, never more than lay there"),
        ("the bank holds", f"{show_money(case['held_amount'])} THB{', more than asked for: tell it' if case['is_over_held'] else ''}"),
        ("certainty", f"{show_share(case['certainty'])}; of money like this {show_share(case['urgency'])} leaves within a day"),
        ("by law until", ends),
        ("basis", case["legal_basis"]),
    ]  # fmt: skip
    if case["follows"]:
        facts.append(("follows", link_request(case["follows"], base="")))
    bar = draw_amounts(case["traced_amount"], case["amount"], case["held_amount"])
    rows = [part for word, fact in facts for part in (tag("dt", word), tag("dd", fact))]
    return tag("div", bar, tag("dl", *rows))


def _show_todo(case: Row) -> Html:
    step = STEPS.get(case["state"], "over")
    changed = tag("p", tag("strong", "The evidence has changed since this was asked for."), class_="chip bad")
    lift = tag(
        "p", "DAG ", tag("strong", "hold_order"), ", Trigger: action lift or extend, request ",
        tag("span", case["request_id"], class_="mono"), ", and the reason.", class_="dim",
    )  # fmt: skip
    return tag(
        "div",
        changed if case["has_changed"] else None,
        tag("p", TODO[step]),
        lift if step in ("out", "held") else None,
        class_="todo",
    )


def _list_complaints(case: Row) -> Html:
    heads = [("complaint", ""), ("reported", ""), ("payments away", "num"), ("traced, THB", "num"), ("now, THB", "num"),
             ("certainty", "num"), ("why", "wide")]  # fmt: skip
    rows = [
        [
            join(one["complaint_id"]), join(show_time(one["reported_at"])), join(one["hop"]), join(show_money(one["traced_amount"])),
            join(show_money(one["traced_amount_now"])), join(show_share(one["certainty"])), join(one["reason"]),
        ]
        for one in case["complaints"]
    ]  # fmt: skip
    return lay_table(heads, rows, "No complaint.")


def _sum_up(case: Row) -> str:
    if case["mule_score"] is None:
        return "nobody has scored it"
    words = f"score {case['mule_score']:.2f}" + (f", {case['role']}" if case["role"] else "")
    if not case["gang_id"]:
        return words
    return f"{words}, {case['gang_id']} of {case['gang_accounts']} accounts and {case['gang_complaints']} complaints"


def _list_signals(case: Row) -> Html:
    signals = sorted(case["signals"] or [], key=lambda one: -abs(one.get("weight") or 0.0))
    if not signals:
        return lay_table([], [], "No signals: the account is judged by its conduct alone.")
    most = abs(signals[0].get("weight") or 0.0)
    return tag("ul", *(_show_signal(one, most, set(case["marked_signals"] or [])) for one in signals), class_="signals")


def _show_signal(signal: Row, most: float, marked: set[str]) -> Html:
    cited = [_hide_number(str(one)) for one in signal.get("evidence") or []]
    more = f" and {len(cited) - MOST_EVIDENCE} more" if len(cited) > MOST_EVIDENCE else ""
    wrong = tag("span", "spoke wrongly here", class_="chip bad") if signal.get("code") in marked else None
    evidence = tag("div", ", ".join(cited[:MOST_EVIDENCE]) + more, class_="dim mono") if cited else None
    return tag(
        "li",
        draw_weight(signal.get("weight") or 0.0, most),
        tag("div", signal.get("text") or signal.get("code"), " ", wrong, evidence),
    )


def _hide_number(ref: str) -> str:
    """A telephone's number is not needed to judge a hold; its last digits tell two apart."""
    kind, _, key = ref.partition(":")
    return f"{kind}:…{key[-3:]}" if kind in NUMBERS else ref


def _show_payments(payments: Sequence[Row]) -> Html:
    heads = [
        ("time", ""),
        ("in, THB", "num"),
        ("out, THB", "num"),
        ("from or to", ""),
        ("channel", ""),
        ("evidence", ""),
    ]
    rows = [
        _show_payment(one) for one in sorted(payments, key=lambda one: (one["booked_at"], str(one["end_to_end_id"])))
    ]
    table = lay_table(heads, rows, "No bank has delivered a payment of this account in that time.")
    if not payments:
        return table
    key = tag(
        "p", *(join(tag("span", class_=f"key {kind}"), words) for kind, words in (("v", "paid by the victim"), ("i", "in"), ("o", "out"))),
        class_="dim",
    )  # fmt: skip
    shown = (
        tag("p", f"What the victims paid, and the largest {PAYMENTS}.", class_="dim")
        if len(payments) >= PAYMENTS
        else None
    )
    return join(draw_payments(payments), key, table, shown)


def _show_payment(one: Row) -> list[Html]:
    amount, is_in = show_money(one["amount"]), one["direction"] == "in"
    victims = tag("span", "victim", class_="chip warm") if one["is_victims"] else None
    return [
        join(show_time(one["booked_at"])), join(amount if is_in else ""), join("" if is_in else amount),
        join(tag("span", one["counterparty"], class_="mono"), " ", victims), join(one["channel"]),
        tag("span", one["end_to_end_id"] or "–", class_="dim mono"),
    ]  # fmt: skip


def _list_siblings(siblings: Sequence[Row]) -> Html:
    heads = [("request", ""), ("bank, account", ""), ("state", ""), ("asked, THB", "num"), ("held, THB", "num")]
    rows = [
        [
            join(link_request(one["request_id"], base=""), " ", tag("span", "next hop", class_="chip") if one["is_next"] else None),
            lay_account(one["bank_code"], one["account_no"]), show_state(one["state"]), join(show_money(one["amount"])),
            join(show_money(one["held_amount"])),
        ]
        for one in siblings
    ]  # fmt: skip
    return lay_table(heads, rows, "Nowhere else.")


def _list_events(case: Row) -> Html:
    lines = (
        tag(
            "li", tag("span", f"{show_time(one['at'])} ", class_="dim"), tag("strong", one["step"].replace("_", " ")),
            f" by {one['by']}: {one['why']}", tag("span", f" · {show_money(one['amount'])} THB", class_="dim"),
        )
        for one in case["events"]
    )  # fmt: skip
    return tag("ol", *lines, class_="ledger")
