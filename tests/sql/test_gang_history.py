"""Gangs in the warehouse: their history is kept and followed, and each member's chain can be read step by step."""

import psycopg2
import pytest

from include.pipeline.questions import ask
from tests.conftest import Warehouse, execute

PLANTED = """
insert into network.gang (gang_id, account_count, phone_count, complaint_count, loss_amount, confidence)
values ('G-3', 2, 1, 1, 900, 0.8);
insert into network.gang_event (
    noted_at, gang_id, kind, other_gang_id, kept_share, taken_share, gained_count, lost_count, member_count
) values
('2024-03-01 10:00+07', 'G-1', 'born', null, null, null, 3, 0, 3),
('2024-03-01 10:00+07', 'G-2', 'born', null, null, null, 4, 0, 4),
('2024-03-02 10:00+07', 'G-1', 'merged', 'G-2', 0.8, 0.4, 0, 3, 0),
('2024-03-03 10:00+07', 'G-2', 'merged', 'G-3', 0.9, 0.6, 0, 4, 0),
('2024-03-03 10:00+07', 'G-9', 'born', null, null, null, 2, 0, 2),
('2024-03-04 10:00+07', 'G-9', 'ended', null, null, null, 0, 2, 0);
insert into core.account (account_id, bank_code, account_no) overriding system value values (1, '901', '0000000001');
insert into network.account_risk (account_id, mule_score, is_flagged, role, tier, gang_id, reasons)
values (1, 0.97, true, 'mule', 2, 'G-3', '[]');
insert into network.gang_member (gang_id, node_type, node_key, role, role_reason, score, evidence, chain) values (
    'G-3', 'account', '901:0000000001', 'mule', 'Takes money.', 0.97, '[]',
    '[{"from": "901:0000000001", "kind": "paid", "to": "902:0000000002", "record": "E1"},
      {"from": "902:0000000002", "kind": "paid_by_victim", "to": "C1", "record": "device:d1"}]'
);
"""


@pytest.fixture
def planted(warehouse: Warehouse) -> Warehouse:
    execute(warehouse.owner, PLANTED)
    return warehouse


def test_an_old_id_leads_to_the_gang_it_lives_on_in(planted: Warehouse) -> None:
    rows = planted.query("select distinct gang_id, now_gang_id from mart.gang_history order by 1")
    assert rows == [("G-1", "G-3"), ("G-2", "G-3"), ("G-9", None)]


def test_each_event_is_a_sentence(planted: Warehouse) -> None:
    rows = planted.query(
        "select kind, what_became from mart.gang_history where gang_id in ('G-1', 'G-9') order by event_id"
    )
    assert rows == [
        ("born", "Found for the first time, 3 members."),
        ("merged", "Merged into G-2, which took 80 % of it."),
        ("born", "Found for the first time, 2 members."),
        ("ended", "Not found any more."),
    ]


def test_mergers_in_a_circle_end(warehouse: Warehouse) -> None:
    execute(
        warehouse.owner,
        "insert into network.gang_event (noted_at, gang_id, kind, other_gang_id, gained_count, lost_count, member_count)"
        " values (now(), 'G-1', 'merged', 'G-2', 0, 1, 0), (now(), 'G-2', 'merged', 'G-1', 0, 1, 0)",
    )
    rows = warehouse.query("select gang_id, now_gang_id from mart.gang_history order by 1")
    assert rows == [("G-1", None), ("G-2", None)]


def test_a_chain_is_read_step_by_step(planted: Warehouse) -> None:
    steps = ask(planted.analyst, "gang_chain", "G-3", "account", "901:0000000001")
    assert steps[["step", "from_node", "kind", "to_node", "evidence_id"]].to_numpy().tolist() == [
        [1, "901:0000000001", "paid", "902:0000000002", "E1"],
        [2, "902:0000000002", "paid_by_victim", "C1", "device:d1"],
    ]
    assert ask(planted.analyst, "gang_chain", "G-3", "account", "901:9999999999").empty


def test_members_show_their_tier_and_what_the_role_means(planted: Warehouse) -> None:
    rows = planted.query("select tier, role_reason, is_main from mart.gang_member")
    assert rows == [(2, "Takes money.", True)]


@pytest.mark.parametrize(
    "statement", ["delete from network.gang_event", "update network.gang_event set kind = 'ended'"]
)
def test_history_only_grows(planted: Warehouse, statement: str) -> None:
    connection = psycopg2.connect(planted.engine)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
