"""Contract, expectations, verdict: Great Expectations decides which rows of a batch are good."""

from include.validate.judge import Verdict, judge

__all__ = ["Verdict", "judge"]
