"""What ties a phone to suspects: handsets, SIMs bought together, the accounts that give its number, whom it steers."""

from functools import partial

import numpy as np
import pandas as pd

from include.graph.ground import DAY, Floats, Ground, once
from include.graph.phone_signs import (
    TALK,
    answer,
    call_pairs,
    callees_seen,
    cell_counts,
    per_phone,
    returned_seen,
    sim_age,
    sim_batches,
    steady_contacts,
)
from include.graph.signals import Reading, State, noisy_or, once_per_state, ramp, share
from include.graph.tokens import support, token_citations, unique_uses

CROWD = 400
MOST_TALKS = 6.0


@once
def handset_uses(ground: Ground) -> pd.DataFrame:
    """(phone, handset) pairs."""
    return unique_uses(ground.parties["phone"], ground.parties["imei"])


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
def contact_suspicion(ground: Ground, state: State) -> Floats:
    """Suspicion of each number as somebody's contact: its own, or half that of an account registered with it."""
    phone = ground.accounts["phone"].to_numpy()
    best = np.zeros(ground.phone_count)
    np.maximum.at(best, phone[phone >= 0], state.accounts[phone >= 0])
    return np.maximum(state.phones, 0.6 * best)


@once
def steady_weight(ground: Ground) -> Floats:
    """Per phone its talks with repeated contacts, at most MOST_TALKS counted with each."""
    rows = steady_contacts(ground)
    rows = rows[rows["talks"] >= 2]
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
    rows = steady_contacts(ground)
    rows = rows[rows["talks"] >= 2]
    node, weight = rows["node"].to_numpy(), np.minimum(rows["talks"].to_numpy(dtype="float64"), MOST_TALKS)
    hint = weight * contact_suspicion(ground, state)[rows["other"].to_numpy()]
    suspects = per_phone(ground, node, hint / weight)
    values = np.sqrt(share(per_phone(ground, node, hint), steady_weight(ground))) * ramp(suspects, 0.3, 2.5)
    return Reading(values)


@once_per_state
def known_suspects(ground: Ground, state: State) -> Floats:
    """Per phone, with how many suspects it is in steady contact."""
    rows = steady_contacts(ground)
    rows = rows[rows["talks"] >= 2]
    return per_phone(ground, rows["node"].to_numpy(), contact_suspicion(ground, state)[rows["other"].to_numpy()])


def knows_many_suspects(ground: Ground, state: State) -> Reading:
    """In steady contact with several suspects: family and friends know one mule or two, who hires and steers them knows many."""
    rows = steady_contacts(ground)
    rows = rows[rows["talks"] >= 2]
    hint = contact_suspicion(ground, state)[rows["other"].to_numpy()]
    numbers = ("phone:" + ground.phones["msisdn"].astype(str)).to_numpy()
    cite = pd.DataFrame({"node": rows["node"], "ref": numbers[rows["other"].to_numpy()], "rank": -hint})
    return Reading(ramp(known_suspects(ground, state), 3.0, 6.0), lambda: cite[cite["rank"] < -0.2])


@once
def contacts_given(ground: Ground) -> pd.DataFrame:
    """Accounts (node) of known holders with their contact number and who that is registered to, as `contact_numbers` has them."""
    held = ground.accounts[["person", "phone", "key"]].assign(node=np.arange(ground.account_count))
    held = held[(held["phone"] >= 0) & (held["person"] >= 0)]
    owner = ground.sims[ground.sims["person"] >= 0][["phone", "person"]].drop_duplicates("phone", keep="last")
    return held.merge(owner, on="phone", how="left", suffixes=("", "_owner"))


@once_per_state
def contact_numbers(ground: Ground, state: State) -> pd.DataFrame:
    """Accounts of known holders with their contact number and who that is registered to: columns phone, key, person, belief,
    person_owner (NaN where unknown).
    """
    held = contacts_given(ground)
    return held.assign(belief=state.accounts[held["node"].to_numpy()])


@once_per_state
def serves_suspect_accounts(ground: Ground, state: State) -> Reading:
    """Given as the contact of suspect accounts whose holders are not its registrant: where the one-time codes arrive."""
    held = contact_numbers(ground, state)
    strange = held[held["person_owner"].notna() & (held["person"] != held["person_owner"])]
    values = noisy_or(strange["phone"].to_numpy(), 0.7 * strange["belief"].to_numpy(), ground.phone_count)
    total = per_phone(ground, held["phone"].to_numpy(), np.ones(len(held)))
    suspect = per_phone(ground, held["phone"].to_numpy(), held["belief"].to_numpy())
    cite = pd.DataFrame({"node": strange["phone"], "ref": "account:" + strange["key"], "rank": -strange["belief"]})
    return Reading(values * share(suspect, total), lambda: cite[cite["rank"] < -0.2])


def holds_suspect_account(ground: Ground, state: State) -> Reading:
    """Its registrant holds a suspect account and gives it as his number: he is steered, and that suspects ring him says no more."""
    held = contact_numbers(ground, state)
    own = held[held["person"] == held["person_owner"]]
    values = np.zeros(ground.phone_count)
    np.maximum.at(values, own["phone"].to_numpy(), own["belief"].to_numpy())
    cite = pd.DataFrame({"node": own["phone"], "ref": "account:" + own["key"], "rank": -own["belief"]})
    return Reading(values, lambda: cite[cite["rank"] < -0.2])


@once_per_state
def talks_before_suspect_payments(ground: Ground, state: State) -> pd.DataFrame:
    """Talks of a minute or more within a day before the callee's account paid a suspect: columns phone, belief, ref,
    account, payer.
    """
    rows = ground.transfers
    belief = state.accounts[rows["creditor"].to_numpy()]
    payer_phone = ground.accounts["phone"].to_numpy()[rows["debtor"].to_numpy()]
    kept = (
        (belief > 0.3)
        & (payer_phone >= 0)
        & (rows["baht"].to_numpy() >= 1000)
        & (state.accounts[rows["debtor"].to_numpy()] < 0.5)
    )
    paid = pd.DataFrame(
        {
            "callee": payer_phone,
            "at": rows["at"],
            "belief": belief,
            "account": rows["creditor"],
            "paid_ref": rows["ref"],
        }
    )[kept]
    calls = ground.calls[ground.calls["is_voice"] & (ground.calls["seconds"] >= TALK)]
    met = calls.merge(paid, on="callee", suffixes=("", "_paid"))
    gap = met["at_paid"] - met["at"]
    return met[(gap >= 0) & (gap <= DAY)].rename(columns={"caller": "phone"})


def talked_into_paying(ground: Ground, state: State) -> Reading:
    """People it talked with paid suspect accounts within the day."""
    rows = talks_before_suspect_payments(ground, state)
    rows = rows.sort_values(["phone", "callee", "belief"]).drop_duplicates(["phone", "callee"], keep="last")
    node = rows["phone"].to_numpy()
    values = noisy_or(node, 0.45 * rows["belief"].to_numpy(), ground.phone_count)
    return Reading(values, lambda: pd.DataFrame({"node": node, "ref": rows["ref"].to_numpy(), "rank": 0}))
