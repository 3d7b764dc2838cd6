"""`make bench-lane`: from a complaint's landing to a proposal that an officer can see, under a running Airflow.

A run of its own is started on a synthetic delivery (SCALE=), or the one that is up in RUKKHAT_HOME is used. Then N= complaints land
one by one, in quiet and while a bulk load runs (ROWS= postings a file), then BURST= within a minute, half of them by POST. The clock
starts when the file has its name, and stops when another session sees the proposal.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg2

from include.runner.airflow import USER
from include.runner.lock import find_holder
from include.runner.postgres import start_postgres
from include.runner.state import PROJECT, State, open_state
from tests.bench.postings import make_accounts, make_hour, write_hour
from tests.deliveries import put_file

N = int(os.environ.get("N", "30"))
ROWS = int(os.environ.get("ROWS", "500000"))
BURST = int(os.environ.get("BURST", "1000"))
SCALE = os.environ.get("SCALE", "0.2")
PAUSE_S = float(os.environ.get("PAUSE", "3"))
TIMEOUT_S = 600.0
LOOK_S = 0.02
NAMED = "select distinct complaint_id from mart.freeze_proposal order by complaint_id"
SEEN = "select exists(select from mart.freeze_proposal where complaint_id = %s)"
ANSWERED = """
select delay.complaint_id, extract(epoch from delay.traced_at)
from mart.complaint_delay as delay
where delay.complaint_id like %s and delay.traced_at is not null
"""
LOADING = "select count(*) from mart.feed_health where feed = 'transactions' and status = 'landed'"


@dataclass(frozen=True)
class Scene:
    """A running Airflow, its landing folder, and complaints that lead to proposals."""

    state: State
    landing: Path
    dsn: str
    models: list[dict[str, Any]]

    def copy_complaint(self, name: str) -> bytes:
        """Return a complaint like one of the delivery's, under a name of its own."""
        model = self.models[hash(name) % len(self.models)]
        return json.dumps({**model, "complaint_id": name}, ensure_ascii=False).encode() + b"\n"

    def land(self, name: str) -> float:
        """Land a complaint as an agency does; return when it was there."""
        put_file(self.landing, f"tips/complaints/20240309T10-{name}.jsonl", self.copy_complaint(name), rows=1)
        return time.time()


@contextmanager
def open_scene() -> Iterator[Scene]:
    """Start a run of its own on a synthetic delivery, and stop it; or use the one that is up."""
    state = open_state()
    if find_holder(state.lock):
        yield _look_around(state, Path(os.environ["DELIVERY"]))
        return
    with tempfile.TemporaryDirectory(prefix="rukkhat-lane-") as folder:
        landing = Path(folder) / "delivery"
        arguments = ["--out", str(landing), "--scale", SCALE, "--seed", "7", "--days", "8"]
        subprocess.run([sys.executable, "-m", "include.synthesis", *arguments], check=True, cwd=PROJECT)
        command = [sys.executable, "-m", "include.runner", "run", "--delivery", str(landing)]
        run = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        try:
            assert run.stdout is not None
            for line in run.stdout:
                print(line, end="", flush=True)
                if line.startswith("UI "):
                    break
            yield _look_around(state, landing)
        finally:
            run.terminate()
            run.wait(60)


def _look_around(state: State, landing: Path) -> Scene:
    dsn = start_postgres(state).warehouse["rukkhat_analyst"]
    with _ask(dsn) as ask:
        named = {str(name) for (name,) in ask(NAMED, ())}
    lines = [
        json.loads(line)
        for path in sorted((landing / "tips" / "complaints").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return Scene(state, landing, dsn, [line for line in lines if line["complaint_id"] in named])


@contextmanager
def _ask(dsn: str) -> Iterator[Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]]:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    cursor = connection.cursor()

    def ask(statement: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())

    try:
        yield ask
    finally:
        connection.close()


def time_one_by_one(scene: Scene, label: str, *, until: threading.Event | None = None) -> None:
    """Land complaints one after the other, each once the last one is answered; print how long each took."""
    delays: list[float] = []
    with _ask(scene.dsn) as ask:
        for number in range(N):
            if until is not None and until.is_set():
                break
            name = f"LANE{label.upper()}{time.time_ns()}"
            began = scene.land(name)
            while not ask(SEEN, (name,))[0][0]:
                if time.time() - began > TIMEOUT_S:
                    raise RuntimeError(f"{label}: complaint {number} was not answered within {TIMEOUT_S:.0f} s")
                time.sleep(LOOK_S)
            delays.append(time.time() - began)
            time.sleep(PAUSE_S * (0.5 + number % 10 / 10))
    tell(label, delays)


def tell(label: str, delays: list[float]) -> None:
    """Print median, 95th percentile and worst."""
    median, late = np.percentile(delays, [50, 95])
    load = os.getloadavg()[0]
    print(
        f"{label}: {len(delays)} complaints, median {median:.1f} s, 95th percentile {late:.1f} s, worst {max(delays):.1f} s"
        f" (load average {load:.1f})",
        flush=True,
    )


def run_bulk(scene: Scene, hours: Iterator[int], over: threading.Event) -> None:
    """Land large files of postings, one after the other, so that one is always being loaded, until it is over."""
    accounts = make_accounts(50_000)
    with _ask(scene.dsn) as ask:
        while not over.is_set():
            at = pd.Timestamp("2024-03-10") + pd.Timedelta(hours=next(hours))
            write_hour(scene.landing, "bank-a", at, make_hour("bank-a", at, ROWS, accounts))
            time.sleep(5)
            while ask(LOADING, ())[0][0] and not over.is_set():
                time.sleep(0.5)


def time_beside_bulk(scene: Scene) -> None:
    """Do the same while postings are loaded in bulk."""
    over = threading.Event()
    bulk = threading.Thread(target=run_bulk, args=(scene, iter(range(10_000)), over))
    bulk.start()
    time.sleep(10)
    try:
        time_one_by_one(scene, "beside a bulk load")
    finally:
        over.set()
        bulk.join()


def time_burst(scene: Scene) -> None:
    """Land and post BURST complaints within a minute; all are answered, each once."""
    token = _log_in(scene.state)
    mark, landed = f"BURST{time.time_ns()}", dict[str, float]()
    began = time.time()
    for number in range(BURST):
        name = f"{mark}-{number:05d}"
        landed[name] = scene.land(name) if number % 2 else _post(scene, token, name)
        time.sleep(max(0.0, began + 55 * (number + 1) / BURST - time.time()))
    print(f"burst: {BURST} complaints in {time.time() - began:.0f} s", flush=True)
    with _ask(scene.dsn) as ask:
        while len(answered := ask(ANSWERED, (f"{mark}%",))) < BURST and time.time() - began < TIMEOUT_S:
            time.sleep(1)
    names = [str(name) for name, _ in answered]
    assert sorted(names) == sorted(landed), f"{len(names)} of {BURST} were answered"
    tell("burst", [float(at) - landed[str(name)] for name, at in answered])


def _log_in(state: State) -> str:
    login = {"username": USER, "password": state.secret("admin")}
    return str(_send(f"http://127.0.0.1:{state.port}/auth/token", json.dumps(login).encode(), "")["access_token"])


def _post(scene: Scene, token: str, name: str) -> float:
    _send(f"http://127.0.0.1:{scene.state.port}/complaints/", scene.copy_complaint(name), token)
    return time.time()


def _send(url: str, body: bytes, token: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
        return dict(json.load(answer))


def main() -> None:
    """Print the figures."""
    with open_scene() as scene:
        time_one_by_one(scene, "quiet")
        time_beside_bulk(scene)
        time_burst(scene)


if __name__ == "__main__":
    main()
