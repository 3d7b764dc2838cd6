"""Gangs planted among ordinary people are found, kept apart and explained; those who look similar stay clear."""

import numpy as np
import pandas as pd
import pytest

from include.core.frames import ACCOUNT_RISK, EDGE, GANG, GANG_MEMBER, PHONE_RISK, Evidence
from include.graph import Network, build_network, continue_gangs
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World, ordinary_people, plant_gang

Planted = tuple[Evidence, dict[str, list[str]], dict[str, list[str]]]


def network_of(evidence: Evidence) -> Network:
    return build_network(evidence, resolve_people(evidence), repair_mentions(evidence))


def by_key(evidence: Evidence, network: Network) -> pd.DataFrame:
    """Account risk by `bank:number`."""
    key = (evidence.accounts["bank_code"] + ":" + evidence.accounts["account_no"]).set_axis(
        evidence.accounts["account_id"]
    )
    return network.account_risk.assign(key=network.account_risk["account_id"].map(key)).set_index("key")


def by_number(evidence: Evidence, network: Network) -> pd.DataFrame:
    number = evidence.phones.set_index("phone_id")["msisdn"]
    return network.phone_risk.assign(msisdn=network.phone_risk["phone_id"].map(number)).set_index("msisdn")


@pytest.fixture(scope="module")
def planted() -> Planted:
    world = World()
    people = ordinary_people(world, 60)
    one = plant_gang(world, "A", people[:3], 3, recruiter="+66950000000")
    two = plant_gang(world, "B", people[10:13], 5, recruiter="+66950000000")
    seller = "903:8800000001"
    world.account(
        seller,
        holder_id="1999999999999",
        name_th="แม่ค้า ขายดี",
        phone="+66870000000",
        opened_on="2024-02-15",
        device_id="shop",
    )
    for number, payer in enumerate(people[:40]):
        world.pay(
            payer,
            seller,
            150 + number,
            f"2024-03-0{1 + number % 7}T12:{number:02d}:00",
            device=f"own{number}",
            remark="ค่าสินค้า",
        )
    return world.evidence(), one, two


@pytest.fixture(scope="module")
def network(planted: Planted) -> Network:
    return network_of(planted[0])


def test_exactly_the_mules_are_flagged(planted: Planted, network: Network) -> None:
    evidence, one, two = planted
    risk = by_key(evidence, network)
    flagged = set(risk.index[risk["is_flagged"]])
    assert flagged == set(one["mules"]) | set(two["mules"])


def test_mules_that_nobody_named_are_found_with_reasons_and_records(planted: Planted, network: Network) -> None:
    evidence, one, _ = planted
    risk = by_key(evidence, network)
    for key in one["unnamed"]:
        codes = {reason["code"] for reason in risk.loc[key, "reasons"]}
        assert "named_in_complaint" not in codes
        assert {"relays", "shared_device"} & codes
        cited = [ref for reason in risk.loc[key, "reasons"] for ref in reason["evidence"]]
        assert any(ref in set(evidence.transfers["end_to_end_id"]) for ref in cited)


def test_seller_employer_and_victims_stay_clear(planted: Planted, network: Network) -> None:
    evidence, _, _ = planted
    risk = by_key(evidence, network)
    clear = ["903:8800000001", "902:2000000001", *[key for key in risk.index if key.startswith("901:10000")]]
    assert not risk.loc[clear, "is_flagged"].any()


def test_callers_and_handlers_are_flagged_and_ordinary_phones_are_not(planted: Planted, network: Network) -> None:
    evidence, one, two = planted
    risk = by_number(evidence, network)
    for gang in (one, two):
        assert risk.loc[gang["callers"] + gang["handler"], "is_flagged"].all()
        assert set(risk.loc[gang["callers"], "role"]) == {"caller"}
        assert set(risk.loc[gang["handler"], "role"]) == {"handler"}
    assert not risk[risk.index.str.startswith(("+6681", "+6689", "+6687"))]["is_flagged"].any()


def test_a_shared_recruiter_machine_and_exchange_do_not_lump_gangs(planted: Planted, network: Network) -> None:
    evidence, one, two = planted
    accounts, phones = by_key(evidence, network), by_number(evidence, network)
    gangs = []
    for gang in (one, two):
        ids = set(accounts.loc[gang["mules"], "gang_id"]) | set(
            phones.loc[gang["callers"] + gang["handler"], "gang_id"]
        )
        assert len(ids) == 1
        gangs.append(ids.pop())
    assert gangs[0] != gangs[1]
    assert set(gangs) == set(network.gang["gang_id"])


def test_an_exchange_that_two_gangs_use_is_a_service(planted: Planted, network: Network) -> None:
    row = by_key(planted[0], network).loc["990:5000000001"]
    assert not row["is_flagged"]
    assert row["mule_score"] < 0.2


def test_an_exchange_that_one_gang_alone_uses_is_its_tool() -> None:
    world = World()
    people = ordinary_people(world, 40)
    gang = plant_gang(world, "A", people[:3], 3)
    evidence = world.evidence()
    risk = by_key(evidence, network_of(evidence))
    assert risk.loc["990:5000000001", "is_flagged"]
    assert risk.loc["990:5000000001", "role"] == "cash_out"
    assert risk.loc["990:5000000001", "gang_id"] == risk.loc[gang["mules"][0], "gang_id"]


def test_tiers_follow_the_money(planted: Planted, network: Network) -> None:
    evidence, one, _ = planted
    risk = by_key(evidence, network)
    assert set(risk.loc[one["mules"][:2], "tier"]) == {1}
    assert set(risk.loc[one["unnamed"], "tier"]) == {2}


def test_gang_counts_losses_and_members(planted: Planted, network: Network) -> None:
    evidence, one, _ = planted
    gang_id = by_key(evidence, network).loc[one["mules"][0], "gang_id"]
    gang = network.gang.set_index("gang_id").loc[gang_id]
    assert gang["complaint_count"] == 2
    assert gang["loss_satang"] == 2 * 8_000_000 + 100
    assert 0 < gang["confidence"] <= 1
    members = network.gang_member[network.gang_member["gang_id"] == gang_id]
    assert {"account", "phone", "person", "device", "sim"} <= set(members["node_type"])
    own = members[members["node_type"].isin(["account", "phone"])]
    assert (own["evidence"].str.len().between(1, 10)).all()


def test_a_recruiter_and_an_exchange_of_two_gangs_stand_in_both(network: Network) -> None:
    members = network.gang_member.set_index("node_key")
    for key, role in (("+66950000000", "recruiter"), ("990:5000000001", "service")):
        rows = members.loc[[key]]
        assert set(rows["gang_id"]) == set(network.gang["gang_id"])
        assert set(rows["role"]) == {role}
        assert rows["evidence"].str.len().ge(1).all()
    assert members.loc["+66950000000", "is_main"].tolist() == [True, False]
    others = network.gang_member[network.gang_member["node_type"].isin(["account", "phone"])]
    others = others[~others["node_key"].isin(["+66950000000", "990:5000000001"])]
    assert others["is_main"].all()
    assert not others["node_key"].duplicated().any()


def test_every_member_has_a_chain_that_ends_at_a_complaint(planted: Planted, network: Network) -> None:
    evidence, _, _ = planted
    records = set(evidence.transfers["end_to_end_id"]) | set(evidence.calls["source_ref"])
    records |= set(evidence.complaints["complaint_id"])
    for row in network.gang_member.itertuples(index=False):
        steps = list(row.chain)  # type: ignore[call-overload]
        assert steps, (row.node_type, row.node_key)
        assert steps[-1]["to"] in set(evidence.complaints["complaint_id"])
        assert [step["from"] for step in steps[1:]] == [step["to"] for step in steps[:-1]]
        assert steps[-1]["record"] in records
    persons = network.gang_member[network.gang_member["node_type"] == "person"]
    assert {steps[0]["from"] for steps in persons["chain"]} == {"person"}


def test_roles_say_what_they_mean(network: Network) -> None:
    assert network.gang_member["role_reason"].notna().all()


def test_a_gang_keeps_its_id_when_more_becomes_known(network: Network) -> None:
    world = World()
    people = ordinary_people(world, 60)
    plant_gang(world, "A", people[:3], 3)
    evidence = world.evidence()
    early, born = continue_gangs(network_of(evidence), network.gang_member.iloc[:0])
    assert born["kind"].tolist() == ["born"]
    renamed = early.gang_member.assign(gang_id="G-before")
    later, events = continue_gangs(network, renamed)
    assert "G-before" in set(later.gang["gang_id"])
    assert (
        set(later.gang["gang_id"]) == set(later.gang_member["gang_id"]) == set(later.account_risk["gang_id"].dropna())
    )
    assert set(events["kind"]) == {"born", "changed"}
    again, nothing = continue_gangs(network, later.gang_member)
    assert nothing.empty
    pd.testing.assert_frame_equal(again.gang_member, later.gang_member)


def test_without_a_history_nothing_is_renamed(network: Network) -> None:
    same, _ = continue_gangs(network, network.gang_member.iloc[:0])
    for name in ("account_risk", "phone_risk", "gang", "gang_member"):
        pd.testing.assert_frame_equal(getattr(same, name), getattr(network, name))


def test_columns_are_those_of_the_contract(network: Network) -> None:
    assert list(network.edges.columns) == list(EDGE)
    assert list(network.account_risk.columns) == list(ACCOUNT_RISK)
    assert list(network.phone_risk.columns) == list(PHONE_RISK)
    assert list(network.gang.columns) == list(GANG)
    assert list(network.gang_member.columns) == list(GANG_MEMBER)


def test_edges_are_dated_and_cite_their_records(network: Network) -> None:
    paid = network.edges[network.edges["kind"] == "paid"]
    assert (paid["first_at"] <= paid["last_at"]).all()
    assert paid["evidence"].str.len().ge(1).all()
    assert {
        "paid",
        "called",
        "owns",
        "uses_device",
        "handset",
        "uses_sim",
        "called_then_paid",
        "paid_by_victim",
    } <= set(network.edges["kind"])


def test_row_order_and_surrogate_ids_do_not_matter(planted: Planted, network: Network) -> None:
    evidence, _, _ = planted
    rng = np.random.default_rng(7)
    shuffled = Evidence(
        **{
            name: getattr(evidence, name).sample(frac=1, random_state=int(rng.integers(1000))).reset_index(drop=True)
            for name in Evidence.__dataclass_fields__
        }
    )
    again = network_of(shuffled)
    for name in ("edges", "account_risk", "phone_risk", "gang", "gang_member"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(network, name))


def test_nothing_to_see_gives_empty_tables() -> None:
    network = network_of(World().evidence())
    for table in (network.account_risk, network.phone_risk, network.gang, network.gang_member, network.edges):
        assert table.empty


def test_without_telco_data_the_mules_are_still_found() -> None:
    world = World()
    people = ordinary_people(world, 40)
    gang = plant_gang(world, "A", people[:3], 3)
    world.rows["calls"] = world.rows["call_parties"] = world.rows["sims"] = []
    evidence = world.evidence()
    risk = by_key(evidence, network_of(evidence))
    assert risk.loc[gang["mules"], "is_flagged"].all()
    assert not risk.loc[people, "is_flagged"].any()
