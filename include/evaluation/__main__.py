"""`make evaluate DELIVERY=...`: the warehouse (RUKKHAT_ANALYST_DSN) against `DELIVERY/truth`."""

import argparse
import os
from pathlib import Path

from include.evaluation.report import print_report, read_mart, read_truth


def main() -> None:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delivery", required=True)
    options = parser.parse_args()
    truth = Path(options.delivery) / "truth"
    if not (truth / "accounts.csv").is_file():
        raise SystemExit(f"{truth} holds no truth; only sample and test deliveries have one")
    print_report(read_mart(os.environ["RUKKHAT_ANALYST_DSN"]), read_truth(truth), print)


if __name__ == "__main__":
    main()
