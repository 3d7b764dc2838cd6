"""What ties a phone to suspects: handsets, SIMs bought together, the accounts that give its number, whom it steers."""

from functools import partial

import numpy as np
import pandas as pd

from include.graph.account_patterns import LARGE
from include.graph.ground import Floats, Ground, Ints, once
from include.graph.phone_signs import (
    answer,
    callees_seen,
    cell_counts,
    per_phone,
    returned_seen,
    sim_age,
    sim_batches,
)
from include.graph.signals import Reading, State, noisy_or, once_per_state, ramp, share
from include.graph.talks import call_pairs, steady_pairs, talks_before
from include.graph.tokens import support, token_citations, unique_uses
from include.graph.windows import numbered

CROWD = 400
MOST_TALKS = 6.0


@once
def handset_uses(ground: Ground) -> pd.DataFrame:
    """(phone, handset of its own) pairs."""
    rows = ground.parties[ground.parties["is_own"]]
    return unique_uses(rows["phone"], rows["imei"])


def shares_handset(ground: Ground, state: State) -> Reading:
    """Used in a handset of suspect numbers."""
    uses = handset_uses(ground)
    return Reading(
        support(uses, state.phones, np.arange(ground.phone_count), CROWD), partial(token_citations, uses, "imei")
    )


@once
def batch_uses(ground: Ground) -> pd.DataFrame:
    """(phone, batch of SIMs) pairs."""
    rows = sim_batches(ground)
    return unique_uses(rows["phone"], rows["batch"])


def shares_batch(ground: Ground, state: State) -> Reading:
    """Bought together with suspect numbers."""
    return Reading(support(batch_uses(ground), state.phones, np.arange(ground.phone_count), CROWD))


@once
def room_uses(ground: Ground) -> pd.DataFrame:
    """(phone, cell) of phones that never leave one cell."""
    cells, _ = cell_counts(ground)
    rows = ground.parties[cells[ground.parties["phone"].to_numpy()] == 1]
    return unique_uses(rows["phone"], rows["cell_id"])


def shares_room(ground: Ground, state: State) -> Reading:
    """Never leaves the cell that suspect numbers never leave."""
    uses = room_uses(ground)
    return Reading(
        support(uses, state.phones, np.arange(ground.phone_count), CROWD), partial(token_citations, uses, "cell")
    )


@once
def dealer_uses(ground: Ground) -> pd.DataFrame:
    """(phone, dealer) of SIMs that were new when first used: gangs buy where nobody asks."""
    is_new = sim_age(ground) <= 60.0
    rows = ground.sims[is_new[ground.sims["phone"].to_numpy()] & ~ground.sims["is_company"]]
    return unique_uses(rows["phone"], rows["dealer"])


@once_per_state
def held_suspicion(ground: Ground, state: State) -> Floats:
    """Per number the suspicion of the account that gives it, the highest of several."""
    phone = ground.accounts["phone"].to_numpy()
    best = np.zeros(ground.phone_count)
    np.maximum.at(best, phone[phone >= 0], state.accounts[phone >= 0])
    return best


@once_per_state
def contact_suspicion(ground: Ground, state: State) -> Floats:
    """Suspicion of each number as somebody's contact: its own, or a little more than half that of an account that gives it."""
    return np.maximum(state.phones, 0.6 * held_suspicion(ground, state))


@once
def steady_weight(ground: Ground) -> Floats:
    """Per phone its talks with repeated contacts, at most MOST_TALKS counted with each."""
    rows = steady_pairs(ground)
    return per_phone(ground, rows["node"].to_numpy(), np.minimum(rows["talks"].to_numpy(dtype="float64"), MOST_TALKS))


def suspects_call_back(ground: Ground, state: State) -> Reading:
    """Takes away what being called back speaks for it, as far as it is suspects who do: handlers and their callers."""
    pairs = call_pairs(ground)
    suspect = contact_suspicion(ground, state)[pairs["callee"].to_numpy()] * pairs["is_returned"].to_numpy()
    returned, callees = returned_seen(ground), callees_seen(ground)
    honest = np.maximum(returned - per_phone(ground, pairs["caller"].to_numpy(), suspect), 0.0)
    return Reading(answer(returned, callees) - answer(honest, callees))


@once_per_state
def steers_suspects(ground: Ground, state: State) -> Reading:
    """Its repeated contacts are suspects: handlers ring callers and mules, recruiters ring handlers."""
    rows = steady_pairs(ground)
    node, weight = rows["node"].to_numpy(), np.minimum(rows["talks"].to_numpy(dtype="float64"), MOST_TALKS)
    hint = weight * contact_suspicion(ground, state)[rows["other"].to_numpy()]
    suspects = per_phone(ground, node, hint / weight)
    values = np.sqrt(share(per_phone(ground, node, hint), steady_weight(ground))) * ramp(suspects, 0.3, 2.5)
    return Reading(values)


@once_per_state
def known_suspects(ground: Ground, state: State) -> Floats:
    """Per phone, with how many suspects it is in steady contact; who holds a suspect account counts as one."""
    rows = steady_pairs(ground)
    suspect = np.maximum(state.phones, held_suspicion(ground, state))
    return per_phone(ground, rows["node"].to_numpy(), suspect[rows["other"].to_numpy()])


def knows_many_suspects(ground: Ground, state: State) -> Reading:
    """In steady contact with several suspects: family and friends know one mule or two, who hires and steers them knows many."""
    rows = steady_pairs(ground)
    hint = contact_suspicion(ground, state)[rows["other"].to_numpy()]
    return Reading(ramp(known_suspects(ground, state), 3.0, 6.0), lambda: cite_suspects(ground, rows, hint))


def cite_suspects(ground: Ground, rows: pd.DataFrame, hint: Floats) -> pd.DataFrame:
    """The numbers of who weighs in, of pairs of contacts, the heaviest first."""
    kept = hint > 0.2
    numbers = "phone:" + ground.phones["msisdn"].iloc[rows["other"].to_numpy()[kept]].astype(str)
    return pd.DataFrame({"node": rows["node"].to_numpy()[kept], "ref": numbers.to_numpy(), "rank": -hint[kept]})


@once
def contacts_given(ground: Ground) -> pd.DataFrame:
    """Accounts of known holders with their contact number: columns node, phone, key, person, is_own (the holder is the number's
    registrant), strange (the chance that somebody else is). Where no telco tells who is, all holders but one are others.
    """
    held = ground.accounts[["person", "phone", "key"]].assign(node=np.arange(ground.account_count))
    held = held[(held["phone"] >= 0) & (held["person"] >= 0)]
    owner = ground.sims[ground.sims["person"] >= 0][["phone", "person"]].drop_duplicates("phone", keep="last")
    met = held.merge(owner, on="phone", how="left", suffixes=("", "_owner"))
    is_own = (met["person"] == met["person_owner"]).to_numpy()
    holders = met.groupby("phone")["person"].transform("nunique").to_numpy(dtype="float64")
    strange = np.where(met["person_owner"].isna(), 1.0 - 1.0 / np.maximum(holders, 1.0), ~is_own)
    return met[["node", "phone", "key", "person"]].assign(is_own=is_own, strange=strange)


def cite_accounts(held: pd.DataFrame, belief: Floats) -> pd.DataFrame:
    """The suspect ones of accounts that give numbers, the most suspect first."""
    kept = belief > 0.2
    accounts = "account:" + held["key"][kept]
    return pd.DataFrame({"node": held["phone"].to_numpy()[kept], "ref": accounts.to_numpy(), "rank": -belief[kept]})


@once_per_state
def serves_suspect_accounts(ground: Ground, state: State) -> Reading:
    """Given as the contact of suspect accounts whose holders are not its registrant: where the one-time codes arrive."""
    held = contacts_given(ground)
    phone, belief = held["phone"].to_numpy(), state.accounts[held["node"].to_numpy()]
    strange = belief * held["strange"].to_numpy()
    suspect = share(per_phone(ground, phone, belief), per_phone(ground, phone))
    return Reading(noisy_or(phone, 0.7 * strange, ground.phone_count) * suspect, lambda: cite_accounts(held, strange))


@once
def people_who_give(ground: Ground) -> tuple[Ints, Ints]:
    """Of each of `contacts_given` the number of its pair of phone and holder, and the phone of each pair."""
    held = contacts_given(ground)
    phone, person = held["phone"].to_numpy(dtype="int64"), held["person"].to_numpy(dtype="int64")
    size = int(person.max(initial=0)) + 1
    pair, pairs = numbered(phone * size + person)
    return pair, pairs // size


def serves_several(ground: Ground, state: State) -> Reading:
    """Several suspects who are not its registrant give it as their number: one may be a relative, however old the SIM; three are not."""
    held, (pair, phone) = contacts_given(ground), people_who_give(ground)
    strange = state.accounts[held["node"].to_numpy()] * held["strange"].to_numpy()
    belief = np.zeros(len(phone))
    np.maximum.at(belief, pair, strange)
    return Reading(ramp(per_phone(ground, phone, belief), 1.0, 3.0), lambda: cite_accounts(held, strange))


def holds_suspect_account(ground: Ground, state: State) -> Reading:
    """Its registrant holds a suspect account and gives it as his number: he is steered, and that suspects ring him says no more."""
    held = contacts_given(ground)
    own = state.accounts[held["node"].to_numpy()] * held["is_own"].to_numpy()
    values = np.zeros(ground.phone_count)
    np.maximum.at(values, held["phone"].to_numpy(), own)
    return Reading(values, lambda: cite_accounts(held, own))


@once_per_state
def talks_before_suspect_payments(ground: Ground, state: State) -> pd.DataFrame:
    """Talks of a minute or more within a day before the callee's account paid a suspect: columns phone, callee, account, belief, delay (s),
    call and transfer (rows of the ground).
    """
    calls, rows = ground.calls, ground.transfers
    creditor = rows["creditor"].to_numpy()
    to_suspects = (state.accounts[creditor] > 0.3) & (rows["baht"].to_numpy() >= LARGE)
    talk, paid = talks_before(ground, to_suspects & (state.accounts[rows["debtor"].to_numpy()] < 0.5))
    return pd.DataFrame(
        {
            "phone": calls["caller"].to_numpy()[talk],
            "callee": calls["callee"].to_numpy()[talk],
            "account": creditor[paid],
            "belief": state.accounts[creditor[paid]],
            "delay": rows["at"].to_numpy()[paid] - calls["at"].to_numpy()[talk],
            "call": talk,
            "transfer": paid,
        }
    )


def cite_talks(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """The calls of talks before payments, those before the surest ones first."""
    ref = ground.calls["ref"].take(rows["call"].to_numpy()).to_numpy()
    return pd.DataFrame({"node": rows["phone"].to_numpy(), "ref": ref, "rank": -rows["belief"].to_numpy()})


@once_per_state
def surest_talks(ground: Ground, state: State) -> pd.DataFrame:
    """Of each phone and callee the talk before a suspect payment that says most, the last of equal ones."""
    rows = talks_before_suspect_payments(ground, state)
    phone, callee = rows["phone"].to_numpy(), rows["callee"].to_numpy()
    order = np.lexsort((rows["belief"].to_numpy(), callee, phone))
    is_last = np.append((np.diff(phone[order]) != 0) | (np.diff(callee[order]) != 0), True)[: len(order)]
    return rows.take(order[is_last])


def talked_into_paying(ground: Ground, state: State) -> Reading:
    """People it talked with paid suspect accounts within the day."""
    rows = surest_talks(ground, state)
    node = rows["phone"].to_numpy()
    values = noisy_or(node, 0.45 * rows["belief"].to_numpy(), ground.phone_count)
    return Reading(values, lambda: cite_talks(ground, rows))
