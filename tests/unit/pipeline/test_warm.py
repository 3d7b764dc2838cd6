"""What is warm: the costly modules are in memory, and nothing is open that a forked process would share."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
SCRIPT = """
import os, sys
before = set(os.listdir("/proc/self/fd"))
import psycopg2
def refuse(*_, **__):
    raise RuntimeError("a connection was opened")
psycopg2.connect = refuse
from include.pipeline.warm import warm
warm()
assert {"great_expectations", "pandas", "pyarrow.csv", "include.pipeline.lane", "include.pipeline.freeze"} <= set(sys.modules)
sockets = [name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")
           and os.readlink(f"/proc/self/fd/{name}").startswith("socket:")]
assert sockets == [], sockets
child = os.fork()
if not child:
    from include.sources import find_feed
    warm()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print("WARM")
"""


def test_a_warm_process_may_fork() -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.stdout.strip().endswith("WARM"), ended.stderr[-2000:]
