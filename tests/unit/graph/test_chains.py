"""The shortest chain from a member to a complaint, as networkx finds it, and as people read it."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from include.graph.chains import LINK, search, shortest_chains

Row = tuple[str, str, str, float, str]


def links(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(LINK))


def belong(gangs: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame([(name, gang) for gang, names in gangs.items() for name in names], columns=["name", "gang_id"])


VICTIM = ("account:901:1", "complaint:C1", "same_victim", 1.0, "C1")
PAID = ("account:901:1", "account:902:2", "paid", 1.0, "E1")
GANG = belong({"G1": ["account:901:1", "account:902:2", "phone:+661", "phone:+662"]})


def test_steps_lead_from_the_member_to_the_complaint() -> None:
    chains = shortest_chains(links([VICTIM, PAID]), GANG)
    assert chains["G1", "account:902:2"] == [
        {"from": "902:2", "kind": "paid", "to": "901:1", "record": "E1"},
        {"from": "901:1", "kind": "paid_by_victim", "to": "C1", "record": "C1"},
    ]


def test_shared_things_are_passed_and_the_stronger_of_two_ties_is_taken() -> None:
    rows = [
        VICTIM,
        ("account:901:1", "device:d", "device", 2.0, "device:d"),
        ("account:902:2", "device:d", "device", 2.0, "device:d"),
        ("account:902:2", "device:e", "device", 1.0, "device:e"),
        ("account:901:1", "device:e", "device", 1.0, "device:e"),
    ]
    chains = shortest_chains(links(rows), GANG)
    assert [step["to"] for step in chains["G1", "account:902:2"]] == ["device:d", "901:1", "C1"]
    assert [step["to"] for step in chains["G1", "device:d"]] == ["901:1", "C1"]


def test_persons_and_batches_are_no_steps_of_their_own() -> None:
    rows = [
        VICTIM,
        ("account:901:1", "person:7", "person", 1.0, "person:7"),
        ("account:902:2", "person:7", "person", 1.0, "person:7"),
        ("holder:1234567890123", "account:902:2", "owns", 1.0, "902:2"),
    ]
    chains = shortest_chains(links(rows), belong({"G1": ["account:901:1", "account:902:2", "holder:1234567890123"]}))
    assert chains["G1", "account:902:2"][0] == {
        "from": "902:2",
        "kind": "same_holder",
        "to": "901:1",
        "record": "901:1",
    }
    assert chains["G1", "holder:1234567890123"][0] == {
        "from": "person",
        "kind": "owns",
        "to": "902:2",
        "record": "902:2",
    }
    assert "1234567890123" not in str([chain for (_, name), chain in chains.items()])


def test_a_cell_is_used_only_where_nothing_else_leads_on() -> None:
    named = ("phone:+661", "complaint:C1", "named_in", 2.0, "C1")
    cells = [(f"phone:+66{number}", "cell:X", "cell", 1.5, "cell:X") for number in (1, 2)]
    calls = [("phone:+662", "phone:+663", "called", 0.2, "t1"), ("phone:+663", "phone:+664", "called", 0.2, "t2")]
    calls += [("phone:+664", "phone:+661", "called", 0.2, "t3")]
    gang = belong({"G1": [f"phone:+66{number}" for number in (1, 2, 3, 4)]})
    assert len(shortest_chains(links([named, *cells, *calls]), gang)["G1", "phone:+662"]) == 4
    assert [step["to"] for step in shortest_chains(links([named, *cells]), gang)["G1", "phone:+662"]] == [
        "cell:X",
        "+661",
        "C1",
    ]


def test_a_chain_does_not_run_through_another_gang() -> None:
    rows = [VICTIM, PAID, ("account:902:2", "account:903:3", "paid", 1.0, "E2")]
    two = belong({"G1": ["account:901:1", "account:903:3"], "G2": ["account:902:2"]})
    assert set(shortest_chains(links(rows), two)) == {("G1", "account:901:1")}


def test_a_member_of_two_gangs_has_a_chain_in_each() -> None:
    rows = [
        VICTIM,
        PAID,
        ("account:903:3", "complaint:C2", "same_victim", 1.0, "C2"),
        ("account:902:2", "account:903:3", "paid", 1.0, "E2"),
    ]
    both = belong({"G1": ["account:901:1", "account:902:2"], "G2": ["account:903:3", "account:902:2"]})
    chains = shortest_chains(links(rows), both)
    assert chains["G1", "account:902:2"][-1]["to"] == "C1"
    assert chains["G2", "account:902:2"][-1]["to"] == "C2"


@pytest.mark.parametrize("seed", range(8))
def test_lengths_are_those_of_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"phone:{number}" for number in range(30)] + [f"complaint:{number}" for number in range(2)]
    pairs = {tuple(sorted(rng.choice(names, 2, replace=False).tolist())) for _ in range(40)}
    graph = nx.Graph(list(pairs))
    table = links([(one, two, "called", float(rng.integers(1, 4)), f"{one}{two}") for one, two in sorted(pairs)])
    starts = {name for name in graph if name.startswith("complaint:")}
    expected = nx.multi_source_dijkstra_path_length(graph, starts) if starts else {}
    found = search(table.assign(gang_id="G1"))
    assert dict(zip(found["name"], found["hops"], strict=True)) == {
        name: hops for name, hops in expected.items() if hops
    }


def test_without_a_complaint_there_is_no_chain() -> None:
    assert shortest_chains(links([PAID]), GANG) == {}
