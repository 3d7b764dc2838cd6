"""Runs a piece of work in a process of its own, so that its time and memory are its own."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Spent:
    """What a piece of work took: wall seconds, processor seconds and the most memory (MB) of its own process."""

    seconds: float
    core_seconds: float
    megabytes: float
    result: Any


def measure(work: Callable[..., Any], *arguments: Any) -> Spent:
    """Run `work` in a fresh process, with the costly imports done before the clock starts."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_spend, (work, arguments))


def _spend(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Spent:
    import great_expectations  # noqa: F401  # its import costs the same whatever the size

    start, cores = time.perf_counter(), time.process_time()
    result = work(*arguments)
    seconds, core_seconds = time.perf_counter() - start, time.process_time() - cores
    return Spent(seconds, core_seconds, _peak_megabytes(), result)


def _peak_megabytes() -> float:
    """Return the most memory that this program held; `ru_maxrss` would count what the parent held when it started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
