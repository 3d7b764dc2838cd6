"""Stop the load at every step in turn, kill its backend, fill the disk: run again, and the content equals a quiet run's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from include.landing import folder, store
from include.pipeline import ingest, landing, loading, merging
from tests.conftest import Warehouse
from tests.deliveries import posting, put_file, put_postings, tip

CONTENT = {
    "files": "select file_name, status, rows_read, rows_loaded, rows_quarantined, rows_duplicate, reason from mart.feed_health",
    "quarantine": "select agency, feed, file_name, row_no, reason, raw from mart.quarantine",
    "postings": "select reporting_bank, tx_id, amount, row_no from core.posting",
    "transfers": "select end_to_end_id, amount, report_count from core.transfer",
    "tips": "select tip_id, narrative from core.tip",
    "vault": "select tip_id, contact from vault.reporter_contact",
}
STEPS = [
    (folder, "keep_file"),
    (landing, "record_arrivals"),
    (merging, "open_batch"),
    (loading, "judge"),
    (merging, "begin_file"),
    (merging, "learn_accounts"),
    (merging, "encode_rows"),
    (merging, "copy_rows"),
    (merging, "load_batch"),
    (merging, "end_file"),
    (loading, "record_quarantine"),
    (loading, "record_outcomes"),
]


class StopError(Exception):
    """The fault that the test plants."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    put_postings(root, "20240301T10.csv", [*[posting(n) for n in range(30)], posting(90, amount="abc"), posting(3)])
    put_postings(root, "20240301T11.csv", [posting(n) for n in range(25, 60)])
    lines = [tip(n, f"0812345{n:03d}") for n in range(12)]
    put_file(root, "tips/public-tips/20240301T10.jsonl", "\n".join([*lines, ""]), rows=len(lines))
    return root


def run(warehouse: Warehouse, root: Path, home: Path) -> None:
    agencies = ingest.land(warehouse.loader, str(root), str(home))
    ingest.settle(warehouse.loader, [ingest.load(warehouse.loader, agency, str(home)) for agency in agencies])


def content(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(warehouse.query(statement), key=str) for name, statement in CONTENT.items()}


def fail_at(number: int, monkeypatch: pytest.MonkeyPatch, error: Exception) -> Callable[[], int]:
    """Let the `number`th call of any step raise, after it has done its work; return a counter of calls."""
    calls = 0

    def wrap(work: Callable[..., Any]) -> Callable[..., Any]:
        def stop_after(*arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            result = work(*arguments)
            if calls == number:
                raise error
            return result

        return stop_after

    for module, name in STEPS:
        monkeypatch.setattr(module, name, wrap(getattr(module, name)))
    return lambda: calls


def test_stopped_at_any_step_the_next_run_heals(warehouse: Warehouse, root: Path, tmp_path: Path) -> None:
    run(warehouse, root, tmp_path / "quiet")
    quiet = content(warehouse)
    for number in range(1, 60):
        wipe(warehouse)
        home = tmp_path / f"home{number}"
        with pytest.MonkeyPatch.context() as patch:
            count = fail_at(number, patch, StopError())
            stopped = not completes(warehouse, root, home)
        if not stopped:
            break
        check_nothing_partial(warehouse)
        run(warehouse, root, home)
        assert content(warehouse) == quiet, f"stopped at step {number}"
    assert not stopped
    assert len(STEPS) < count() < number


def completes(warehouse: Warehouse, root: Path, home: Path) -> bool:
    try:
        run(warehouse, root, home)
    except StopError:
        return False
    return True


def check_nothing_partial(warehouse: Warehouse) -> None:
    """No file that is not settled has rows in core, and no temporary file or session is left."""
    rows = warehouse.query(
        "select count(*) from core.posting p join landing.delivered_file f using (file_id) where f.status <> 'loaded'"
    )
    assert rows == [(0,)]
    assert warehouse.query(
        "select count(*) from pg_stat_activity where usename = 'rukkhat_loader' and datname = current_database()"
    ) == [(0,)]


def wipe(warehouse: Warehouse) -> None:
    connection = psycopg2.connect(warehouse.owner)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('landing', 'core', 'vault')"
        )
        cursor.execute("truncate " + ", ".join(row[0] for row in cursor.fetchall()) + " restart identity cascade")
    connection.close()


def test_a_killed_backend_is_tried_again_on_a_new_connection(
    warehouse: Warehouse, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.warehouse.connect.time.sleep", lambda _: None)
    killed = []

    def kill_then_load(connection: Any, *arguments: Any) -> Any:
        if not killed:
            killed.append(connection.info.backend_pid)
            warehouse_admin(warehouse, killed[0])
        return real(connection, *arguments)

    real = merging.load_batch
    monkeypatch.setattr(merging, "load_batch", kill_then_load)
    run(warehouse, root, tmp_path / "home")
    assert killed
    assert warehouse.query("select sum(rows_read) from mart.feed_health") == [(79,)]
    assert warehouse.query("select count(*) from core.posting") == [(60,)]


def warehouse_admin(warehouse: Warehouse, pid: int) -> None:
    connection = psycopg2.connect(warehouse.owner.replace("rukkhat_owner", "postgres"))
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", (pid,))
    connection.close()


def test_a_full_disk_keeps_what_was_kept_and_the_next_run_goes_on(
    warehouse: Warehouse, root: Path, tmp_path: Path
) -> None:
    real, seen = store._copy, []

    def fill(*arguments: Any) -> Any:
        seen.append(1)
        if len(seen) == 2:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_copy", fill)
        with pytest.raises(store.StoreError, match="free space"):
            run(warehouse, root, tmp_path / "home")
    run(warehouse, root, tmp_path / "home")
    assert warehouse.query("select count(*) from mart.feed_health where status = 'loaded'") == [(3,)]
