"""`python -m include.runner quarantine <what> ...`: what an engineer does about rows put aside, from the command line."""

import argparse
import getpass
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from include.runner.lock import find_holder
from include.runner.postgres import start_postgres, stop_postgres
from include.runner.processes import ignore_signals
from include.runner.state import State
from include.warehouse.migrate import migrate

LOADER_DSN = "RUKKHAT_LOADER_DSN"  # of a deployment whose PostgreSQL is not ours


def do_quarantine(state: State, arguments: list[str]) -> int:
    """Do what the command line says and print what came of it; PostgreSQL is started where no run is up.

    Raises:
        QuarantineError: it cannot be done, and what to do instead.
    """
    options = parse(arguments)
    given = os.environ.get(LOADER_DSN)
    if given:
        return _show(choose(options, given, str(state.home))())
    databases = start_postgres(state)
    migrate(databases.warehouse["rukkhat_owner"])
    try:
        return _show(choose(options, databases.warehouse["rukkhat_loader"], str(state.home))())
    finally:
        if find_holder(state.lock) is None:
            with ignore_signals():
                stop_postgres(state, only_if_idle=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options; argparse ends the program with a message where they make no sense."""
    parser = argparse.ArgumentParser(prog="quarantine", description="rows put aside, and files refused")
    kinds = parser.add_subparsers(dest="what", required=True)
    for what, told in HELP.items():
        kind = kinds.add_parser(what, help=told)
        kind.add_argument("agency")
        kind.add_argument("feed")
        if what in {"release", "dismiss"}:
            kind.add_argument("file_name", metavar="file")
        elif what != "resubmit":
            kind.add_argument("--file", dest="file_name", default="")
        if what in {"export", "resubmit"}:
            kind.add_argument("path")
        if what in {"resubmit", "release", "dismiss"}:
            kind.add_argument("--reason", required=True, help="why; it stays in the ledger")
        if what == "dismiss":
            kind.add_argument("--row", type=int, action="append", help="only this row; may stand several times")
    return parser.parse_args(arguments)


HELP = {
    "list": "show the open rows of a feed",
    "export": "write the open rows to a CSV to repair",
    "resubmit": "judge and load the repaired rows of such a CSV",
    "release": "load a file that was refused as too dirty",
    "dismiss": "settle open rows of a file without loading them",
}


def choose(options: argparse.Namespace, dsn: str, home: str) -> Callable[[], Any]:
    """Return the work to do."""
    from include.pipeline import quarantine

    feed, by = (options.agency, options.feed), getpass.getuser()
    match options.what:
        case "list":
            return partial(quarantine.list_rows, dsn, *feed, options.file_name)
        case "export":
            return partial(quarantine.export, dsn, home, *feed, options.path, options.file_name)
        case "resubmit":
            return partial(quarantine.resubmit, dsn, home, *feed, options.path, options.reason, by)
        case "release":
            return partial(quarantine.release, dsn, home, *feed, options.file_name, options.reason, by)
        case _:
            return partial(quarantine.dismiss, dsn, *feed, options.file_name, options.reason, by, options.row)


def _show(found: dict[str, int] | list[tuple[object, ...]]) -> int:
    if isinstance(found, dict):
        print("; ".join(f"{name} {count}" for name, count in found.items()))
        return 1 if found.get("refused") else 0
    for row in found:
        print("\t".join(map(str, row)))
    print(f"{len(found)} open rows")
    return 0
