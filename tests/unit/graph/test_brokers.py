from itertools import pairwise

import numpy as np
import pandas as pd

from include.graph.bonds import BOND
from include.graph.brokers import find_bridges, find_brokers, main_groups, steering
from include.graph.communities import find_communities
from include.graph.ground import Ground
from tests.scenarios.world import World
from tests.unit.graph.test_phone_signals import ground_of

RECRUITER = "+66930000000"
SEED = 7


def recruiting(handlers: int) -> tuple[Ground, np.ndarray]:
    """Handlers who ring four mules each, twice; and one number that all of them talk with. All are suspect."""
    world = World()
    for handler in range(handlers):
        number = f"+6692000000{handler}"
        for hour in (9, 10):
            world.call(RECRUITER, number, f"2024-03-02T{hour:02d}:30:00", 60)
            for mule in range(4):
                world.call(number, f"+668100000{handler}{mule}", f"2024-03-02T{hour:02d}:00:00", 60)
    ground = ground_of(world)
    return ground, np.ones(ground.phone_count, dtype=bool)


def numbers(ground: Ground, marked: np.ndarray) -> set[str]:
    return set(ground.phones["msisdn"][marked])


def test_handlers_steer_and_who_knows_several_of_them_may_serve_several_gangs() -> None:
    ground, phones = recruiting(4)
    nobody = np.zeros(ground.account_count, dtype=bool)
    assert numbers(ground, steering(ground, phones, nobody)) == {RECRUITER, *(f"+6692000000{n}" for n in range(4))}
    assert numbers(ground, find_brokers(ground, phones, nobody)) == {RECRUITER}


def test_who_knows_the_handlers_of_one_gang_is_its_own() -> None:
    ground, phones = recruiting(3)
    assert not find_brokers(ground, phones, np.zeros(ground.account_count, dtype=bool)).any()


def test_a_broker_goes_where_most_of_its_bonds_are() -> None:
    rows = [("b", "x1", "called", 0.8, "1"), ("b", "x2", "called", 0.8, "2"), ("y1", "b", "called", 0.8, "3")]
    bonds = pd.DataFrame(rows, columns=list(BOND))
    assert main_groups(bonds, {"b"}, {"x1": 0, "x2": 0, "y1": 1}).to_dict() == {"b": 0}
    assert main_groups(bonds, {"b"}, {}).empty
    heavy = pd.DataFrame([*rows, *[("y1", "b", "called", 0.8, f"r{n}") for n in range(9)]], columns=list(BOND))
    assert main_groups(heavy, {"b"}, {"x1": 0, "x2": 0, "y1": 1}).to_dict() == {"b": 1}


def gang(name: str, mules: int = 5) -> list[tuple[str, str, str, float, str]]:
    """A handler who talks with mules; each of them paid the one before."""
    accounts = [f"account:{name}{number}" for number in range(mules)]
    talks = [(f"phone:{name}", account, "talked_with_holder", 1.0, "c") for account in accounts]
    return [*talks, *((one, other, "paid", 1.0, "t") for one, other in pairwise(accounts))]


def bridged(*gangs: str) -> pd.DataFrame:
    """Gangs of which a recruiter knows everybody, well."""
    rows = [row for name in gangs for row in gang(name)]
    known = sorted({end for row in rows for end in row[:2]})
    return pd.DataFrame([*rows, *(("phone:recruiter", end, "called", 3.0, "r") for end in known)], columns=list(BOND))


def test_who_alone_holds_two_gangs_together_is_a_bridge() -> None:
    bonds = bridged("a", "b")
    groups = find_communities(bonds, SEED)
    assert len(groups) == 1
    steering = {"phone:a", "phone:b", "phone:recruiter"}
    assert find_bridges(bonds, groups, steering, SEED) == {"phone:recruiter"}


def test_who_knows_all_of_one_gang_is_no_bridge() -> None:
    bonds = bridged("a")
    steering = {"phone:a", "phone:recruiter"}
    assert find_bridges(bonds, find_communities(bonds, SEED), steering, SEED) == set()


def test_who_does_not_steer_is_no_bridge_a_caller_ties_his_gangs_cases() -> None:
    bonds = bridged("a", "b")
    assert find_bridges(bonds, find_communities(bonds, SEED), {"phone:a", "phone:b"}, SEED) == set()


def test_nobody_bridges_nothing() -> None:
    assert find_bridges(bridged()[:0], [], set(), SEED) == set()
