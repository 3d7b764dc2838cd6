"""A few rounds of the chaos run, in a process of its own that may fork; `make chaos` plays many."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_broken_loads_end_as_a_quiet_one() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.chaos", "--rounds", "2", "--seed", "3"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=600)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "2 rounds in" in ended.stdout
