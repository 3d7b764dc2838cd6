"""Taking stock slice by slice tells what taking it at once tells, to the last bit."""

import itertools
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from include.core.frames import Evidence
from include.graph.archive import Archive
from include.graph.facts import Facts
from include.graph.network import weave
from include.graph.slices import Slicer, part_evenly
from include.graph.stock import take_stock
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.chance import throw_world
from tests.scenarios.world import World, plant_two_gangs

TABLES = ("devices", "remarks")
BY_NUMBER = ("contact", "holder", "buyer")


def stock(evidence: Evidence, rows: int) -> tuple[Archive, Facts]:
    return take_stock(evidence, resolve_people(evidence), repair_mentions(evidence), rows=rows)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns), ignore_index=True)


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_slices_tell_what_the_whole_tells(seed: int | None) -> None:
    evidence = plant_two_gangs() if seed is None else throw_world(seed).evidence()
    rows = len(evidence.transfers) + len(evidence.calls)
    (archive, facts), (part, told) = stock(evidence, rows), stock(evidence, rows // 7)
    for one, other in ((facts.accounts, told.accounts), (facts.phones, told.phones)):
        pd.testing.assert_frame_equal(one.sort_index(), other.sort_index(), check_exact=True)
    pd.testing.assert_frame_equal(archive.evidence.transfers, part.evidence.transfers)
    for name in TABLES:
        pd.testing.assert_frame_equal(
            in_order(getattr(archive, name)), in_order(getattr(part, name)), check_dtype=False
        )
    for name in BY_NUMBER:
        assert (getattr(archive, name) == getattr(part, name)).all(), name
    whole, sliced = weave(archive, facts, 1)[0], weave(part, told, 1)[0]
    for name in (field.name for field in fields(whole)):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(sliced, name), check_exact=True, obj=name)


def test_a_chain_of_hands_and_an_employer_are_seen_from_slice_to_slice() -> None:
    world = World()
    hands, staff = [f"010:{number}" for number in range(6)], [f"020:{number}" for number in range(16)]
    for step, (payer, payee) in enumerate(itertools.pairwise(hands)):
        world.pay(payer, payee, 50_000 - 500 * step, f"2024-03-01 10:{10 * step:02d}")
    for number, one in enumerate(staff):
        world.pay("060:1", one, 18_000 + number, f"2024-03-01 12:{number:02d}")
    _, facts = stock(world.evidence(), 3)
    named = {key: int(row["account_id"]) for key, row in world.account_rows.items()}
    assert (facts.accounts["hand_to_hand"][[named[one] for one in hands[1:-1]]] > 0.5).all()
    assert set(facts.accounts.index[facts.accounts["salary"] > 0]) == {named[one] for one in staff}


def test_everybody_is_in_one_slice_and_a_hub_in_one_alone() -> None:
    evidence = throw_world(1).evidence()
    slicer = Slicer.of(evidence, resolve_people(evidence), repair_mentions(evidence))
    parts = list(slicer.slices(20))
    assert len(parts) > 5
    for name, frame, number in (("accounts", evidence.accounts, "account_id"), ("phones", evidence.phones, "phone_id")):
        owned = np.sum([getattr(part, name) for part in parts], axis=0)
        assert (owned[frame[number].to_numpy()] == 1).all()
    for part in parts:
        own = part.accounts[evidence.transfers["debtor_id"]] | part.accounts[evidence.transfers["creditor_id"]]
        assert part.transfers.tolist() == np.flatnonzero(own).tolist()


def test_parts_have_about_as_many_rows() -> None:
    rows = pd.DataFrame({"debtor_id": [0] * 60 + list(range(1, 41)), "creditor_id": [1] * 100})
    part = part_evenly(pd.Series(range(60)), rows, ("debtor_id", "creditor_id"), 3)
    assert part[0] == 0 < part[2] <= part[59] == 2
    assert part[-1] == -1
    assert (np.diff(part[:-1]) >= 0).all()


def test_no_evidence_has_no_facts() -> None:
    empty = World().evidence()
    archive, facts = stock(empty, 10)
    assert facts.accounts.empty
    assert facts.phones.empty
    assert archive.devices.empty
