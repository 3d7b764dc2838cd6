"""Properties of clustering: row order does not matter, decisions hold, what must stay apart never meets, even through others."""

from itertools import combinations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from include.resolve.clusters import cluster
from include.resolve.decisions import DecisionError, Decisions, check_decision
from tests.unit.resolve.identities import features, record

KEYS = [f"account:901:{number}" for number in range(8)]
PAIRS = list(combinations(KEYS, 2))
IDS = ["1101700230708", "1101700230716", "AA1234567", None]
NAMES = ["สมชาย ใจดี", "สมชาย ใจดี", "สมหญิง ใจดี", "สมชาย รักดี"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame, Decisions]:
    records = features(*(
        record(key.removeprefix("account:"), id_no=draw(st.sampled_from(IDS)), name_th=draw(st.sampled_from(NAMES)))
        for key in KEYS
    ))  # fmt: skip
    rows = []
    for left, right in draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=14)):
        ids = records.set_index("record_key").loc[[left, right], "id_key"]
        same = ids.notna().all() and ids.nunique() == 1
        rows.append((left, right, "same_id" if same else "similar", draw(st.integers(10, 30)) * 1.0))
    decisions = Decisions()
    for pair in draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=5)):
        decision = draw(st.sampled_from(["confirmed", "parted"]))
        try:
            check_decision(decisions, pair, decision)
        except DecisionError:
            continue
        decisions = Decisions(
            decisions.confirmed + ((pair,) if decision == "confirmed" else ()),
            decisions.parted + ((pair,) if decision == "parted" else ()),
        )
    rows += [(*pair, "confirmed", None) for pair in decisions.confirmed]
    links = pd.DataFrame(rows, columns=["left_key", "right_key", "rule", "match_weight"])
    return records, links.astype({"match_weight": "float64"}), decisions


def person_of(records: pd.DataFrame, links: pd.DataFrame, decisions: Decisions) -> dict[str, str]:
    return dict(zip(records["record_key"], cluster(records, links, decisions), strict=True))


@settings(max_examples=20, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: tuple[pd.DataFrame, pd.DataFrame, Decisions], random: object) -> None:
    records, links, decisions = world
    seed = random.randrange(1000)  # type: ignore[attr-defined]
    turned = records.sample(frac=1, random_state=seed).reset_index(drop=True)
    other = links.sample(frac=1, random_state=seed).reset_index(drop=True)
    assert person_of(records, links, decisions) == person_of(turned, other, decisions)


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_decisions_hold_and_two_ids_never_meet_unconfirmed(world: tuple[pd.DataFrame, pd.DataFrame, Decisions]) -> None:
    records, links, decisions = world
    person = person_of(records, links, decisions)
    assert all(person[left] != person[right] for left, right in decisions.parted)
    assert all(person[left] == person[right] for left, right in decisions.confirmed)
    ids = records.assign(person=records["record_key"].map(person)).groupby("person")["hard_id"].nunique()
    if not decisions.confirmed:
        assert ids.max() <= 1


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_nobody_is_joined_without_a_chain_of_links(world: tuple[pd.DataFrame, pd.DataFrame, Decisions]) -> None:
    records, links, decisions = world
    person = person_of(records, links, decisions)
    inside = links[links["left_key"].map(person) == links["right_key"].map(person)]
    chained = person_of(
        records.assign(hard_id=None, given=None, latin_given=None), inside, Decisions(decisions.confirmed)
    )
    assert len(set(chained.values())) == len(set(person.values()))


def test_a_chain_breaks_at_its_weakest_link() -> None:
    records = features(
        record("901:1", id_no=IDS[0], name_th="ก ข"), record("901:2", name_th="ก ข"), record("901:3", name_th="ก ข"),
        record("901:4", id_no=IDS[1], name_th="ก ข"),
    )  # fmt: skip
    chain = [("1", "2", 20.0), ("2", "3", 12.0), ("3", "4", 20.0)]
    links = pd.DataFrame(
        [(f"account:901:{left}", f"account:901:{right}", "similar", bits) for left, right, bits in chain],
        columns=["left_key", "right_key", "rule", "match_weight"],
    )
    person = person_of(records, links, Decisions())
    assert person["account:901:1"] == person["account:901:2"] != person["account:901:3"] == person["account:901:4"]


def test_who_might_be_either_of_two_is_neither() -> None:
    records = features(
        record("901:1", id_no=IDS[0], name_th="ก ข"), record("901:2", name_th="ก ข"), record("901:3", id_no=IDS[1], name_th="ก ข")
    )  # fmt: skip
    links = pd.DataFrame(
        [("account:901:1", "account:901:2", "similar", 15.0), ("account:901:2", "account:901:3", "similar", 14.0)],
        columns=["left_key", "right_key", "rule", "match_weight"],
    )
    assert len(set(person_of(records, links, Decisions()).values())) == 3
