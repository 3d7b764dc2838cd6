"""`python -m include.runner identity <what> ...`: what an officer decides about two records, from the command line."""

import argparse
import getpass
import os
from functools import partial

from include.core.settings import PSEUDONYM_KEY
from include.runner.lock import find_holder
from include.runner.postgres import start_postgres, stop_postgres
from include.runner.processes import ignore_signals
from include.runner.state import State
from include.warehouse.migrate import migrate

ENGINE_DSN = "RUKKHAT_ENGINE_DSN"  # of a deployment whose PostgreSQL is not ours
HELP = {
    "confirm": "two records are one person",
    "part": "two records are not one person",
    "withdraw": "what was decided about two records holds no longer",
    "retrain": "learn the parameters of linkage anew",
}


def do_identity(state: State, arguments: list[str]) -> int:
    """Do what the command line says and print what came of it; PostgreSQL is started where no run is up.

    Raises:
        DecisionError: it cannot be done, and what to do instead.
    """
    from include.pipeline.identity import decide

    form = parse(arguments)
    os.environ.setdefault(PSEUDONYM_KEY, state.secret("pseudonym"))
    work = partial(decide, form=form, by=getpass.getuser())
    given = os.environ.get(ENGINE_DSN)
    if given:
        return _show(work(given))
    databases = start_postgres(state)
    migrate(databases.warehouse["rukkhat_owner"])
    try:
        return _show(work(databases.warehouse["rukkhat_engine"]))
    finally:
        if find_holder(state.lock) is None:
            with ignore_signals():
                stop_postgres(state, only_if_idle=True)


def parse(arguments: list[str]) -> dict[str, str]:
    """Return the form; argparse ends the program with a message where it makes no sense."""
    parser = argparse.ArgumentParser(prog="identity", description="who is who, by decision of a person")
    kinds = parser.add_subparsers(dest="action", required=True)
    for action, told in HELP.items():
        kind = kinds.add_parser(action, help=told)
        if action != "retrain":
            kind.add_argument("left", help="account:BANK:NUMBER or sim:ICCID")
            kind.add_argument("right")
        kind.add_argument("--reason", required=True, help="why; it stays in the ledger")
    options = vars(parser.parse_args(arguments))
    return {"left": "", "right": "", **options}


def _show(counts: dict[str, int]) -> int:
    print("; ".join(f"{name} {count}" for name, count in counts.items()))
    return 0
