"""Ties that count: how many suspects pay an account, and what its flows say where nothing else is known of it."""

import numpy as np

from include.graph.account_patterns import LARGE
from include.graph.account_signs import cite_transfers, distinct_partners, living, per_account
from include.graph.account_ties import (
    CROWD,
    TINY,
    feeds_suspects,
    holders,
    paid_by_suspects,
    payer_belief,
    relays_for_suspects,
)
from include.graph.ground import EXCHANGE, Floats, Ground, Ints, once
from include.graph.prices import enough
from include.graph.signals import Reading, State, once_per_state, ramp, share
from include.graph.windows import numbered


@once
def large_pairs(ground: Ground) -> tuple[Ints, Ints, Ints]:
    """The rows of LARGE payments, of each the number of its pair of payee and payer, and the payee of each pair."""
    rows, size = ground.transfers, ground.account_count
    row = np.flatnonzero(rows["baht"].to_numpy() >= LARGE)
    pair, pairs = numbered(rows["creditor"].to_numpy()[row] * size + rows["debtor"].to_numpy()[row])
    return row, pair, pairs // size


@once_per_state
def paid_by_several(ground: Ground, state: State) -> Reading:
    """Two, three or more different suspects pay it: one may have bought something there, several collect there.

    Small sums say little: a gambling site pays its winners from several accounts too.
    """
    row, pair, payee = large_pairs(ground)
    belief = np.zeros(len(payee))
    np.maximum.at(belief, pair, payer_belief(ground, state)[row])
    hint = np.asarray(np.bincount(payee, weights=belief, minlength=ground.account_count), dtype="float64")
    return Reading(ramp(hint, 1.0, 3.0) * paid_by_suspects(ground, state).values)


@once
def sums_paid(ground: Ground) -> tuple[Ints, Ints, Floats, Floats]:
    """Who paid whom, each pair once: payers, payees, baht, and the share of all that the payer paid out."""
    rows, size = ground.transfers, ground.account_count
    debtor, baht = rows["debtor"].to_numpy(), rows["baht"].to_numpy()
    pair, pairs = numbered(debtor * size + rows["creditor"].to_numpy())
    payer, payee = np.divmod(pairs, max(size, 1))
    moved = np.bincount(pair, weights=baht, minlength=len(pairs)).astype("float64")
    return payer, payee, moved, share(moved, per_account(ground, "debtor", baht)[payer])


@once
def paying_holders(ground: Ground) -> tuple[Ints, Ints, Ints]:
    """Payments of more than TINY by other people: their payers, of each the number of its pair of payee and payer's holder, and the payee
    of each pair.
    """
    rows, size = ground.transfers, ground.account_count
    holder = np.unique(holders(ground), return_inverse=True)[1]
    payee, payer = rows["creditor"].to_numpy(), rows["debtor"].to_numpy()
    kept = (rows["baht"].to_numpy() > TINY) & (holder[payee] != holder[payer])
    pair, pairs = numbered(payee[kept] * size + holder[payer[kept]])
    return payer[kept], pair, pairs // max(size, 1)


def paid_by_suspects_alone(ground: Ground, state: State) -> Reading:
    """Whoever pays it is a suspect, two or three different people, however little: nobody honest is known to none but mules.

    Of an account at a bank that does not report, payments from those that do are all that is seen; of one at a bank that does, more payers
    are asked for. An exchange's clients pay in from wherever they bank, and dozens who pay may be a changer's; who lives from the account
    is paid by others elsewhere, and may have won a bet.
    """
    payer, pair, payee = paying_holders(ground)
    belief = np.zeros(len(payee))
    np.maximum.at(belief, pair, state.accounts[payer])
    suspects = np.bincount(payee, weights=belief, minlength=ground.account_count).astype("float64")
    by, paid, _, _ = sums_paid(ground)
    payers = distinct_partners(ground, "creditor", "debtor")
    believed = np.bincount(paid, weights=state.accounts[by], minlength=ground.account_count).astype("float64")
    alone = ramp(share(believed, payers), 0.75, 0.95) * ramp(payers, CROWD, 0.5 * CROWD)
    least = np.where(ground.accounts["is_known"].to_numpy(dtype=bool), 2.0, 1.0)
    is_open = (ground.accounts["bank_code"] == EXCHANGE).to_numpy()
    values = ramp(suspects - least, 0.0, 1.0) * alone * ~is_open * (1.0 - 0.6 * living(ground))
    return Reading(values, lambda: cite_transfers(ground, "creditor", payer_belief(ground, state)))


def takes_most(ground: Ground, state: State) -> Reading:
    """A suspect pays it most of what he pays out, and hardly anybody else pays it: the next pair of hands, though one alone fills it.

    A gold shop or a changer, where suspects spend too, has dozens who pay; exchanges open an account for each client.
    """
    payer, payee, baht, part = sums_paid(ground)
    most = np.zeros(ground.account_count)
    np.maximum.at(most, payee, state.accounts[payer] * ramp(part, 0.4, 0.7) * enough(ground, baht, 2500.0))
    few = ramp(distinct_partners(ground, "creditor", "debtor"), 4.0, 2.0)
    is_open = (ground.accounts["bank_code"] == EXCHANGE).to_numpy()
    return Reading(most * few * ~is_open, lambda: cite_transfers(ground, "creditor", payer_belief(ground, state)))


@once
def money_only(ground: Ground) -> Floats:
    """1 for accounts of which nothing but payments is known: no age, no contact number, no device."""
    held, rows = ground.accounts, ground.transfers
    seen = ((held["opened"] >= 0) | (held["phone"] >= 0)).to_numpy().astype(bool)
    seen[rows["debtor"].to_numpy()[rows["device_id"].notna().to_numpy()]] = True
    return (~seen).astype("float64")


def only_money_speaks(ground: Ground, state: State) -> Reading:
    """Its flows are suspect and no other feed can confirm or deny it: what is missing must not acquit."""
    flows = (paid_by_several, relays_for_suspects, feeds_suspects)
    misses = [1.0 - flow(ground, state).values for flow in flows]
    return Reading(money_only(ground) * ramp(1.0 - np.prod(misses, axis=0), 0.3, 0.9))
