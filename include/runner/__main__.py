"""`python -m include.runner <command>`: reads the command line, turns errors into one line and an exit code."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import psycopg2

from include.core.errors import RukkhatError
from include.runner import commands
from include.runner.compose import write_environment
from include.runner.identity import do_identity
from include.runner.lock import AlreadyRunningError
from include.runner.quarantine import do_quarantine
from include.runner.state import PROJECT, open_state

COMMANDS = ("run", "stop", "psql", "evaluate", "backtest", "clean", "provision", "env", "quarantine", "identity")


def main() -> int:
    """Do the command; return its exit code."""
    # --help belongs to the command, which has options of its own.
    parser = argparse.ArgumentParser(prog="include.runner", description=__doc__, add_help=False, allow_abbrev=False)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--delivery", default="")
    parser.add_argument("--once", action="store_true")
    options, rest = parser.parse_known_args()
    return _choose(options, rest)()


def _choose(options: argparse.Namespace, rest: list[str]) -> Callable[[], int]:
    if options.command == "provision":
        return commands.provision
    if options.command == "env":
        return partial(write_environment, PROJECT)
    state = open_state()
    choices: dict[str, Callable[[], int]] = {
        "run": partial(commands.run, state, options.delivery, once=options.once),
        "stop": partial(commands.stop, state),
        "psql": partial(commands.psql, state, rest),
        "evaluate": partial(commands.evaluate, state, options.delivery),
        "backtest": partial(commands.backtest, state, options.delivery, rest),
        "clean": partial(commands.clean, state),
        "quarantine": partial(do_quarantine, state, rest),
        "identity": partial(do_identity, state, rest),
    }
    return choices[options.command]


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    # A shell that starts us in the background has set SIGINT to be ignored; we want it in any case.
    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopping, _leave)
    try:
        sys.exit(main())
    except (
        AlreadyRunningError,
        RuntimeError,
        RukkhatError,
        psycopg2.OperationalError,
        subprocess.CalledProcessError,
    ) as error:
        sys.exit(f"make: {error}")
