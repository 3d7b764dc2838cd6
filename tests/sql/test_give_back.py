"""From banks' answers to orders: what is held is divided, written once, and shown without anybody's name."""

from pathlib import Path

from include.pipeline.give_back import plan
from tests.conftest import Warehouse, execute

STRANGE = "../C<b>2"
PLANTED = f"""
insert into core.account (account_id, bank_code, account_no) overriding system value
values (1, '901', '0000000001'), (2, '902', '0000000002'), (3, '901', '0000000003');
insert into core.complaint_version (
    complaint_id, content, reported_at, victim_ref, loss_amount, transfers, phones, line_ids, domains, urls, names, narrative,
    file_id, row_no
) values
('C1', gen_random_uuid(), '2024-03-01 11:00+07', 'CANARYREF', 1000, '[]', '[]', '[]', '[]', '[]', '["CANARY"]', 'CANARY', 4, 1),
('{STRANGE}', gen_random_uuid(), '2024-03-01 12:00+07', 'CANARYREF', 0, '[]', '[]', '[]', '[]', '[]', '[]', 'CANARY', 4, 2);
insert into action.freeze_request (
    request_id, account_id, bank_code, account_no, ceiling_amount, certainty, urgency, priority, window_name, legal_basis, created_at
)
select
    'R' || number, number, '901', '1', 1000, 0.9, 0.5, 1, 'complaint', 'law', '2024-03-01'
from generate_series(1, 3) as number;
insert into action.hold_event (
    request_id, seq, step, state, amount, held_amount, expires_at, happened_at, by_whom, reason
) values
('R1', 1, 'answer_partial', 'partial', 1000, 300.01, '2024-03-08', '2024-03-01', 'bank', 'answered'),
('R2', 1, 'answer_held', 'held', 500, 500, '2024-03-08', '2024-03-01', 'bank', 'answered'),
('R3', 1, 'answer_no_funds', 'no_funds', 70, 0, '2024-03-08', '2024-03-01', 'bank', 'answered');
insert into action.freeze_proposal (complaint_id, account_id, hop, traced_amount, certainty, as_of, status, reason) values
('C1', 1, 1, 400, 0.9, '2024-03-01', 'proposed', ''), ('{STRANGE}', 1, 1, 200, 0.8, '2024-03-01', 'proposed', ''),
('C1', 2, 2, 450, 0.9, '2024-03-01', 'proposed', ''), ('C1', 3, 2, 70, 0.9, '2024-03-01', 'proposed', ''),
('{STRANGE}', 2, 2, 70, 0.9, '2024-03-01', 'excluded', '');
"""


def test_what_is_held_is_divided_and_ordered(warehouse: Warehouse, tmp_path: Path) -> None:
    execute(warehouse.owner, PLANTED)
    assert plan(warehouse.engine, str(tmp_path)) == {"payments": 3, "changed": 5, "orders": 2}
    rows = "select complaint_id, account_no, claimed_amount::text, paid_amount::text, rule, claim_count from mart.give_back order by 1, 2"
    assert warehouse.query(rows) == [
        (STRANGE, "0000000001", "200.00", "100.00", "pro_rata", 2),
        ("C1", "0000000001", "400.00", "200.01", "pro_rata", 2),
        ("C1", "0000000002", "450.00", "450.00", "in_full", 1),
    ]
    rest = (
        "select account_no, held_amount::text, paid_amount::text, rest_amount::text from mart.give_back_rest order by 1"
    )
    assert warehouse.query(rest) == [
        ("0000000001", "300.01", "300.01", "0.00"),
        ("0000000002", "500.00", "450.00", "50.00"),
    ]
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "orders").iterdir()}
    assert len(pages) == 2
    assert {path.parent for path in tmp_path.rglob("*.html")} == {tmp_path / "orders"}
    told = next(page for name, page in pages.items() if name.startswith("C1-"))
    assert "650.01" in told
    assert "600.00<br><small>2 ราย · claims</small>" in told
    assert "<td class=sum>300.01</td>" in told
    assert "+0.3333" in told or "-0.3333" in told or "satang</small>" in told
    assert "คำสั่งคืนเงิน" in told
    assert all("CANARY" not in page and "<b>" not in page for page in pages.values())


def test_the_plan_follows_the_banks_and_changes_nothing_twice(warehouse: Warehouse, tmp_path: Path) -> None:
    execute(warehouse.owner, PLANTED)
    plan(warehouse.engine, str(tmp_path))
    assert plan(warehouse.engine, str(tmp_path))["changed"] == 0
    execute(
        warehouse.owner,
        "insert into action.hold_event (request_id, seq, step, state, amount, held_amount, expires_at, happened_at, by_whom, reason)"
        " values ('R1', 2, 'lift', 'lifting', 1000, 300.01, '2024-03-08', '2024-03-01', 'malee', 'an honest seller')",
    )
    assert plan(warehouse.engine, str(tmp_path)) == {"payments": 1, "changed": 3, "orders": 1}


def test_the_next_hop_is_given_back_to_whom_it_was_traced_for(warehouse: Warehouse, tmp_path: Path) -> None:
    execute(
        warehouse.owner,
        PLANTED,
        "insert into action.freeze_request_part (request_id, complaint_id, account_id, hop, traced_amount, certainty, as_of, reported_at,"
        " reason) values ('R3', 'C1', 3, 3, 600, 0.7, '2024-03-02', '2024-03-01', 'traced on')",
        "insert into action.hold_event (request_id, seq, step, state, amount, held_amount, expires_at, happened_at, by_whom, reason)"
        " values ('R3', 2, 'answer_held', 'held', 600, 600, '2024-03-08', '2024-03-02', 'bank', 'answered')",
    )
    plan(warehouse.engine, str(tmp_path))
    rows = "select account_no, traced_amount::text, paid_amount::text from mart.give_back where complaint_id = 'C1' order by 1"
    assert warehouse.query(rows) == [
        ("0000000001", "400.00", "200.01"), ("0000000002", "450.00", "450.00"), ("0000000003", "600.00", "349.99"),
    ]  # fmt: skip  # 1,000 THB were lost


def test_money_sent_back_is_not_paid_twice(warehouse: Warehouse, tmp_path: Path) -> None:
    execute(
        warehouse.owner,
        PLANTED,
        """
        insert into core.posting (
            posting_id, reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared,
            is_debtor_report, is_believed, file_id, row_no
        ) overriding system value values
        (7, '901', 'A1', 'E1', '2024-03-01 10:00+07', 3, 1, 1000, 'THB', 'MOBILE', false, true, true, 1, 1);
        insert into core.reversal (reporting_bank, return_id, original_end_to_end_id, returned_at, amount, currency, file_id, row_no)
        values ('901', 'B1', 'E1', '2024-03-01 18:00+07', 900, 'THB', 1, 2);
        insert into resolved.complaint_payment (complaint_id, seq, account_id, transfer_id, amount, paid_at, certainty, how)
        values ('C1', 0, 1, 7, 1000, '2024-03-01 10:00+07', 0.99, 'victim_paid_named');
        """,
    )
    plan(warehouse.engine, str(tmp_path))
    assert warehouse.query("select sum(paid_amount)::text from mart.give_back where complaint_id = 'C1'") == [
        ("100.00",)
    ]


def test_nothing_held_gives_no_order(warehouse: Warehouse, tmp_path: Path) -> None:
    assert plan(warehouse.engine, str(tmp_path)) == {"payments": 0, "changed": 0, "orders": 0}
