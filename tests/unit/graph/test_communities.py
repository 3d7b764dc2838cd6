import itertools

import numpy as np
import pandas as pd

from include.graph.bonds import BOND
from include.graph.communities import PAIR_CAP, Groups, find_communities, label_nodes, mended, part, weave_web


def clique(names: list[str], weight: float = 2.0) -> list[tuple[str, str, str, float, str]]:
    return [(one, two, "paid", weight, one + two) for one, two in itertools.combinations(names, 2)]


def bonds(rows: list[tuple[str, str, str, float, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(BOND))


def gang(name: str, size: int = 5) -> list[str]:
    return [f"account:{name}{number}" for number in range(size)] + [f"phone:{name}{number}" for number in range(size)]


def test_a_single_bridge_does_not_lump_gangs() -> None:
    one, two = gang("a"), gang("b")
    bridge = [(one[0], "phone:recruiter", "called", 0.8, "r1"), (two[0], "phone:recruiter", "called", 0.8, "r2")]
    found = find_communities(bonds(clique(one) + clique(two) + bridge), seed=1)
    assert len(found) == 2
    assert {frozenset(members - {"phone:recruiter"}) for members in found} == {frozenset(one), frozenset(two)}


def test_many_gangs_weakly_tied_in_a_row_stay_apart() -> None:
    gangs = [gang(f"g{number:02d}", 3) for number in range(40)]
    ties = [(one[0], two[0], "called", 0.2, "t") for one, two in itertools.pairwise(gangs)]
    rows = [row for members in gangs for row in clique(members)]
    assert len(find_communities(bonds(rows + ties), seed=1)) == 40


def test_phones_join_the_accounts_they_are_bound_to() -> None:
    accounts = [f"account:{number}" for number in range(6)]
    phones = [f"phone:{number}" for number in range(6)]
    tie = [(accounts[number], phones[number], "same_complaint", 1.0, f"c{number}") for number in range(3)]
    found = find_communities(bonds(clique(accounts) + clique(phones) + tie), seed=1)
    assert found == [set(accounts) | set(phones)]


def test_one_pair_cannot_outweigh_the_rest() -> None:
    web = weave_web(bonds([("a", "b", "paid", 5.0, "1"), ("b", "a", "paid", 5.0, "2"), ("a", "a", "paid", 9.0, "3")]))
    assert web.names.tolist() == ["a", "b"]
    assert web.weights.toarray().tolist() == [[0.0, PAIR_CAP], [PAIR_CAP, 0.0]]


def test_result_does_not_depend_on_row_order() -> None:
    rows = clique(gang("a")) + clique(gang("b")) + clique(gang("c"))
    assert find_communities(bonds(rows), seed=3) == find_communities(bonds(rows[::-1]), seed=3)


def test_a_group_that_stays_as_it_was_is_split_once() -> None:
    rows = [row for members in (gang("a"), gang("b")) for row in clique(members)]
    first = find_communities(bonds(rows), seed=1)
    asked = label_nodes.cache_info().misses
    assert find_communities(bonds([*rows, *clique(gang("c", 3))]), seed=1)[:2] == first
    assert label_nodes.cache_info().misses <= asked + 1  # the one that came


def test_how_a_gang_is_split_does_not_depend_on_others() -> None:
    one = [*clique(gang("b")), *clique(gang("c")), ("account:b0", "account:c0", "called", 0.8, "r")]
    alone = find_communities(bonds(one), seed=1)
    assert [members for members in find_communities(bonds(clique(gang("a")) + one), 1) if members in alone] == alone


def test_members_without_bonds_among_them_stay_apart() -> None:
    web = weave_web(bonds([("a", "x", "paid", 1.0, "1"), ("b", "x", "paid", 1.0, "2")]))
    assert [some.tolist() for some in part(web.within(np.array([0, 1])), 1)] == [[0], [1]]


def test_ties_are_told_from_both_sides() -> None:
    web = weave_web(bonds([("a", "b", "paid", 1.0, "1"), ("b", "c", "paid", 3.0, "2"), ("a", "c", "paid", 1.0, "3")]))
    groups = Groups.of(web, [np.array([0, 1]), np.array([2])])
    assert groups.shares().tolist() == [[0.0, 4 / 6], [1.0, 0.0]]
    groups.join(1, 0)
    assert groups.members[0].tolist() == [0, 1, 2]
    assert groups.ties.tolist() == [[10.0, 0.0], [0.0, 0.0]]


def test_no_bonds_no_gangs() -> None:
    assert find_communities(bonds([]), seed=1) == []


def mend(parts: list[list[str]], ties: list[tuple[str, str, str, float, str]]) -> list[set[str]]:
    """The parts among forty other gangs, joined where they belong together; the others are left out of the answer."""
    others = [gang(f"o{number:02d}", 6) for number in range(40)]
    web = weave_web(bonds([row for members in parts + others for row in clique(members, 1.0)] + ties))
    found = mended(web, [np.flatnonzero(np.isin(web.names, members)) for members in parts + others])
    named = [set(web.names[members].tolist()) for members in found]
    return [members for members in named if not any(name.startswith("account:o") for name in members)]


def test_parts_of_one_gang_that_hang_together_alike_are_joined() -> None:
    """Four parts, each bound to each other one by three of its members: none is another's clear first choice."""
    parts = [gang(f"g{number}", 4) for number in range(4)]
    ties = [
        (one[place], two[place + 1], "called_then_paid", 1.8, f"{place}")
        for one, two in itertools.combinations(parts, 2)
        for place in (0, 2, 4)
    ]
    assert mend(parts, ties) == [set().union(*parts)]
    assert len(mend(parts, [row for row in ties if row[4] == "0"])) == 4  # too little


def test_one_member_of_two_gangs_does_not_join_them() -> None:
    parts = [gang("g0", 4), gang("g1", 4)]
    shared = [(parts[0][0], name, "called", 0.8, name) for name in parts[1]]
    assert len(mend(parts, shared)) == 2
