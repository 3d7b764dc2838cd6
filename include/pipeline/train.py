"""The train DAG: examples from the complaints, models learnt on them, judged on later ones, and a register of all."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from include.core.frames import Evidence
from include.core.settings import read_clock
from include.graph.network import SEED
from include.graph.reach import read_signals
from include.graph.readings import WEIGHTS
from include.learn.examples import Examples, make_examples
from include.learn.judging import LEAST_EARLIER, fit_candidates
from include.learn.judging import judge as judge_candidates
from include.learn.model import fingerprint, from_json, to_json
from include.pipeline.numbered import PEOPLE
from include.resolve import People
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_evidence, read_frame
from include.warehouse.statements import read_statement

WEEK = timedelta(days=7)
GROWN = 1.25
TABLES = ("earlier", "later", "whole")


def is_due(dsn: str, now: datetime | None = None) -> bool:
    """Tell whether to learn anew: never done for these rules, complaints grown by a quarter, or a week gone by."""
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        cursor.execute(read_statement("network/training_need.frame"))
        count, learnt, trained_at, rules = cursor.fetchone() or (0, None, None, None)
    now = now or read_clock()
    if count < LEAST_EARLIER:
        return False
    changed = learnt is None or rules != fingerprint(WEIGHTS)
    return changed or bool(count >= GROWN * learnt or now - trained_at >= WEEK)


def gather(dsn: str, home: str) -> dict[str, int]:
    """Read the evidence with complaints hidden, and keep the examples below `home`; return how many there are."""
    with open_transaction(dsn) as connection:
        evidence = read_evidence(connection)
        people = People(**{name: read_frame(connection, f"resolved/{name}") for name in PEOPLE})
        payments = read_frame(connection, "resolved/complaint_payment")

    def read(known: Evidence, told: pd.DataFrame) -> pd.DataFrame:
        return read_signals(known, people, told, SEED)

    examples = make_examples(evidence, payments, read)
    folder = _open_folder(home)
    for name in TABLES:
        getattr(examples, name).to_parquet(folder / f"{name}.parquet")
    made = evidence.complaints["reported_at"]
    window = {"data_from": made.min(), "data_until": examples.cut, "judged_until": made.max()}
    content = {name: moment.isoformat() for name, moment in window.items()} | {"complaint_count": len(made)}
    _write(folder / "window.json", content)
    return {"earlier": len(examples.earlier), "later": len(examples.later), "complaints": len(made)}


def fit(home: str) -> dict[str, int]:
    """Learn every candidate from the earlier complaints; return how many there are."""
    folder = _open_folder(home)
    candidates = fit_candidates(pd.read_parquet(folder / "earlier.parquet"))
    _write(folder / "candidates.json", {name: to_json(model) for name, model in candidates.items()})
    return {"candidates": len(candidates)}


def judge(home: str) -> dict[str, str]:
    """Judge the candidates on the later complaints and on the evidence as it stands; return the verdict on each in words."""
    folder = _open_folder(home)
    candidates = {name: from_json(text) for name, text in _read(folder / "candidates.json").items()}
    cut = pd.Timestamp(_read(folder / "window.json")["data_until"])
    examples = Examples(cut, **{name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES})
    verdicts = judge_candidates(examples, candidates)
    content = [asdict(verdict) | {"model": to_json(verdict.model)} for verdict in verdicts]
    _write(folder / "verdicts.json", content)
    return {verdict.method: verdict.reason for verdict in verdicts}


def register(dsn: str, home: str, now: datetime | None = None) -> dict[str, bool]:
    """Add every candidate to `network.model`, promoted or not, with the reason; return which are promoted."""
    folder = _open_folder(home)
    common = _read(folder / "window.json") | {"trained_at": now or read_clock(), "rules": fingerprint(WEIGHTS)}
    verdicts = _read(folder / "verdicts.json")
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        for verdict in verdicts:
            row = {name: verdict[name] for name in ("method", "is_promoted", "reason")}
            row |= {"parameters": verdict["model"], "metrics": json.dumps(verdict["metrics"], sort_keys=True)}
            cursor.execute(read_statement("network/model"), common | row)
    return {verdict["method"]: verdict["is_promoted"] for verdict in verdicts}


def _open_folder(home: str) -> Path:
    folder = Path(home) / "learning"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
