"""The readable list: every signal about accounts, its weight in log-odds and the sentence it puts into the reasons."""

from include.graph import account_calls as calls
from include.graph import account_fans as fans
from include.graph import account_patterns as patterns
from include.graph import account_shapes as shapes
from include.graph import account_signs as signs
from include.graph import account_ties as ties
from include.graph import account_together as together
from include.graph import quarrels
from include.graph.signals import Signal

ACCOUNT_PRIOR = -3.7

ACCOUNT_SIGNALS: tuple[Signal, ...] = (
    Signal(
        "named_in_complaint",
        3.5,
        signs.named_in_complaints,
        "A victim reported paying this account (certainty {value:.0%}).",
    ),
    Signal("named_repeatedly", 2.5, signs.named_repeatedly, "Several victims reported paying this account."),
    Signal("named_in_tip", 2.2, signs.named_in_tips, "The public named this account in tips."),
    Signal("watchlisted", 1.2, signs.holder_watchlisted, "The holder is on a watch list."),
    Signal("frozen", 1.0, signs.frozen_by_bank, "The bank has frozen the account."),
    Signal("opened_lately", 1.0, signs.opened_lately, "First used within weeks of its opening."),
    Signal("passes_at_once", 1.5, signs.passes_at_once, "{value:.0%} of what comes in leaves within the hour."),
    Signal("passes_in_days", 0.7, signs.passes_in_days, "{value:.0%} of what comes in leaves within three days."),
    Signal(
        "forwards_reported",
        2.0,
        patterns.forwards_reported,
        "The money that victims reported went on within a day ({value:.0%}).",
    ),
    Signal(
        "gathers_and_scatters",
        0.5,
        patterns.gathers_and_scatters,
        "Money of several payers goes on to several payees within days ({value:.0%}).",
    ),
    Signal(
        "hand_to_hand",
        2.0,
        shapes.hand_to_hand,
        "Gave sums on nearly whole, in a row of hands that did so ({value:.0%}).",
    ),
    Signal("round_trip", 4.0, shapes.round_trip, "Part of a round: a sum came back, nearly whole, to who had sent it."),
    Signal(
        "several_ways",
        3.5,
        shapes.one_of_several_ways,
        "One of several hands through which sums went between the same two accounts ({value:.0%}).",
    ),
    Signal("swept_empty", 1.2, patterns.swept_empty, "Next to nothing is left of what came in ({value:.0%})."),
    Signal(
        "wakes_and_bursts", 0.8, patterns.wakes_and_bursts, "Open for long, then silent, then a burst ({value:.0%})."
    ),
    Signal(
        "border_cash",
        0.4,
        patterns.cashes_at_border,
        "Draws what it receives as cash in a border province ({value:.0%}).",
    ),
    Signal("keeps_balance", -0.5, patterns.keeps_balance, "Holds a multiple of what it received in all these days."),
    Signal("serial_cash", 1.2, signs.serial_cash, "Cash is drawn in a row ({value:.0%} of what leaves)."),
    Signal("opened_long_ago", -0.8, signs.opened_long_ago, "Open for years before this."),
    Signal("paid_by_many", -2.0, signs.paid_by_many, "Many different payers of sums that stay, as with a seller."),
    Signal(
        "open_both_ways", -4.0, signs.open_both_ways, "Paid by dozens and pays dozens: money goes on there by chance."
    ),
    Signal("pays_for_living", -1.0, signs.pays_for_living, "Pays many different people small sums, as one lives."),
    Signal("never_used", -3.0, signs.never_used, "No payment has gone in or out."),
    Signal("one_of_many", -1.5, signs.one_of_many_complains, "One victim names it, and dozens of other payers do not."),
    Signal("salary", -0.5, signs.receives_salary, "Receives a salary."),
    Signal("complainant", -3.0, signs.is_complainant, "The holder is a victim who complained."),
    Signal("old_company", -2.0, signs.is_old_company, "A company of long standing."),
    Signal("cash_machine", -20.0, ties.is_machine, "A cash machine."),
    Signal(
        "service", -20.0, ties.serves_several_gangs, "Several unconnected groups use it: a service open to all.", True
    ),
    Signal("shared_device", 3.5, ties.shares_device, "Uses a device that suspect accounts use ({value:.0%}).", True),
    Signal(
        "shared_contact", 2.0, ties.shares_contact, "Registered with a number of suspect accounts ({value:.0%}).", True
    ),
    Signal("suspect_contact", 2.0, ties.contact_is_suspect, "Registered with a suspect phone ({value:.0%}).", True),
    Signal("same_holder", 1.0, ties.shares_holder, "Its holder has other suspect accounts ({value:.0%}).", True),
    Signal(
        "paid_by_suspects", 3.0, ties.paid_by_suspects, "{value:.0%} of its receipts came from suspect accounts.", True
    ),
    Signal("paid_by_several", 1.2, fans.paid_by_several, "Several suspect accounts pay it ({value:.0%}).", True),
    Signal(
        "paid_by_suspects_alone",
        3.5,
        fans.paid_by_suspects_alone,
        "Several people pay it, and all are suspects ({value:.0%}).",
        True,
    ),
    Signal(
        "takes_most", 2.0, fans.takes_most, "A suspect account pays it most of what it pays out ({value:.0%}).", True
    ),
    Signal("relays", 2.5, ties.relays_for_suspects, "Passed suspects' money on within hours ({value:.0%}).", True),
    Signal(
        "feeds_suspects",
        3.5,
        ties.feeds_suspects,
        "Handed {value:.0%} of its receipts to suspect accounts soon after.",
        True,
    ),
    Signal(
        "only_money",
        1.2,
        fans.only_money_speaks,
        "Only its payments are known, and they are suspect ({value:.0%}).",
        True,
    ),
    Signal("test_payment", 1.5, ties.swaps_test_payments, "Exchanged test payments of a few baht with suspects.", True),
    Signal(
        "called_then_paid",
        2.0,
        calls.called_then_paid,
        "{value:.0%} of its receipts followed a suspect call to the payer.",
        True,
    ),
    Signal(
        "forwards_lured",
        1.0,
        calls.forwards_lured,
        "What was paid after a suspect call went on within three days ({value:.0%}).",
        True,
    ),
    Signal(
        "same_remark", 0.8, ties.shares_remark, "Writes the same rare remark as suspect accounts ({value:.0%}).", True
    ),
    Signal(
        "talks_with_suspects", 1.2, calls.talks_with_suspects, "Its contact number talks with suspect phones.", True
    ),
    Signal(
        "tried_and_steered",
        3.0,
        together.tried_and_steered,
        "Tried with a few baht, and its holder talks with suspects ({value:.0%}).",
        True,
    ),
    Signal(
        "paid_and_steered",
        2.0,
        together.paid_and_steered,
        "Suspects pay it, and its holder talks with them ({value:.0%}).",
        True,
    ),
    Signal(
        "shares_without_money",
        -4.0,
        together.shares_without_money,
        "Shares things with suspects, and no money with them ({value:.0%}).",
        True,
    ),
    Signal(
        "spends_savings",
        -1.5,
        together.spends_savings,
        "Not named, and pays out more than it was sent ({value:.0%}).",
    ),
    Signal(
        "spends_with_suspects",
        1.5,
        together.spends_with_suspects,
        "Pays out more than it was sent, but from a device that suspects use ({value:.0%}).",
        True,
    ),
    Signal(
        "shares_household", -1.5, together.shares_household, "Shares a number that nothing else makes a suspect.", True
    ),
    Signal(
        "loses_to_suspects",
        -2.5,
        together.loses_to_suspects,
        "Paid suspects before they paid it, and more, out of its savings ({value:.0%}).",
        True,
    ),
    Signal(
        "shares_all_at_home",
        -3.0,
        together.shares_all_at_home,
        "Its device is shared in the household that shares its number ({value:.0%}).",
        True,
    ),
    Signal(
        "quarrel",
        -2.5,
        quarrels.quarrels,
        "Who names it tells a number, from which nobody rang before the small payment ({value:.0%}).",
        True,
    ),
    Signal("suspects_wallet", 6.0, ties.wallet_of_suspects, "An exchange account that only suspects pay into.", True),
)
