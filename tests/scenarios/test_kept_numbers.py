"""Whatever becomes of the tables and the files, rows kept and rows written since are the rows that stand, as a whole reading gives them."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import psycopg2
import pytest

from include.pipeline import network
from include.pipeline.numbered import read_numbered
from include.warehouse.connect import open_transaction
from include.warehouse.frames import merge_rows
from include.warehouse.kept import KEYS
from include.warehouse.statements import read_statement
from tests.conftest import Warehouse, execute

FRAMES = {"core/transfer_numbers": "transfers", "core/call_numbers": "calls", "core/call_party_numbers": "call_parties"}
WHOLE = set(FRAMES)
PARTIES = {"core/call_party_numbers"}
Rows = dict[str, pd.DataFrame]

ACCOUNTS = "insert into core.account (bank_code, account_no) values ('901', '1'), ('902', '2')"
PHONES = """
insert into core.phone (msisdn)
select prefix || n
from generate_series(1, 8) as n cross join unnest(array['+66', '+855']) as prefix
"""
POSTINGS = """
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, device_id, remark,
    is_shared, is_debtor_report, is_believed, file_id, row_no
)
select '901', 'T' || n, 'E' || n, timestamptz '2024-04-04 16:00+07' + n * interval '1 second',
    (select min(account_id) from core.account), (select max(account_id) from core.account),
    n + 0.05, 'THB', 'MOBILE', case when n % 3 = 1 then 'D' || n end, case n % 4 when 1 then '' when 2 then 'rent' end,
    true, false, n % 5 > 0, 1, n
from generate_series({}, {}) as n
"""
CALLS = """
insert into core.call (a_phone_id, b_phone_id, started_at, duration_s, call_type, source_ref)
select caller.phone_id, callee.phone_id, timestamptz '2024-04-04 16:00+07' + n * interval '1 second', n, 'VOICE', 'telco-b:C' || n
from generate_series({}, {}) as n
inner join core.phone as caller on caller.msisdn = (array['+66', '+855'])[1 + n % 2] || (1 + n % 8)
inner join core.phone as callee on callee.msisdn = '+66' || (1 + (n + 3) % 8)
order by n
"""
REPORTS = """
insert into core.call_report (
    agency, telco_call_id, call_id, a_phone_id, b_phone_id, started_at, duration_s, call_type, imei, imsi, cell_id, file_id, row_no
)
select 'telco-b', source_ref, call_id, a_phone_id, b_phone_id, started_at, duration_s, call_type,
    case when call_id % 3 = 0 then 'H' || call_id % 7 end, 'S' || call_id % 12,
    case when call_id % 4 = 0 then 'C' || call_id % 5 end, 1, call_id
from core.call
where not exists (select from core.call_report as known where known.call_id = call.call_id)
order by call_id
"""
SUBSCRIPTIONS = """
insert into core.subscriber_version (agency, iccid, content, phone_id, imsi, activated_at, file_id, row_no)
select 'telco-b', 'I' || n, md5(n || '{0}')::uuid, (select phone_id from core.phone where msisdn = '+66' || (1 + (n + {0}) % 8)),
    'S' || n, timestamptz '2024-01-01 00:00+07', {0}, n
from generate_series(1, 10) as n
"""


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    return fill(warehouse)


def fill(warehouse: Warehouse) -> Warehouse:
    execute(warehouse.owner, ACCOUNTS, PHONES, SUBSCRIPTIONS.format(1))
    execute(warehouse.owner, POSTINGS.format(1, 200), CALLS.format(1, 200), REPORTS)
    return warehouse


def read(warehouse: Warehouse, folder: Path | None, *, is_trusted: bool = True) -> Rows:
    """The three frames; what is to be said of files is said, as a run of the network does."""
    with open_transaction(warehouse.engine) as connection:
        given = read_numbered(warehouse.engine, connection, folder, is_trusted=is_trusted)
    if given.shelf:
        with open_transaction(warehouse.engine) as connection:
            merge_rows(connection, "network", "kept_numbers", given.shelf.list_good())
        given.shelf.clear()
    return {name: getattr(given.evidence, noun) for name, noun in FRAMES.items()}


def assert_stands(
    warehouse: Warehouse, folder: Path, caplog: pytest.LogCaptureFixture, whole: set[str], *, is_trusted: bool = True
) -> dict[str, int]:
    """What is read with files is what is read without, row by row, all rows of `whole` and few of the others; return how many."""
    caplog.clear()
    with caplog.at_level(logging.INFO, "rukkhat.network"):
        found = read(warehouse, folder, is_trusted=is_trusted)
    logs = (log.args for log in caplog.records if log.name == "rukkhat.network")
    told = {str(args[0]): (int(str(args[1])), int(str(args[2]))) for args in logs if isinstance(args, tuple)}
    for name, rows in read(warehouse, None).items():
        pd.testing.assert_frame_equal(found[name], rows, check_exact=True, obj=name)
    assert set(told) == set(KEYS)
    assert {name for name, (count, of) in told.items() if count == of} == whole
    return {name: count for name, (count, _) in told.items()}


EARLIER = """
update core.call
set source_ref = 'telco-a:' || call_id, duration_s = 1, started_at = started_at - interval '1 second'
where call_id % 50 = 3
"""
FORGOTTEN = (
    "delete from core.posting where row_no = 4",
    "delete from core.call_report where row_no = 12",
    "delete from core.call where call_id = 12",
)
STEPS: dict[str, tuple[tuple[str, ...], set[str], tuple[int, int, int] | None]] = {
    "nothing": ((), set(), (0, 0, 0)),
    "new rows": ((POSTINGS.format(201, 204), CALLS.format(201, 212), REPORTS), set(), (4, 12, 6)),
    "most rows are new": ((POSTINGS.format(201, 900), CALLS.format(201, 900), REPORTS), WHOLE, None),
    "the debtor's bank reports too": (("update core.posting set is_believed = false where row_no in (1, 7)",), set(), (2, 0, 0)),
    "it is believed again": (("update core.posting set is_believed = true where row_no = 5",), set(), (1, 0, 0)),
    "the earlier telco reports too": ((EARLIER,), set(), (0, 4, 0)),
    "a number is written otherwise": (("update core.phone set msisdn = '+8559' where msisdn = '+662'",), set(), None),
    "a SIM changes hands": ((SUBSCRIPTIONS.format(2),), PARTIES, None),
    "a SIM is forgotten": (("delete from core.subscriber_version where imsi = 'S3'",), PARTIES, None),
    "an older file's SIM counts": (("update core.subscriber_version set imsi = 'S11' where imsi = 'S3'",), PARTIES, None),
    "rows are deleted": (FORGOTTEN, WHOLE, None),
    "places are used again": (
        ("delete from core.call_report where row_no > 190", "vacuum core.call_report", REPORTS),
        set(),
        (0, 0, 5),
    ),
    "rows move up": (("delete from core.posting where row_no < 150", "vacuum full core.posting"), {"core/transfer_numbers"}, None),
    "rows stand in another order": (("cluster core.call using call_b_idx",), {"core/call_numbers"}, None),
    "a table is made anew": (("vacuum full core.call_report",), PARTIES, None),
    "rows are frozen": (("vacuum freeze core.posting", "vacuum freeze core.call_report"), set(), (0, 0, 0)),
    "a horizon of another past": (("update network.kept_numbers set horizon = '9999999'",), WHOLE, None),
    "another origin": (("update network.kept_numbers set origin = 'elsewhere'",), WHOLE, None),
    "forgotten": (("delete from network.kept_numbers",), WHOLE, None),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_after_each_change(filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture, step: str) -> None:
    statements, whole, expected = STEPS[step]
    assert_stands(filled, tmp_path, caplog, WHOLE)
    execute(filled.owner, *statements)
    counts = assert_stands(filled, tmp_path, caplog, whole)
    assert expected is None or tuple(counts[name] for name in FRAMES) == expected
    assert_stands(filled, tmp_path, caplog, set())


def test_what_was_under_way_comes_later(filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    slow = psycopg2.connect(filled.owner)
    with slow.cursor() as cursor:
        cursor.execute(POSTINGS.format(301, 303))
        cursor.execute("update core.posting set is_believed = false where row_no = 2")
    execute(filled.owner, POSTINGS.format(201, 202))
    assert_stands(filled, tmp_path, caplog, WHOLE)
    slow.commit()
    slow.close()
    assert assert_stands(filled, tmp_path, caplog, set())["core/transfer_numbers"] == 6


def test_an_empty_warehouse(warehouse: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        assert_stands(warehouse, tmp_path, caplog, WHOLE)
    fill(warehouse)
    assert_stands(warehouse, tmp_path, caplog, WHOLE)
    assert_stands(warehouse, tmp_path, caplog, set())


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def fake(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("harm", [cut, fake, Path.unlink])
def test_files_are_not_trusted(
    filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    assert_stands(filled, tmp_path, caplog, WHOLE)
    for path in tmp_path.iterdir():
        harm(path)
    assert_stands(filled, tmp_path, caplog, WHOLE)
    assert_stands(filled, tmp_path, caplog, set())


def test_files_of_another_warehouse(
    filled: Warehouse, second_warehouse: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As where a dump is brought back elsewhere: the same rows, files and records, in another database."""
    assert_stands(filled, tmp_path, caplog, WHOLE)
    fill(second_warehouse)
    for row in filled.query("select frame, sha256, origin, horizon from network.kept_numbers"):
        with psycopg2.connect(second_warehouse.owner) as connection, connection.cursor() as cursor:
            cursor.execute("insert into network.kept_numbers values (%s, %s, %s, %s)", row)
        connection.close()
    assert_stands(second_warehouse, tmp_path, caplog, WHOLE)


def test_another_query_is_another_origin(filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert_stands(filled, tmp_path, caplog, WHOLE)

    def otherwise(name: str) -> str:
        return read_statement(name).replace("amount * 100", "amount * 1000")

    with patch("include.warehouse.numbers.read_statement", otherwise):
        assert_stands(filled, tmp_path, caplog, {"core/transfer_numbers"})


def test_a_rebuild_trusts_no_file(filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert_stands(filled, tmp_path, caplog, WHOLE)
    assert_stands(filled, tmp_path, caplog, WHOLE, is_trusted=False)


def test_files_are_written_anew_when_much_has_changed(
    filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert_stands(filled, tmp_path, caplog, WHOLE)
    first = sorted(tmp_path.iterdir())
    execute(filled.owner, POSTINGS.format(201, 204))
    assert_stands(filled, tmp_path, caplog, set())
    assert sorted(tmp_path.iterdir()) == first
    execute(filled.owner, POSTINGS.format(205, 230))
    assert assert_stands(filled, tmp_path, caplog, set())["core/transfer_numbers"] == 30
    assert assert_stands(filled, tmp_path, caplog, set())["core/transfer_numbers"] == 0
    assert len(set(tmp_path.iterdir()) - set(first)) == 1
    assert len(list(tmp_path.iterdir())) == 3


def test_a_run_that_fails_leaves_what_stood(
    filled: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "network"
    network.build(filled.engine, str(tmp_path))
    shutil.copytree(folder, tmp_path / "before")
    told = filled.query("select * from network.kept_numbers order by frame")
    execute(filled.owner, POSTINGS.format(201, 300))
    with (
        patch("include.pipeline.network.write_risk", side_effect=OSError("lost")),
        pytest.raises(OSError, match="lost"),
    ):
        network.build(filled.engine, str(tmp_path))
    assert filled.query("select * from network.kept_numbers order by frame") == told
    assert len(list(folder.iterdir())) == 4
    assert assert_stands(filled, folder, caplog, set())["core/transfer_numbers"] == 100
    assert len(list(folder.iterdir())) == 3
