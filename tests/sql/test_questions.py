"""Functions of the mart answer what was planted, agree with networkx on any graph, and show nobody's name."""

import json
from itertools import pairwise

import networkx as nx
import numpy as np
import psycopg2
import pytest

from include.core.errors import QuestionError
from include.pipeline.questions import ask, explain, explain_phone, neighbourhood, path, similar_gangs
from tests.conftest import Warehouse, execute

PLANTED = """
insert into core.account (account_id, bank_code, account_no) overriding system value
values (1, '901', '0000000001'), (2, '902', '0000000002'), (3, '903', '0000000003'), (4, '905', '0000000004');
insert into core.phone (phone_id, msisdn) overriding system value values (1, '+66811111111'), (2, '+66822222222');
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared, is_debtor_report,
    is_believed, file_id, row_no
) values
('901', 'A1', 'E1', '2024-03-01 10:00+07', 1, 2, 900, 'THB', 'MOBILE', true, true, true, 1, 1),
('902', 'B1', 'E1', '2024-03-01 10:00+07', 1, 2, 900, 'THB', 'MOBILE', true, false, false, 2, 1),
('902', 'B2', 'E2', '2024-03-02 10:00+07', 4, 2, 50, 'THB', 'ATM', true, false, true, 2, 2),
('901', 'A3', 'E3', '2024-03-03 10:00+07', 1, 1, 7, 'THB', 'WEB', false, true, true, 1, 3);
insert into core.call (call_id, a_phone_id, b_phone_id, started_at, duration_s, call_type, source_ref) overriding system value
values (1, 1, 2, '2024-03-01 09:00+07', 60, 'VOICE', 'telco-a:K1');
insert into core.call_report (agency, telco_call_id, call_id, a_phone_id, b_phone_id, started_at, duration_s, call_type, file_id, row_no)
values ('telco-a', 'K1', 1, 1, 2, '2024-03-01 09:00+07', 60, 'VOICE', 3, 1);
insert into core.complaint_version (
    complaint_id, content, reported_at, complaint_type, command_code, province, victim_ref, loss_amount, transfers, phones, line_ids,
    domains, urls, names, narrative, file_id, row_no
) values (
    'C1', gen_random_uuid(), '2024-03-01 11:00+07', 'CALL_CENTRE', 'CCIB', 'ระยอง', 'V1', 900, '[]', '[]', '[]', '[]', '[]', '["CANARY"]',
    'CANARY', 4, 1
);
insert into network.account_risk (account_id, mule_score, is_flagged, role, tier, gang_id, reasons) values
(2, 0.97, true, 'mule', 1, 'G-1', '[
    {"code": "named_in_complaint", "weight": 3.4, "text": "A victim paid it.", "evidence": ["C1"]},
    {"code": "passes_at_once", "weight": 1.2, "text": "It leaves.", "evidence": ["E1", "E2", "E-gone", "device:d9"]},
    {"code": "salary", "weight": -0.5, "text": "A salary.", "evidence": []}
]');
insert into network.phone_risk (phone_id, scam_score, is_flagged, role, gang_id, reasons) values
(1, 0.9, true, 'caller', 'G-1', '[{"code": "called", "weight": 2, "text": "It rang.", "evidence": ["telco-a:K1"]}]');
"""


@pytest.fixture
def planted(warehouse: Warehouse) -> Warehouse:
    execute(warehouse.owner, PLANTED)
    return warehouse


def put_edges(warehouse: Warehouse, edges: list[tuple[str, str, str, float]]) -> None:
    """Write edges (source, target, kind, weight) of nodes written type:key."""
    rows = [
        (*source.split(":", 1), *target.split(":", 1), kind, weight, json.dumps([f"{source}>{target}"]))
        for source, target, kind, weight in edges
    ]
    with psycopg2.connect(warehouse.owner) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into network.edge (source_type, source_key, target_type, target_key, kind, weight, evidence)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
    connection.close()


def test_each_reason_stands_with_its_records(planted: Warehouse) -> None:
    found = explain(planted.analyst, "902:0000000002")
    told = found[["reason_no", "code", "evidence_id", "evidence_kind", "source_key", "target_key", "note"]]
    assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
        [1, "named_in_complaint", "C1", "complaint", None, None, "CALL_CENTRE, CCIB, ระยอง"],
        [2, "passes_at_once", "E1", "transfer", "901:0000000001", "902:0000000002", "MOBILE"],
        [2, "passes_at_once", "E2", "transfer", "905:0000000004", "902:0000000002", "ATM"],
        [2, "passes_at_once", "E-gone", None, None, None, "no longer in the warehouse"],
        [2, "passes_at_once", "device:d9", "device", None, None, "d9"],
        [3, "salary", None, None, None, None, None],
    ]
    assert [str(amount) for amount in found["amount"].dropna()] == ["900.00", "900.00", "50.00"]
    assert found["weight"].tolist() == [3.4, 1.2, 1.2, 1.2, 1.2, -0.5]
    assert "CANARY" not in found.to_csv()


def test_a_phone_is_explained_however_it_is_written(planted: Warehouse) -> None:
    found = explain_phone(planted.analyst, "0811111111")
    assert found[["evidence_kind", "source_key", "target_key", "note"]].to_numpy().tolist() == [
        ["call", "+66811111111", "+66822222222", "60 s"]
    ]
    assert found.equals(explain_phone(planted.analyst, "+66811111111"))
    assert explain(planted.analyst, "901:9999999999").empty


def test_a_transfer_within_one_bank_is_found_too(planted: Warehouse) -> None:
    assert ask(planted.analyst, "evidence", "E3")["kind"].tolist() == ["transfer"]
    assert ask(planted.analyst, "evidence", "nothing").empty


def test_the_neighbourhood_of_anybody_is_read_from_the_records(planted: Warehouse) -> None:
    put_edges(planted, [("account:902:0000000002", "device:d9", "uses_device", 3.0)])
    found = neighbourhood(planted.analyst, "902:0000000002")
    assert found[["to_key", "kind", "is_outward", "weight"]].to_numpy().tolist() == [
        ["d9", "uses_device", True, 3.0],
        ["901:0000000001", "paid", False, 900.0],
        ["905:0000000004", "paid", False, 50.0],
    ]
    innocent = neighbourhood(planted.analyst, "901:0000000001")
    assert innocent[["to_key", "is_flagged", "score", "gang_id"]].iloc[0].tolist() == [
        "902:0000000002",
        True,
        0.97,
        "G-1",
    ]
    assert neighbourhood(planted.analyst, "0822222222")["to_key"].tolist() == ["+66811111111"]


def test_hops_since_and_most_are_kept_to(planted: Warehouse) -> None:
    far = neighbourhood(planted.analyst, "905:0000000004", hops=2)
    assert far[["hop", "from_key", "to_key"]].to_numpy().tolist() == [
        [1, "905:0000000004", "902:0000000002"],
        [2, "902:0000000002", "901:0000000001"],
    ]
    late = ask(planted.analyst, "neighbourhood", "902:0000000002", 1, "2024-03-02 00:00+07")
    assert late["to_key"].tolist() == ["905:0000000004"]
    one = neighbourhood(planted.analyst, "902:0000000002", most=1)
    assert one[["to_key", "left_out"]].to_numpy().tolist() == [["901:0000000001", 1]]


@pytest.mark.parametrize("question", ["hello", "account:", "12:1", "", "0811"])
def test_what_is_not_understood_is_said_with_how_to_ask(planted: Warehouse, question: str) -> None:
    with pytest.raises(QuestionError, match=r"no node is written like .*; write bank:account"):
        neighbourhood(planted.analyst, question)
    with pytest.raises(QuestionError, match="hops is 1 to 3"):
        neighbourhood(planted.analyst, "C1", hops=4)


@pytest.mark.parametrize("seed", range(6))
def test_paths_are_the_shortest_of_networkx(warehouse: Warehouse, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 40
    pairs = {(int(a), int(b)) for a, b in rng.integers(0, size, (55, 2)) if a != b}
    put_edges(warehouse, [(f"device:n{a}", f"device:n{b}", "tie", float(rng.random())) for a, b in sorted(pairs)])
    graph = nx.Graph(sorted(pairs))
    graph.add_nodes_from(range(size))
    for source, target in rng.integers(0, size, (25, 2)):
        found = path(warehouse.analyst, f"device:n{source}", f"device:n{target}", most_hops=12)
        if source == target or not nx.has_path(graph, source, target):
            assert found.empty
            continue
        assert len(found) == nx.shortest_path_length(graph, source, target)
        nodes = [*found["from_key"], found["to_key"].iloc[-1]]
        assert (nodes[0], nodes[-1]) == (f"n{source}", f"n{target}")
        assert all(graph.has_edge(int(a[1:]), int(b[1:])) for a, b in pairwise(nodes))
        for row in found.itertuples():
            ends = (row.from_key, row.to_key) if row.is_outward else (row.to_key, row.from_key)
            assert row.evidence == [f"device:{ends[0]}>device:{ends[1]}"]


def test_a_crowd_is_no_chain_unless_it_was_asked_for(warehouse: Warehouse) -> None:
    crowd = [(f"account:901:{n:010d}", "remark:remark:lunch", "same_remark", 1.0) for n in range(30)]
    put_edges(warehouse, crowd)
    put_edges(warehouse, [("account:901:0000000001", "device:d", "uses_device", 1.0)])
    ends = ("901:0000000001", "901:0000000002")
    assert len(path(warehouse.analyst, *ends)) == 2
    assert ask(warehouse.analyst, "path", *ends, 6, None, 20).empty
    assert len(ask(warehouse.analyst, "path", "device:d", "remark:lunch", 6, None, 20)) == 2
    assert path(warehouse.analyst, "device:d", ends[1], most_hops=2).empty


def test_gangs_are_alike_by_what_is_rare(warehouse: Warehouse) -> None:
    rows = [("G-1", "d1"), ("G-1", "all"), ("G-2", "d1"), ("G-2", "all"), ("G-3", "all"), ("G-3", "d3"), ("G-4", "d4")]
    gangs = ", ".join(f"('G-{n}', 1, 1, 0, 0, 0.5)" for n in range(1, 5))
    members = ", ".join(f"('{gang}', 'device', '{key}', 'shared_device', 1, '[]')" for gang, key in rows)
    execute(
        warehouse.owner,
        f"insert into network.gang (gang_id, account_count, phone_count, complaint_count, loss_amount, confidence) values {gangs}",
        f"insert into network.gang_member (gang_id, node_type, node_key, role, score, evidence) values {members}",
    )
    found = similar_gangs(warehouse.analyst, "G-1")
    assert found["other_gang_id"].tolist() == ["G-2", "G-3"]
    rare, common, single = np.log(1 + 4 / 2), np.log(1 + 4 / 3), np.log(1 + 4 / 1)
    assert found["similarity"].tolist() == pytest.approx([1.0, common / (rare + common + single)])
    assert found["shared"].iloc[0] == [{"trait": "device", "value": "d1"}, {"trait": "device", "value": "all"}]
    assert similar_gangs(warehouse.analyst, "G-9").empty


def test_functions_show_no_more_than_views_do(planted: Warehouse) -> None:
    with psycopg2.connect(planted.analyst) as connection, connection.cursor() as cursor:
        cursor.execute("select * from mart.explain('902', '0000000002')")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select * from core.posting")
    connection.close()
