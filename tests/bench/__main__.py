"""`make bench`: loading a day of postings, from landed files to core.transfer, beside a bare COPY of the same rows; then questions,
and the network.

The bare COPY fills one table with the keys and indexes of core.posting, with no check, no accounts, no accounting, no pairing of
reports. ROWS=... sets the rows per format, DAYS=... the days of the history whose growth is measured, TRANSFERS=... the size of the
warehouse in which money is followed (20,000,000 take 6 GB of disk, and minutes to plant).
"""

import os
from pathlib import Path

import pandas as pd

from tests.bench import hours, networks, pacs008, questions, tracing
from tests.bench.loads import load_ours, load_with_pandas, time_bare_copy
from tests.bench.place import open_place
from tests.bench.postings import BANKS, make_accounts, write_day
from tests.bench.work import measure

ROWS = int(os.environ.get("ROWS", "500000"))
DAYS = int(os.environ.get("DAYS", "30"))
TRANSFERS = int(os.environ.get("TRANSFERS", "1000000"))
DAY = pd.Timestamp("2024-03-01")
NAMES = {"bank-a": "CSV, one file", "bank-c": "cp874, 24 files", "bank-b": "pacs.008, 24 files"}
PEER_ROWS = min(ROWS // 5, 200_000)


def compare_formats() -> None:
    """Load a day of each format, again under other names, and by bare COPY."""
    accounts = make_accounts(max(ROWS // 10, 100))
    for agency, name in NAMES.items():
        with open_place() as place:
            root, home = place.scratch / "in", str(place.scratch / "home")
            write_day(root, agency, DAY, ROWS, accounts, hours=1 if agency == "bank-a" else 24)
            database = place.count_core_seconds()
            first = measure(load_ours, place.loader, str(root), home, agency)
            cores = first.core_seconds + place.count_core_seconds() - database
            again = measure(load_ours, place.loader, str(_rename(root, place.scratch / "again", agency)), home, agency)
            bare = time_bare_copy(place.owner, place.scratch, BANKS[agency])
            assert again.result == 0
            print(
                f"{name}: {first.result:,} postings in {first.seconds:.1f} s ({first.result / first.seconds:,.0f} rows/s),"
                f" bare COPY {bare:.1f} s: ratio {bare / first.seconds:.2f}; replay"
                f" {first.seconds / again.seconds:.0f} times faster; at most {first.megabytes:,.0f} MB;"
                f" {cores:.1f} core seconds, PostgreSQL's included",
                flush=True,
            )
            if agency == "bank-b":
                _compare_parsing(sorted((root / "bank-b/transactions").glob("*.xml")), first.result, cores)


def _compare_parsing(paths: list[Path], rows: int, cores: float) -> None:
    """Hold the whole load against a bare iterparse of the same files, both per second of one core."""
    bare = pacs008.time_bare(paths)
    print(
        f"pacs.008, landed files to core.transfer: {rows / cores:,.0f} rows per core second, bare iterparse of the same files"
        f" {rows / bare:,.0f}: ratio {bare / cores:.2f}",
        flush=True,
    )


def compare_peers() -> None:
    """Load the same small file with pandas alone, and with Great Expectations over the whole frame before it."""
    with open_place() as place:
        root = place.scratch / "in"
        write_day(root, "bank-a", DAY, PEER_ROWS, make_accounts(PEER_ROWS // 10), hours=1)
        path = str(next((root / "bank-a/transactions").glob("*.csv")))
        ours = measure(load_ours, place.loader, str(root), str(place.scratch / "home"), "bank-a")
        for name, is_judged in (("pandas to_sql", False), ("Great Expectations on the frame, then to_sql", True)):
            peer = measure(load_with_pandas, place.owner, path, is_judged)
            print(
                f"peer, {PEER_ROWS:,} rows: {name} {peer.seconds:.1f} s, ours {ours.seconds:.1f} s:"
                f" {peer.seconds / ours.seconds:.1f} times as fast; at most {peer.megabytes:,.0f} MB",
                flush=True,
            )


def follow_days() -> None:
    """Load a tenth of ROWS a day, and see whether a day costs what the day brings."""
    accounts, seconds = make_accounts(max(ROWS // 10, 100)), []
    with open_place() as place:
        for number in range(DAYS):
            root = place.scratch / f"day{number}"
            write_day(root, "bank-a", DAY + pd.Timedelta(days=number), ROWS // 10, accounts, hours=1)
            seconds.append(measure(load_ours, place.loader, str(root), str(place.scratch / "home"), "bank-a").seconds)
    shown = sorted({1, 2, 10, 30, 60, 90, DAYS} & set(range(1, DAYS + 1)))
    told = ", ".join(f"day {day}: {seconds[day - 1]:.1f} s" for day in shown)
    late, early = sum(seconds[-5:]), sum(seconds[1:6])
    print(f"days of {ROWS // 10:,} rows: {told}; the last five : days 2 to 6 = {late / early:.2f}", flush=True)


def compare_pacs008() -> None:
    """Read pacs.008 beside a bare iterparse."""
    ours, bare = pacs008.measure(min(ROWS, 500_000))
    print(f"pacs.008, file to frames, one core: ratio ours : bare iterparse = {bare / ours:.2f}", flush=True)


def ask_questions() -> None:
    """Ask a warehouse of ROWS transfers, and one of a fifth of them: the answers must not take longer for it."""
    for rows in (ROWS // 5, ROWS):
        with open_place() as place:
            questions.plant(place.owner, rows)
            for line in questions.measure_questions(place.analyst, place.owner):
                print(f"{rows:,} transfers, {line}", flush=True)


def follow_money() -> None:
    """Trace in a warehouse of TRANSFERS, a quarter and a twentieth of them: a trace must not take longer for it."""
    for rows in (TRANSFERS // 20, TRANSFERS // 4, TRANSFERS):
        with open_place() as place:
            sizes = tracing.plant(place.owner, rows)
            for line in tracing.measure_traces(place.owner, sizes):
                print(f"{rows:,} transfers, traces: {line}", flush=True)


def _rename(root: Path, target: Path, agency: str) -> Path:
    """Link the delivery's files under other names; equal content is known by its sha256."""
    folder = target / agency / "transactions"
    folder.mkdir(parents=True)
    for path in (root / agency / "transactions").glob("*[!n]"):
        (folder / f"{path.stem}-2{path.suffix}").hardlink_to(path)
        control = path.with_name(path.name + ".ctl.json").read_text(encoding="utf-8")
        name = f"{path.stem}-2{path.suffix}"
        (folder / f"{name}.ctl.json").write_text(control.replace(path.name, name), encoding="utf-8")
    return target


def main() -> None:
    """Print the figures."""
    compare_pacs008()
    compare_formats()
    compare_peers()
    follow_days()
    ask_questions()
    follow_money()
    networks.grow(ROWS)
    hours.run_hours(ROWS, networks.BASE)


if __name__ == "__main__":
    main()
