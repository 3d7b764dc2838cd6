"""What ties an account to others already under suspicion: money, devices, contact numbers, calls.

Re-read as beliefs change.
"""

from functools import partial

import numpy as np
import pandas as pd

from include.graph.account_calls import talked_into
from include.graph.account_signs import cite_transfers, funded, passed_on, per_account, received
from include.graph.ground import CASH, DAY, EXCHANGE, HOUR, Bools, Floats, Ground, Ints, once
from include.graph.prices import enough
from include.graph.signals import Reading, State, once_per_state, share
from include.graph.tokens import owners, support, token_citations, unique_uses
from include.graph.windows import distinct

TINY = 50.0
THROUGH = 0.8
CROWD = 30
OPEN_TO_ALL = 0.25


@once
def device_uses(ground: Ground) -> pd.DataFrame:
    """(account, device) pairs from payments and from the banks' snapshots."""
    rows, held = ground.transfers, ground.accounts
    node = pd.concat([rows["debtor"], pd.Series(np.arange(len(held)))], ignore_index=True)
    return unique_uses(node, pd.concat([rows["device_id"], held["device_id"]], ignore_index=True))


@once
def holders(ground: Ground) -> Ints:
    """The holder of each account as a number, unknown holders each their own."""
    return owners(ground.accounts["person"].to_numpy(dtype="int64"))


@once_per_state
def shares_device(ground: Ground, state: State) -> Reading:
    """Uses a device that suspect accounts of other people use."""
    uses = device_uses(ground)
    return Reading(support(uses, state.accounts, holders(ground), CROWD), partial(token_citations, uses, "device"))


@once
def contact_uses(ground: Ground) -> pd.DataFrame:
    """(account, contact number) pairs; the number is the position of the phone."""
    phone = pd.Series(ground.accounts["phone"].to_numpy())
    token = phone.where(phone >= 0).map(ground.phones["msisdn"])
    return unique_uses(pd.Series(np.arange(ground.account_count)), token)


@once_per_state
def shares_contact(ground: Ground, state: State) -> Reading:
    """Gives a number that suspect accounts of other people give."""
    uses = contact_uses(ground)
    return Reading(support(uses, state.accounts, holders(ground), CROWD), partial(token_citations, uses, "phone"))


@once
def holder_uses(ground: Ground) -> pd.DataFrame:
    """(account, holder) pairs of known holders."""
    person = pd.Series(ground.accounts["person"].to_numpy())
    return unique_uses(pd.Series(np.arange(ground.account_count)), person.where(person >= 0))


def shares_holder(ground: Ground, state: State) -> Reading:
    """Its holder has other suspect accounts; weak, since those who rent out one account keep others."""
    return Reading(support(holder_uses(ground), state.accounts, np.arange(ground.account_count), CROWD))


@once_per_state
def payer_belief(ground: Ground, state: State) -> Floats:
    """Per transfer the suspicion of who pays, seen through hubs (there a little less sure)."""
    rows = ground.transfers
    seen = state.accounts[rows["debtor"].to_numpy()], THROUGH * state.accounts[rows["origin"].to_numpy()]
    return np.asarray(np.maximum(*seen), dtype="float64")


@once_per_state
def payee_belief(ground: Ground, state: State) -> Floats:
    """Per transfer the suspicion of who is paid, seen through hubs (there a little less sure).

    An exchange is suspect by its payers alone, so it has little to say about the next of them.
    """
    rows = ground.transfers
    exchange = (ground.accounts["bank_code"] == EXCHANGE).to_numpy()
    belief = np.where(exchange, OPEN_TO_ALL, 1.0) * state.accounts
    seen = belief[rows["creditor"].to_numpy()], THROUGH * belief[rows["destination"].to_numpy()]
    return np.asarray(np.maximum(*seen), dtype="float64")


@once_per_state
def by_suspects(ground: Ground, state: State) -> Floats:
    """Per transfer, the amount times the suspicion of its payer."""
    return np.asarray(ground.transfers["baht"].to_numpy() * payer_belief(ground, state), dtype="float64")


@once_per_state
def paid_by_suspects(ground: Ground, state: State) -> Reading:
    """Share of what it received that came from suspects, where that is more than pocket money."""
    tainted = by_suspects(ground, state)
    amount = per_account(ground, "creditor", tainted)
    values = share(amount, received(ground)) * enough(ground, amount, 7500.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", tainted * (tainted > 100)))


@once_per_state
def relays_for_suspects(ground: Ground, state: State) -> Reading:
    """Suspects' money that came in and left again within hours (in full) or days (in part)."""
    belief = payer_belief(ground, state)
    moved = belief * (0.4 * passed_on(ground, 2 * HOUR) + 0.6 * passed_on(ground, 3 * DAY))
    amount = per_account(ground, "creditor", moved)
    values = share(amount, per_account(ground, "creditor", by_suspects(ground, state))) * enough(ground, amount, 2500.0)
    values = values * np.sqrt(share(per_account(ground, "creditor", by_suspects(ground, state)), received(ground)))
    return Reading(values, lambda: cite_transfers(ground, "creditor", moved * (moved > 100)))


@once_per_state
def feeds_suspects(ground: Ground, state: State) -> Reading:
    """Receipts handed to suspects within hours: the share of all receipts.

    A victim pays from savings, a mule from what just came in; and where a victim borrows first, a caller had talked to him.
    """
    belief = payee_belief(ground, state) * (1.0 - talked_into(ground, state))
    moved = belief * (0.5 * funded(ground, 2 * HOUR) + 0.5 * funded(ground, 3 * DAY))
    amount = per_account(ground, "debtor", moved)
    values = share(amount, received(ground)) ** 0.75 * enough(ground, amount, 2000.0)
    return Reading(values, lambda: cite_transfers(ground, "debtor", moved * (moved > 100)))


@once
def between_strangers(ground: Ground) -> Bools:
    """Transfers between accounts of which neither holder nor contact number is known to be the same."""
    debtor, creditor = (ground.transfers[side].to_numpy() for side in ("debtor", "creditor"))
    mine = np.zeros(len(debtor), dtype=bool)
    for known_by in ("person", "phone"):
        number = ground.accounts[known_by].to_numpy()
        mine |= (number[debtor] == number[creditor]) & (number[debtor] >= 0)
    return ~mine


@once
def tiny_payments(ground: Ground, are_strangers: bool) -> pd.DataFrame:
    """TINY sums, all or those between strangers, as each of the two accounts has them: columns node, other, ref."""
    rows = ground.transfers[["debtor", "creditor", "ref"]]
    kept = (ground.transfers["baht"].to_numpy() <= TINY) & (between_strangers(ground) if are_strangers else True)
    sent = rows[kept].rename(columns={"debtor": "node", "creditor": "other"})
    taken = rows[kept].rename(columns={"creditor": "node", "debtor": "other"})
    return pd.concat([sent, taken], ignore_index=True)


@once
def tiny_pairs(ground: Ground, are_strangers: bool) -> tuple[Ints, Ints]:
    """Who exchanged TINY sums with whom, each pair once and both ways round."""
    rows, size = tiny_payments(ground, are_strangers), ground.account_count
    pair = distinct(rows["node"].to_numpy(dtype="int64") * size + rows["other"].to_numpy(dtype="int64"))
    return pair // size, pair % size


@once
def tiny_partners(ground: Ground) -> Floats:
    """With how many others each account exchanged TINY sums."""
    node, _ = tiny_pairs(ground, False)
    return np.bincount(node, minlength=ground.account_count).astype("float64")


@once_per_state
def swaps_test_payments(ground: Ground, state: State) -> Reading:
    """A few baht sent to or from a suspect: handlers try an account before they use it."""
    return tried_by_suspects(ground, state, False)


def tried_by_suspects(ground: Ground, state: State, are_strangers: bool) -> Reading:
    """A few baht sent to or from a suspect, by anybody or between strangers."""
    node, other = tiny_pairs(ground, are_strangers)
    hint = np.bincount(node, weights=0.8 * state.accounts[other], minlength=ground.account_count)
    values = share(np.asarray(hint, dtype="float64"), np.maximum(tiny_partners(ground), 1.0))
    return Reading(values, lambda: cite_tiny(tiny_payments(ground, are_strangers), state))


def cite_tiny(rows: pd.DataFrame, state: State) -> pd.DataFrame:
    """Those of the tiny payments that a suspect sent or took, by the account at the other end."""
    found = rows.assign(rank=-0.8 * state.accounts[rows["other"].to_numpy()])
    return found[found["rank"] < -0.1][["node", "ref", "rank"]]


@once
def remark_uses(ground: Ground) -> pd.DataFrame:
    """(account, text of a remark on its payments) pairs."""
    return unique_uses(ground.transfers["debtor"], ground.transfers["remark"])


def shares_remark(ground: Ground, state: State) -> Reading:
    """Writes the very text that suspect accounts write on their payments; texts of many people say nothing."""
    uses = remark_uses(ground)
    return Reading(support(uses, state.accounts, holders(ground), CROWD), partial(token_citations, uses, "remark"))


@once_per_state
def contact_is_suspect(ground: Ground, state: State) -> Reading:
    """Its contact number is itself a suspect phone, such as one that collects the codes of many accounts."""
    phone = ground.accounts["phone"].to_numpy()
    return Reading(np.append(state.phones, 0.0)[phone])  # -1, no phone, finds the zero at the end


def wallet_of_suspects(ground: Ground, state: State) -> Reading:
    """An exchange's deposit account that only suspects pay into: where the chain leaves the banks."""
    tainted = by_suspects(ground, state)
    amount = per_account(ground, "creditor", tainted)
    is_wallet = (ground.accounts["bank_code"] == EXCHANGE).to_numpy()
    values = is_wallet * share(amount, received(ground)) ** 2 * enough(ground, amount, 300.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", tainted))


def serves_several_gangs(ground: Ground, state: State) -> Reading:
    """A wallet, exchange or changer that several unconnected groups use, as anybody may."""
    return Reading(state.services)


def is_machine(ground: Ground, state: State) -> Reading:
    """A cash machine belongs to nobody."""
    return Reading((ground.accounts["bank_code"] == CASH).to_numpy().astype("float64"))
