"""The statements behind the watch: a thousand newest files per feed, waiting files entered once, the last event decides."""

import pytest

from include.warehouse.alerts import explain_waiting, record_waiting
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame
from include.warehouse.statements import read_statement
from tests.conftest import Warehouse, execute

FILES = """
insert into landing.delivered_file (agency, feed, file_name, sha256, byte_count, status, received_at)
select 'bank-' || bank, 'transactions', 'f' || number, number::text, 1, 'landed', timestamptz '2026-11-24' - number * interval '1 hour'
from generate_series(1, 1200) as number, unnest(array['a', 'b']) as bank
"""
EVENT = """
insert into landing.feed_alert
(agency, feed, kind, step, loudness, happened_at, since, opened_at, told_at, words, remedy, contact, evidence)
values ('bank-a', '{feed}', 'late', '{step}', 'fail', '{at}', '{at}', '{at}', '{at}', '{step}', '', '', '{{}}')
"""


def test_the_newest_thousand_of_every_feed_are_read(warehouse: Warehouse) -> None:
    execute(warehouse.owner, FILES)
    with open_transaction(warehouse.loader) as connection:
        frame = read_frame(connection, "landing/newest_file")
    assert frame.groupby("agency").size().to_dict() == {"bank-a": 1000, "bank-b": 1000}
    assert set(frame["file_name"]) == {f"f{number}" for number in range(1, 1001)}


@pytest.mark.parametrize("status", ["landed", "rejected", "incomplete"])
def test_a_waiting_file_is_entered_once_and_never_over_what_is_known(warehouse: Warehouse, status: str) -> None:
    execute(
        warehouse.owner,
        "insert into landing.delivered_file (agency, feed, file_name, sha256, byte_count, status, reason) "
        f"values ('a', 'f', 'old', '', 7, '{status}', 'known')",
    )
    for _ in range(2):
        with open_transaction(warehouse.loader) as connection:
            record_waiting(connection, [("a", "f", "old", 9), ("a", "f", "new", 8)])
    rows = warehouse.query(
        "select file_name, byte_count, status, reason from landing.delivered_file order by file_name desc"
    )
    assert rows == [("old", 7, status, "known"), ("new", 8, "incomplete", "no control file yet; left alone")]


def test_only_files_that_wait_half_an_hour_are_explained_and_the_words_then_stay(warehouse: Warehouse) -> None:
    execute(
        warehouse.owner,
        "insert into landing.delivered_file (agency, feed, file_name, sha256, byte_count, status, reason, received_at) "
        "values ('a', 'f', '1', '', 1, 'incomplete', 'waits', '2026-11-24 11:30Z'), "
        "('a', 'f', '2', '', 1, 'incomplete', 'waits', '2026-11-24 11:31Z'), "
        "('a', 'f', '3', 'x', 1, 'rejected', 'wrong', '2026-11-24 09:00Z')",
    )
    for _ in range(2):
        with open_transaction(warehouse.loader) as connection:
            explain_waiting(connection, "2026-11-24 12:00Z")  # type: ignore[arg-type]
    rows = warehouse.query("select reason from mart.feed_health order by file_name")
    words = "control file missing for more than 30 minutes, since 2026-11-24 11:30 UTC; ask the agency to send it"
    assert rows == [(words,), ("waits",), ("wrong",)]


def test_the_last_event_decides_whether_an_alert_is_open_not_the_latest_clock(warehouse: Warehouse) -> None:
    steps = [
        ("calls", "opened", "2026-11-24"), ("calls", "closed", "2024-03-01"),
        ("cells", "opened", "2026-11-20"), ("cells", "closed", "2026-11-21"), ("cells", "opened", "2024-03-01"),
        ("cells", "repeated", "2024-03-02"),
    ]  # fmt: skip
    execute(warehouse.loader, *(EVENT.format(feed=feed, step=step, at=at) for feed, step, at in steps))
    assert warehouse.query("select feed, words from mart.feed_alert") == [("cells", "repeated")]
    rows = warehouse.query(read_statement("landing/open_alert").rstrip().rstrip(";"))
    assert [row[1:4] for row in rows] == [("cells", "late", "repeated")]
