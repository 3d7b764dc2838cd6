"""`make backtest DELIVERY=... [LATENCY=0,15,60] [POLICY=rukkhat,named] [MODE=live|hourly]`, after `make run DELIVERY=...`."""

import argparse
import json
import os
from pathlib import Path

import pandas as pd

from include.backtest.policies import POLICIES
from include.backtest.replay import Question, replay
from include.backtest.report import draw, tell, to_row
from include.core.frames import Evidence
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_evidence

MINUTES = "0,5,15,30,60,120,240,480,1440"


def main() -> None:
    """Read the command line, replay, print a line per delay and policy, and draw them."""
    options = _read_options()
    with open_transaction(options.engine_dsn) as connection:
        evidence = read_evidence(connection)
    question = Question(
        tuple(int(minutes) for minutes in options.latency.split(",")),
        tuple(options.policy.split(",")),
        options.network_minutes,
        options.mode == "live",
    )
    results = []
    with open_transaction(options.engine_dsn) as connection:
        for result in replay(connection, evidence, *read_truth(Path(options.delivery) / "truth", evidence), question):
            results.append(result)
            if not options.json:
                print(tell(result), flush=True)
    if options.json:
        print(json.dumps([to_row(result) for result in results], indent=1))
    draw(results, Path(options.plot))
    if not options.json:
        print(f"the picture: {options.plot}")


def read_truth(folder: Path, evidence: Evidence) -> tuple[frozenset[int], frozenset[str]]:
    """Return the account ids of mules, and the complaints that no gang caused.

    Raises:
        SystemExit: the delivery has no truth, so that nothing can be judged.
    """
    if not (folder / "accounts.csv").is_file():
        raise SystemExit(f"{folder} holds no truth; only sample and test deliveries have one")
    accounts = pd.read_csv(folder / "accounts.csv", dtype="str", keep_default_na=False).query("is_mule == '1'")
    complaints = pd.read_csv(folder / "complaints.csv", dtype="str", keep_default_na=False).query("gang_id == ''")
    keys = pd.Index(evidence.accounts["bank_code"] + ":" + evidence.accounts["account_no"])
    places = keys.get_indexer(pd.Index(accounts["bank_code"] + ":" + accounts["account_no"]))
    ids = evidence.accounts["account_id"].to_numpy()[places[places >= 0]]
    return frozenset(int(number) for number in ids), frozenset(complaints["complaint_id"])


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delivery", required=True)
    parser.add_argument("--latency", default=MINUTES, help="minutes from the report to the hold")
    parser.add_argument("--policy", default=",".join(POLICIES), help=", ".join(POLICIES))
    parser.add_argument("--mode", choices=["live", "hourly"], default="live", help="how banks deliver bookings")
    parser.add_argument("--network-minutes", type=int, default=30, help="complaints of so many minutes share a network")
    parser.add_argument("--plot", default="backtest.svg")
    parser.add_argument("--engine-dsn", default=os.environ.get("RUKKHAT_ENGINE_DSN"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.policy.split(",")) - set(POLICIES):
        parser.error(f"no policy is called {', '.join(sorted(unknown))}; there are {', '.join(POLICIES)}")
    if not options.engine_dsn:
        parser.error("--engine-dsn or RUKKHAT_ENGINE_DSN is needed")
    return options


if __name__ == "__main__":
    main()
