"""`make evaluate DELIVERY=...`: the warehouse against `DELIVERY/truth`; a baseline beside it where the records may be read."""

import argparse
import json
import os
from pathlib import Path

from include.evaluation.baseline import guess_baseline
from include.evaluation.inputs import read_evidence, read_mart, read_truth
from include.evaluation.report import Line, measure_baseline, measure_mart


def main() -> None:
    """Read the command line and print the report, as lines or as JSON."""
    options = _read_options()
    folder = Path(options.delivery) / "truth"
    if not (folder / "accounts.csv").is_file():
        raise SystemExit(f"{folder} holds no truth; only sample and test deliveries have one")
    truth = read_truth(folder)
    lines = list(measure_mart(read_mart(options.dsn), truth))
    if options.engine_dsn:
        lines += measure_baseline(guess_baseline(read_evidence(options.engine_dsn)), truth)
    print(_to_json(lines) if options.json else "\n".join(line.text for line in lines))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delivery", required=True)
    parser.add_argument("--dsn", default=os.environ.get("RUKKHAT_ANALYST_DSN"), help="the analyst's login")
    parser.add_argument("--engine-dsn", default=os.environ.get("RUKKHAT_ENGINE_DSN"), help="for the baseline")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.dsn:
        parser.error("--dsn or RUKKHAT_ANALYST_DSN is needed")
    return options


def _to_json(lines: list[Line]) -> str:
    return json.dumps({line.subject: line.figures for line in lines}, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
