"""What to make: how much, from which seed, in which style. The styles differ in what makes gangs hard to find."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

DAY = 86_400
BANKS = ("901", "902", "903")
OTHER_BANKS = tuple(str(code) for code in range(904, 921))
WALLETS = tuple(str(code) for code in range(950, 960))


@dataclass(frozen=True)
class Style:
    """How gangs work, and how much of it the agencies see."""

    pass_on_s: tuple[float, float] = (60.0, 1800.0)  # how long a mule holds money: least and median seconds
    through_hubs: float = 0.1  # share of chains that pass a busy wallet
    telco_seen: float = 1.0  # share of call records delivered
    mistyped: float = 0.06  # share of payments in complaints with a wrong digit
    shifts: bool = False  # phones and mules change in the middle
    number_days: float | None = None  # how long a caller's number is used before another takes its place


STYLES = {
    "ordinary": Style(),
    "slow": Style(pass_on_s=(3600.0, 20 * 3600.0)),
    "hubs": Style(through_hubs=0.6),
    "sparse": Style(telco_seen=0.15, mistyped=0.25),
    "shift": Style(shifts=True),
    "burner": Style(number_days=2.5),
}


@dataclass(frozen=True)
class Plan:
    """One delivery: `scale` 1 is about 20,000 accounts, 100,000 transfers and 130,000 calls in eight days."""

    scale: float
    seed: int
    days: int
    dirt: float
    start: str
    style: Style

    @property
    def start_s(self) -> int:
        """The first second, as seconds since 1970."""
        start = pd.Timestamp(self.start, tz="Asia/Bangkok")
        return int(start.timestamp())

    @property
    def people(self) -> int:
        """Persons with accounts and telephones."""
        return max(200, round(11_000 * self.scale))

    @property
    def gangs(self) -> int:
        """Gangs at work."""
        return max(3, round(12 * float(np.sqrt(self.scale))))

    def generator(self, part: str) -> np.random.Generator:
        """Return the random numbers of one part, so that a change in one part leaves the others as they were."""
        return np.random.default_rng([self.seed, *part.encode()])
