"""How long and how often a place is tried: a deadline over all tries, growing waits, the server's own wish within bounds."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from include.landing.place import Limits, PlaceError, TransientError

Result = TypeVar("Result")
LOG = logging.getLogger("rukkhat.landing")


class Deadline:
    """The moment by which a listing or a file must be whole, whatever trickles in."""

    def __init__(self, seconds: float, words: str) -> None:
        self.seconds = seconds
        self.words = words
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            PlaceError: none are.
        """
        if (left := self._end - time.monotonic()) > 0:
            return left
        raise self.missed()

    def missed(self) -> PlaceError:
        """Return the error that says so."""
        return PlaceError(f"{self.words} was not whole after {self.seconds:g} s; the place is too slow or hangs")


def try_again(
    work: Callable[[], Result], limits: Limits, deadline: Deadline, sleep: Callable[[float], None] = time.sleep
) -> Result:
    """Do `work`, again after a wait where it fails for a moment only, as often and as long as the limits allow.

    Raises:
        PlaceError: the last failure, or one that no second try mends.
    """
    for number in range(limits.tries):
        try:
            return work()
        except TransientError as error:
            wait = min(error.retry_after_s or limits.first_wait_s * 2**number, limits.longest_wait_s)
            if number + 1 == limits.tries or wait >= deadline.left():
                raise
            LOG.warning("%s; tried again in %g s", error, wait)
        sleep(wait)
    raise AssertionError("a try returns or raises")
