"""Numbers the rows of a file whose parser sets rows of the wrong width aside, also when it runs ahead of its reader."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd


@dataclass
class OddRows:
    """Rows that the parser left out (`waiting`: row number, why) and the number of the next row (`upcoming`)."""

    waiting: list[tuple[int, str]] = field(default_factory=list)
    upcoming: int = 1

    def add(self, number: int, why: str) -> None:
        """Remember that this data row (from 1) was left out."""
        self.waiting.append((number, why))

    def number(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with `row_no` and `fault`, the odd rows before its last row put back as faults."""
        odd = np.array([number for number, _ in self.waiting], dtype="int64")
        numbers = np.arange(self.upcoming, self.upcoming + len(frame) + len(odd), dtype="int64")
        numbers = np.setdiff1d(numbers, odd, assume_unique=True)[: len(frame)] if len(odd) else numbers
        numbered = frame.copy(deep=False)
        numbered.insert(0, "row_no", numbers)
        numbered["fault"] = pd.Series(None, index=frame.index, dtype=object)
        return self._put_back(numbered, int(numbers[-1])) if len(frame) else numbered

    def flush(self, names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        """Yield the odd rows after the last good one, as faults, at most `rows` at a time: they may be all of a file."""
        empty = pd.DataFrame({"row_no": pd.Series(dtype="int64"), **{name: pd.Series(dtype="str") for name in names}})
        while self.waiting:
            last = self.waiting[:rows][-1][0]
            yield self._put_back(empty.assign(fault=pd.Series(dtype=object)), last)

    def ends(self, last: pd.DataFrame | None) -> bool:
        """Tell whether an odd row comes after the last good one."""
        return bool(self.waiting) and (last is None or self.waiting[-1][0] > int(last["row_no"].iloc[-1]))

    def _put_back(self, numbered: pd.DataFrame, through: int) -> pd.DataFrame:
        here = [(number, why) for number, why in self.waiting if number <= through]
        self.waiting = [(number, why) for number, why in self.waiting if number > through]
        self.upcoming = through + 1
        if not here:
            return numbered
        broken = pd.DataFrame(here, columns=["row_no", "fault"]).reindex(columns=numbered.columns)
        broken = broken.astype({name: numbered[name].dtype for name in numbered.columns})
        return pd.concat([numbered, broken], ignore_index=True).sort_values("row_no", ignore_index=True)
