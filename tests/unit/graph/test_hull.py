"""The ground around suspects says of them what the ground of everybody says, row by row."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from include.core.frames import Evidence
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.archive import Archive
from include.graph.beliefs import HEARD_AT
from include.graph.facts import Facts
from include.graph.findings import Findings, look_twice
from include.graph.ground import Ground
from include.graph.hull import Core, core_of, lay_hull
from include.graph.laying import lay_ground
from include.graph.network import Network, account_risk, weave
from include.graph.phone_signals import PHONE_SIGNALS
from include.graph.reach import Before, first_core, look_around
from include.graph.signals import nobody, reasons_of
from include.graph.stock import take_stock
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.chance import throw_world
from tests.scenarios.world import World, plant_two_gangs
from tests.unit.graph.test_account_shapes import pay_along


def everybody(core: Core) -> Core:
    """All numbers that there are; the last place is nobody's."""
    full = (np.append(np.ones(len(mark) - 1, dtype=bool), False) for mark in (core.accounts, core.phones))
    return Core(next(full), next(full))


def stock(evidence: Evidence) -> tuple[Archive, Facts]:
    return take_stock(evidence, resolve_people(evidence), repair_mentions(evidence))


def on_ground(archive: Archive, facts: Facts, core: Core | None) -> tuple[Findings, Ground, Core]:
    """What is found on the ground around suspects, or on the ground of the given core."""
    if core is None:
        ground, found, after = look_around(archive, facts, 1, Before())
        assert after.core is not None
        return found, ground, after.core
    ground = lay_hull(archive, facts, core)
    found = look_twice(ground, 1)
    return found, ground, core_of(archive, ground, found.heard_accounts, found.heard_phones)


def say(ground: Ground, found: Findings) -> dict[str, tuple[float, list[dict[str, object]]]]:
    """Scores, to the last bit, and reasons with their evidence, of all who are heard."""
    said = {}
    for names, signals, score, readings in (
        (ground.accounts["key"], ACCOUNT_SIGNALS, found.beliefs.state.accounts, found.beliefs.account_readings),
        (ground.phones["msisdn"], PHONE_SIGNALS, found.beliefs.state.phones, found.beliefs.phone_readings),
    ):
        reasons = reasons_of(signals, readings, score >= HEARD_AT)
        said |= {names[node]: (float(score[node]), reasons[node]) for node in reasons}
    return said


def assert_same(one: Network, other: Network) -> None:
    for name, frame in vars(one).items():
        pd.testing.assert_frame_equal(frame, vars(other)[name], check_exact=True, obj=name)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_what_lies_beyond_suspects_says_nothing(seed: int | None) -> None:
    evidence = plant_two_gangs() if seed is None else throw_world(seed).evidence()
    archive, facts = stock(evidence)
    near, ground, heard = on_ground(archive, facts, None)
    whole, everywhere, heard_by_all = on_ground(archive, facts, everybody(first_core(archive, facts)))
    assert heard.accounts.any()
    assert len(ground.transfers) <= len(everywhere.transfers)
    assert (heard.accounts == heard_by_all.accounts).all()
    assert (heard.phones == heard_by_all.phones).all()
    assert near.groups == whole.groups
    pd.testing.assert_frame_equal(near.bonds, whole.bonds, check_exact=True)
    assert say(ground, near) == say(everywhere, whole)


def plant_collector() -> World:
    """Two old accounts, with much money of their own, carry sums between an account and another that victims name."""
    world = World()
    for number in (2, 3):
        pay_along(world, ["901:1", f"901:{number}", "901:9"], 30_000 + number)
        world.account(f"901:{number}", opened_on="2010-03-01", phone=f"+668111111{number}")
        for payer in range(3):
            world.pay(f"904:{payer}", f"901:{number}", 200_000, f"2024-03-0{payer + 3}T09:00:00")
    for number in range(3):
        world.pay(f"902:{number}", "901:9", 5_000, "2024-03-02T09:00:00")
        paid = [("901:9", 5_000, "2024-03-02T09:00:00")]
        world.complaint(f"C{number}", f"902:{number}", f"+6680000000{number}", "2024-03-02T12:00:00", paid)
    return world


def test_a_collector_is_shown_what_was_carried_to_it_though_its_hands_are_not_heard() -> None:
    archive, facts = stock(plant_collector().evidence())
    near, ground, heard = on_ground(archive, facts, None)
    whole, everywhere, _ = on_ground(archive, facts, everybody(first_core(archive, facts)))
    keys = archive.evidence.accounts.set_index("account_id")["account_no"]
    assert "9" in set(keys[np.flatnonzero(heard.accounts)])
    assert not {"2", "3"} & set(keys[np.flatnonzero(heard.accounts)])
    assert say(ground, near) == say(everywhere, whole)
    said = {reason["code"]: reason for reason in say(ground, near)["901:9"][1]}
    assert said["several_ways"]["evidence"] == ["E000002", "E000007"]


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_no_reason_that_rests_on_records_is_shown_without_them(seed: int | None) -> None:
    evidence = plant_collector().evidence() if seed is None else throw_world(seed).evidence()
    near, ground, _ = on_ground(*stock(evidence), None)
    citing = {
        (node, signal.code)
        for signals, names in ((ACCOUNT_SIGNALS, ground.accounts["key"]), (PHONE_SIGNALS, ground.phones["msisdn"]))
        for signal in signals
        if signal.measure(ground, nobody(ground)).cite is not None
        for node in names
    }
    said = [(node, reason) for node, (_, reasons) in say(ground, near).items() for reason in reasons]
    assert citing & {(node, reason["code"]) for node, reason in said}
    assert not [(node, reason) for node, reason in said if (node, reason["code"]) in citing and not reason["evidence"]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_found_before_changes_nothing(seed: int) -> None:
    earlier, later = (
        stock(throw_world(seed, transfers, calls).evidence()) for transfers, calls in ((90, 120), (150, 200))
    )
    _, before = weave(*earlier, 1)
    again, _ = weave(*later, 1, before=before)
    assert_same(again, weave(*later, 1)[0])


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_what_ties_say_is_nothing_where_nobody_is_suspect(seed: int | None) -> None:
    """Else an account would be told another score where an earlier run has laid it out, for no reason of today."""
    evidence = plant_two_gangs() if seed is None else throw_world(seed).evidence()
    ground = lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))
    loud = {
        signal.code
        for signal in (*ACCOUNT_SIGNALS, *PHONE_SIGNALS)
        if signal.is_relational and signal.measure(ground, nobody(ground)).values.any()
    }
    assert loud == set()


def test_an_account_is_flagged_only_where_a_wrong_flag_may_weigh_as_four_missed_ones() -> None:
    ground, found, _ = look_around(*stock(plant_two_gangs()), 1, Before())
    size = ground.account_count
    scores = np.resize([0.49, 0.5, 0.79, 0.8, 1.0], size)
    beliefs = replace(found.beliefs, state=replace(found.beliefs.state, accounts=scores))
    unnamed = np.full(size, None, dtype="object"), np.zeros(size, dtype="int64"), pd.Series([None] * size)
    table = account_risk(ground, beliefs, scores, *unnamed)
    assert table["is_flagged"].tolist() == np.resize([False, False, False, True, True], size).tolist()


def test_the_ground_around_suspects_is_a_part() -> None:
    evidence = plant_two_gangs()
    ground, _, _ = look_around(*stock(evidence), 1, Before())
    assert 0 < len(ground.transfers) < len(evidence.transfers)
    assert 0 < ground.account_count <= len(evidence.accounts)
