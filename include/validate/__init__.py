"""Contract, expectations, verdict: Great Expectations decides which rows of a batch are good."""

from include.validate.judge import Verdict, judge
from include.validate.results import Results

__all__ = ["Results", "Verdict", "judge"]
