"""`make delivery OUT=... SCALE=... SEED=... DAYS=... STYLE=...`: a synthetic delivery with its truth."""

import argparse
import gc
from pathlib import Path

from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan


def main() -> None:
    """Read the command line and make the delivery."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=8)
    parser.add_argument("--dirt", type=float, default=0.01)
    parser.add_argument("--start", default="2024-03-01")
    parser.add_argument("--style", choices=sorted(STYLES), default="ordinary")
    options = parser.parse_args()
    gc.disable()  # a short life with large lists and no cycles
    plan = Plan(options.scale, options.seed, options.days, options.dirt, options.start, STYLES[options.style])
    counts = make_delivery(plan, options.out)
    print(f"{options.out.name}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
