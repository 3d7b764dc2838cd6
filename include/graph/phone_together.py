"""Signs of a phone that say little apart and much together: who is named, new, steered, and whose talks are followed by payments."""

import numpy as np

from include.graph.ground import Floats, Ground, once
from include.graph.namings import named_in_complaints, named_in_tips
from include.graph.phone_patterns import given_to_nobody, is_given, rings_strangers, rings_unasked
from include.graph.phone_signs import (
    called_complainants,
    callees_seen,
    is_from_abroad,
    lies_quiet,
    per_phone,
    sim_age,
    sim_is_new,
)
from include.graph.phone_steering import steers_payments
from include.graph.phone_ties import (
    cite_suspects,
    cite_talks,
    held_suspicion,
    holds_suspect_account,
    known_suspects,
    serves_suspect_accounts,
    steers_suspects,
    surest_talks,
    talked_into_paying,
)
from include.graph.signals import Reading, State, nobody, noisy_or, ramp, share
from include.graph.talks import TALK, call_pairs, steady_contacts
from include.graph.windows import distinct


def named_and_new(ground: Ground, state: State) -> Reading:
    """The public names it, and its SIM was weeks old: quarrels are told of numbers that have served for years."""
    named = named_in_tips(ground, state)
    return Reading(named.values * sim_is_new(ground, state).values, named.cite)


def works_for_suspects(ground: Ground, state: State) -> Reading:
    """Rings strangers, or is new and no account's contact, and talks with a suspect who rings no strangers: who steers it.

    Victims talk with callers, and mules, whom handlers ring too, have given their numbers to banks.
    """
    rows = steady_contacts(ground)
    steers = (0.9 * state.phones * (1.0 - rings_strangers(ground)))[rows["other"].to_numpy()]
    steered = noisy_or(rows["node"].to_numpy(), steers, ground.phone_count)
    works = np.maximum(rings_unasked(ground), sim_is_new(ground, state).values * (1.0 - is_given(ground)))
    return Reading(works * steered, lambda: cite_suspects(ground, rows, steers))


@once
def listeners(ground: Ground) -> Floats:
    """Per phone, with how many it talked for TALK seconds or more."""
    talks = ground.calls[ground.calls["is_voice"] & (ground.calls["seconds"] >= TALK)]
    pairs = distinct(talks["caller"].to_numpy() * ground.phone_count + talks["callee"].to_numpy())
    return per_phone(ground, pairs // ground.phone_count)


def talks_pay(ground: Ground, state: State) -> Reading:
    """A good part of the strangers who listen to it pay a suspect within the day; of a call centre's some do by chance."""
    rows = surest_talks(ground, state)
    paid = per_phone(ground, rows["phone"].to_numpy(), rows["belief"].to_numpy())
    values = rings_unasked(ground) * ramp(share(paid, listeners(ground)), 0.05, 0.25)
    return Reading(values, lambda: cite_talks(ground, rows))


def seems_a_friend(ground: Ground, state: State) -> Floats:
    """0 to 1: its SIM has served for months, it knows but few suspects, and does not ring them when they are to pay. Who steers a gang
    knows more, or has bought his SIM for it.
    """
    served = np.nan_to_num(ramp(sim_age(ground), 45.0, 75.0))
    steers = steers_payments(ground, state).values
    return np.asarray(served * ramp(known_suspects(ground, state), 5.0, 3.5) * (1.0 - steers), dtype="float64")


def befriends_few(ground: Ground, state: State) -> Reading:
    """All whom it talks with steadily are suspects, but they are few, and its SIM has served for months: a friend's or a relative's."""
    return Reading(steers_suspects(ground, state).values * seems_a_friend(ground, state))


def steers_unknown(ground: Ground, state: State) -> Reading:
    """Steers suspects and is no friend's, and no account gives it, while most numbers are given: it serves for this alone."""
    serves = given_to_nobody(ground) * (1.0 - seems_a_friend(ground, state))
    return Reading(steers_suspects(ground, state).values * serves)


def rings_suspects(ground: Ground, state: State) -> Reading:
    """A good part of those whom it rings are suspects or holders of suspect accounts, be it briefly or once, and no account gives it: who
    steers a gang's people. What steady contacts say is not said twice.
    """
    pairs = call_pairs(ground)
    suspicion = np.maximum(state.phones, held_suspicion(ground, state))[pairs["callee"].to_numpy()]
    rung = per_phone(ground, pairs["caller"].to_numpy(), suspicion)
    values = ramp(rung, 1.5, 4.5) * ramp(share(rung, callees_seen(ground)), 0.15, 0.35) * given_to_nobody(ground)
    suspects = pairs.rename(columns={"caller": "node", "callee": "other"})
    new = values * (1.0 - steers_suspects(ground, state).values)
    return Reading(new, lambda: cite_suspects(ground, suspects, suspicion))


def befriends_known(ground: Ground, state: State) -> Reading:
    """Whom it talks with are suspects, but its holder banks with it: a friend's or a relative's, unless suspects' codes arrive there."""
    serves = serves_suspect_accounts(ground, state).values
    return Reading(steers_suspects(ground, state).values * is_given(ground) * (1.0 - serves))


def kept_for_codes(ground: Ground, state: State) -> Reading:
    """Registered by the holder of a suspect account that gives it, weeks before its first call, and next to silent: nobody lives with it,
    it takes the account's codes.
    """
    held = holds_suspect_account(ground, state)
    return Reading(held.values * sim_is_new(ground, state).values * lies_quiet(ground), held.cite)


@once
def told_on(ground: Ground) -> Floats:
    """0 to 1 per phone: how far victims or the public name it, or victims had talked with it."""
    none = nobody(ground)
    measures = (named_in_complaints, named_in_tips, called_complainants)
    return np.asarray(ramp(np.max([measure(ground, none).values for measure in measures], axis=0), 0.0, 0.3), "float64")


def abroad_in_vain(ground: Ground, state: State) -> Reading:
    """Enters from abroad and rings a hundred people, and none of them complains, tells of it, or pays a suspect: an honest call centre."""
    paid = ramp(talked_into_paying(ground, state).values, 0.0, 0.2)
    many = ramp(callees_seen(ground), 60.0, 110.0)
    return Reading(is_from_abroad(ground, state).values * many * (1.0 - np.maximum(told_on(ground), paid)))
