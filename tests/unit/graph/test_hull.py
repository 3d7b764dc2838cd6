"""The ground around suspects says of them what the ground of everybody says, row by row."""

import numpy as np
import pandas as pd
import pytest

from include.core.frames import Evidence
from include.graph.hull import Core, lay_hull
from include.graph.network import Network, weave
from include.graph.reach import take_stock
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.chance import throw_world
from tests.scenarios.world import World, ordinary_people, plant_gang


def planted() -> Evidence:
    world = World()
    people = ordinary_people(world, 40)
    plant_gang(world, "A", people[:3], 3)
    plant_gang(world, "B", people[10:13], 4)
    return world.evidence()


def everybody(core: Core) -> Core:
    """All numbers that there are; the last place is nobody's."""
    full = (np.append(np.ones(len(mark) - 1, dtype=bool), False) for mark in (core.accounts, core.phones))
    return Core(next(full), next(full))


def assert_same(one: Network, other: Network) -> None:
    for name, frame in vars(one).items():
        pd.testing.assert_frame_equal(frame, vars(other)[name], check_exact=True, obj=name)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_what_lies_beyond_suspects_says_nothing(seed: int | None) -> None:
    evidence = planted() if seed is None else throw_world(seed).evidence()
    archive, facts = take_stock(evidence, resolve_people(evidence), repair_mentions(evidence))
    near, heard = weave(archive, facts, 1)
    whole, heard_by_all = weave(archive, facts, 1, core=everybody(heard))
    assert_same(near, whole)
    assert (heard.accounts == heard_by_all.accounts).all()
    assert (heard.phones == heard_by_all.phones).all()
    assert heard.accounts.any()


def test_the_ground_around_suspects_is_a_part() -> None:
    evidence = planted()
    archive, facts = take_stock(evidence, resolve_people(evidence), repair_mentions(evidence))
    _, heard = weave(archive, facts, 1)
    ground = lay_hull(archive, facts, heard)
    assert 0 < len(ground.transfers) < len(evidence.transfers)
    assert 0 < ground.account_count <= len(evidence.accounts)
