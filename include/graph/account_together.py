"""Signs that say much only together: shared things and the account's own money, a test payment and a talk."""

import numpy as np

from include.graph.account_calls import lured, steered
from include.graph.account_patterns import beyond_means
from include.graph.account_signs import cite_transfers, named_in_complaints, named_in_tips, per_account, quick_share
from include.graph.account_ties import (
    between_strangers,
    by_suspects,
    contact_is_suspect,
    payee_belief,
    payer_belief,
    shares_contact,
    shares_device,
    swaps_test_payments,
    tried_by_suspects,
)
from include.graph.ground import Bools, Floats, Ground, Ints, once
from include.graph.signals import Reading, State, nobody, once_per_state, ramp

NEVER = np.iinfo("int64").max
SUSPECT = 0.3


def moves_with_suspects(ground: Ground, state: State) -> Floats:
    """0 to 1: whether money of an account has to do with suspects: paid by them or by those whom they talked into it, paid to
    them, tried by them, or named by victims or the public.
    """
    rows = ground.transfers
    received = per_account(ground, "creditor", by_suspects(ground, state) + lured(ground, state))
    sent = per_account(ground, "debtor", rows["baht"].to_numpy() * payee_belief(ground, state))
    found = np.maximum(ramp(received + sent, 100.0, 1000.0), ramp(swaps_test_payments(ground, state).values, 0.0, 0.1))
    for named in (ground.payments["account"], ground.mentions["account"]):
        found[named.to_numpy()[named.to_numpy() >= 0]] = 1.0
    return found


def shares_without_money(ground: Ground, state: State) -> Reading:
    """Shares a device or a number with suspects, but neither its money nor a suspect's own phone ties it to them: a family's, or
    a holder's other account.
    """
    shared = np.maximum(shares_device(ground, state).values, shares_contact(ground, state).values)
    tied = np.maximum(moves_with_suspects(ground, state), quick_share(ground))
    return Reading(shared * (1.0 - np.maximum(tied, contact_is_suspect(ground, state).values)))


def tried_and_steered(ground: Ground, state: State) -> Reading:
    """Suspects sent it a few baht or had them sent, and its holder talks with who steers: an account tried before its use.

    What goes from one account of a holder or a household to another is left out.
    """
    tried = tried_by_suspects(ground, state, True)
    return Reading(ramp(steered(ground, state), 0.1, 0.5) * ramp(tried.values, 0.1, 0.4), tried.cite)


def paid_and_steered(ground: Ground, state: State) -> Reading:
    """Suspects pay it thousands, and its holder talks with who steers: a seller to suspects does not know their handlers.

    What a holder or a household moves from one account to another is left out: they share the number that handlers ring.
    """
    tainted = by_suspects(ground, state) * between_strangers(ground)
    amount = per_account(ground, "creditor", tainted)
    values = ramp(steered(ground, state), 0.1, 0.5) * ramp(amount, 1000.0, 8000.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", tainted * (tainted > 100)))


@once
def unnamed(ground: Ground) -> Floats:
    """How far nobody names an account, neither victims nor the public."""
    none = nobody(ground)
    named = named_in_complaints(ground, none).values, named_in_tips(ground, none).values
    return np.asarray((1.0 - named[0]) * (1.0 - named[1]), dtype="float64")


def spends_savings(ground: Ground, state: State) -> Reading:
    """Nobody names it, and it pays out more than came in: a rented account passes on what it is sent, a victim, a trader or a family
    spends what was there.
    """
    return Reading(beyond_means(ground) * unnamed(ground))


@once_per_state
def spends_with_suspects(ground: Ground, state: State) -> Reading:
    """Spends what was there, from a device that suspects use: that speaks for it no more."""
    return Reading(spends_savings(ground, state).values * shares_device(ground, state).values)


def first_at(ground: Ground, end: str, chosen: Bools) -> Ints:
    """Per account, when its first chosen transfer was; NEVER where there is none."""
    found = np.full(ground.account_count, NEVER)
    np.minimum.at(found, ground.transfers[end].to_numpy()[chosen], ground.transfers["at"].to_numpy()[chosen])
    return found


def loses_to_suspects(ground: Ground, state: State) -> Reading:
    """Paid suspects out of its savings before any of them paid it, and more than they paid it then: a victim who was paid a little
    to pay on. A rented account is sent money first.
    """
    rows = ground.transfers
    paid, back = payee_belief(ground, state), by_suspects(ground, state)
    returned = per_account(ground, "creditor", back)
    lost = per_account(ground, "debtor", rows["baht"].to_numpy() * paid) - returned
    before = first_at(ground, "debtor", paid > SUSPECT) < first_at(
        ground, "creditor", payer_belief(ground, state) > SUSPECT
    )
    lured = before * ramp(returned, 300.0, 2000.0) * ramp(lost, 0.0, 1000.0)
    savings = spends_savings(ground, state).values - spends_with_suspects(ground, state).values
    return Reading(savings * lured, lambda: cite_transfers(ground, "debtor", paid))


def shares_all_at_home(ground: Ground, state: State) -> Reading:
    """Shares its device too with who gives the number of its household: two signs of one fact, unless suspects tried it."""
    untried = 1.0 - swaps_test_payments(ground, state).values
    return Reading(shares_household(ground, state).values * shares_device(ground, state).values * untried)


@once_per_state
def shares_household(ground: Ground, state: State) -> Reading:
    """Gives the number that suspect accounts give, and nothing makes that number a suspect: a family's telephone."""
    return Reading(shares_contact(ground, state).values * (1.0 - contact_is_suspect(ground, state).values))
