"""The readable list: every signal about phones, its weight in log-odds and the sentence it puts into the reasons."""

from include.graph import namings
from include.graph import phone_patterns as patterns
from include.graph import phone_signs as signs
from include.graph import phone_steering as steering
from include.graph import phone_ties as ties
from include.graph import phone_together as together
from include.graph.signals import Signal

PHONE_PRIOR = -4.5

PHONE_SIGNALS: tuple[Signal, ...] = (
    Signal(
        "from_abroad", 2.5, signs.is_from_abroad, "A prefix of calls that enter from abroad under a disguised number."
    ),
    Signal("abroad_to_strangers", 4.0, signs.abroad_to_strangers, "Enters from abroad and rings strangers once each."),
    Signal("abroad_to_few", -1.5, patterns.abroad_to_few, "Enters from abroad and rings the same few again and again."),
    Signal("foreign_number", -1.0, signs.is_foreign, "An ordinary foreign number."),
    Signal("named_in_complaint", 6.2, namings.named_in_complaints, "Victims named this number as the caller's."),
    Signal("named_in_tip", 2.0, namings.named_in_tips, "The public named this number in tips."),
    Signal("complainant", -3.0, signs.is_complainant, "The number of a victim who complained."),
    Signal("sim_batch", 1.5, signs.bought_in_batch, "Its SIM was bought with others by one person within days."),
    Signal("sim_new", 1.5, signs.sim_is_new, "Its SIM was weeks old when first used."),
    Signal("sim_old", -1.5, signs.sim_is_old, "Its SIM has served for a long time."),
    Signal("company_line", -3.0, signs.company_line, "Registered to a company."),
    Signal(
        "takes_codes", 5.0, patterns.takes_codes, "Its SIM is new, messages come in, and next to nobody talks on it."
    ),
    Signal("calls_strangers", 2.5, signs.calls_strangers, "Rings many strangers once, and nobody calls back."),
    Signal("hops_handsets", 1.5, patterns.hops_handsets, "Sits in a handset with many other numbers, as in a SIM box."),
    Signal("short_lived", 2.0, patterns.short_lived, "Rings strangers for a few days, neither before nor after."),
    Signal("rung_by_few", 0.7, patterns.rung_by_few, "Rings strangers, and next to nobody rings it."),
    Signal("rung_by_others", -1.0, patterns.rung_by_others, "Rings strangers, and others ring it as well."),
    Signal(
        "unknown_to_banks", 2.0, patterns.unknown_to_banks, "Rings strangers, and no account gives it as its number."
    ),
    Signal("known_to_banks", -1.5, patterns.known_to_banks, "Rings strangers, and an account gives it as its number."),
    Signal("strangers_listen", -2.0, patterns.strangers_listen, "Strangers whom it rings stay on the line."),
    Signal("called_back", -1.5, signs.is_called_back, "Those it calls also call it."),
    Signal(
        "suspects_call_back", 1.5, ties.suspects_call_back, "Those who call it back are suspects ({value:.0%}).", True
    ),
    Signal("called_victims", 3.0, signs.called_complainants, "Talked with victims shortly before they paid."),
    Signal("never_moves", 0.7, signs.never_moves, "Makes many calls and never leaves one cell."),
    Signal("moves_about", -0.7, signs.moves_about, "Seen in several cells."),
    Signal("shared_handset", 3.0, ties.shares_handset, "Used in a handset of suspect numbers ({value:.0%}).", True),
    Signal(
        "shared_batch", 2.0, ties.shares_batch, "Its SIM was bought together with suspect numbers ({value:.0%}).", True
    ),
    Signal(
        "shared_room", 0.7, ties.shares_room, "Stays in the one cell where suspect numbers stay ({value:.0%}).", True
    ),
    Signal("steers_suspects", 6.0, ties.steers_suspects, "{value:.0%} of its steady contacts are suspects.", True),
    Signal(
        "knows_suspects", 3.0, ties.knows_many_suspects, "In steady contact with several suspects ({value:.0%}).", True
    ),
    Signal(
        "steers_payments",
        4.0,
        steering.steers_payments,
        "Rang several suspects within half an hour before they paid on ({value:.0%}).",
        True,
    ),
    Signal(
        "serves_suspects",
        5.5,
        ties.serves_suspect_accounts,
        "Contact number of suspect accounts held by other people.",
        True,
    ),
    Signal(
        "serves_several",
        2.0,
        ties.serves_several,
        "Contact number of several suspects who are not its registrant ({value:.0%}).",
        True,
    ),
    Signal(
        "holds_suspect",
        -2.0,
        ties.holds_suspect_account,
        "The number of a suspect account's own holder ({value:.0%}).",
        True,
    ),
    Signal(
        "kept_for_codes",
        7.0,
        together.kept_for_codes,
        "Given by a suspect account, its SIM new, and next to silent: kept for the account's codes ({value:.0%}).",
        True,
    ),
    Signal(
        "talked_into_paying",
        3.0,
        ties.talked_into_paying,
        "People it talked with paid suspect accounts within the day.",
        True,
    ),
    Signal(
        "abroad_in_vain",
        -5.0,
        together.abroad_in_vain,
        "Rings a hundred people from abroad, and nobody complains or pays a suspect ({value:.0%}).",
        True,
    ),
    Signal("named_and_new", 3.0, together.named_and_new, "Named in tips, and its SIM was weeks old when first used."),
    Signal(
        "works_for_suspects",
        1.5,
        together.works_for_suspects,
        "Rings strangers or is new, and talks with who steers suspects ({value:.0%}).",
        True,
    ),
    Signal("talks_pay", 1.0, together.talks_pay, "Strangers who listen to it pay suspects ({value:.0%}).", True),
    Signal(
        "befriends_few",
        -1.5,
        together.befriends_few,
        "The suspects whom it talks with are few, and its SIM has served for months.",
        True,
    ),
    Signal(
        "steers_unknown",
        1.0,
        together.steers_unknown,
        "Talks with suspects, and no account gives it as its number ({value:.0%}).",
        True,
    ),
    Signal(
        "rings_suspects",
        6.0,
        together.rings_suspects,
        "Several of the few whom it rings are suspects, and no account gives it as its number ({value:.0%}).",
        True,
    ),
    Signal(
        "befriends_known",
        -1.5,
        together.befriends_known,
        "Talks with suspects, and its holder banks with this number ({value:.0%}).",
        True,
    ),
)
