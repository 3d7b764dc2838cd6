"""Learning on a loaded delivery: the same data give the same bytes, calibrated scores reach the mart and explain themselves,
and the truth is never asked."""

import ast
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from include.evaluation.calibration import rate_calibration
from include.evaluation.inputs import read_mart, read_truth
from include.learn.judging import CALIBRATED
from include.learn.model import from_json
from include.pipeline import identity, ingest, network, train
from include.pipeline.scoring import EXPLAIN_AT
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from tests.conftest import Warehouse

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learning") / "delivery"
    make_delivery(Plan(0.2, 41, 5, 0.02, "2024-03-01", STYLES["ordinary"]), folder)
    return folder


def learn(warehouse: Warehouse, home: Path) -> str:
    train.gather(warehouse.engine, str(home))
    train.fit(str(home))
    train.judge(str(home))
    return (home / "learning/candidates.json").read_text(encoding="utf-8")


def test_what_is_learnt_reaches_the_mart_and_holds(
    warehouse: Warehouse, delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUKKHAT_AS_OF", "2024-03-10T00:00:00+00:00")
    for agency in ingest.land(warehouse.loader, str(delivery), str(tmp_path)):
        ingest.load(warehouse.loader, agency, str(tmp_path))
    ingest.settle(warehouse.loader, [])
    identity.resolve(warehouse.engine)
    network.build(warehouse.engine)
    before, truth = read_mart(warehouse.analyst)["accounts"], read_truth(delivery / "truth")

    now = pd.Timestamp("2024-03-10T00:00Z").to_pydatetime()
    assert train.is_due(warehouse.engine, now)
    assert learn(warehouse, tmp_path) == learn(warehouse, tmp_path)
    assert train.register(warehouse.engine, str(tmp_path), now)[CALIBRATED]
    network.build(warehouse.engine)
    after = read_mart(warehouse.analyst)["accounts"]

    assert after.set_index("key")["is_flagged"].sort_index().equals(before.set_index("key")["is_flagged"].sort_index())
    assert rate(after, truth) < rate(before, truth)
    sums = warehouse.query(
        "select any_value(score), sum(log_odds) from mart.account_score group by bank_code, account_no"
    )
    scores, odds = (np.array(column, dtype="float64") for column in zip(*sums, strict=True))
    assert len(scores) >= after["is_flagged"].sum()
    assert np.allclose(1 / (1 + np.exp(-np.clip(odds, -30, 30))), scores)

    judged = foretell(tmp_path)
    given = dict(warehouse.query("select account_id, score from network.account_score"))
    assert np.allclose(judged.reindex(list(given)), list(given.values()))
    assert (judged[~judged.index.isin(list(given))] < EXPLAIN_AT).all()

    monkeypatch.setenv("RUKKHAT_AS_OF", "2024-05-10T00:00:00+00:00")
    network.build(warehouse.engine)
    again = read_mart(warehouse.analyst)["accounts"].set_index("key")["score"].astype(float)
    assert np.allclose(again, before.set_index("key")["score"].astype(float).reindex(again.index))
    assert warehouse.query("select count(*) from network.account_score") == [(0,)]


def foretell(home: Path) -> pd.Series:
    """The scores that the calibrated rules were judged by on the evidence as it stands, by account_id."""
    whole = pd.read_parquet(home / "learning/whole.parquet")
    candidates = json.loads((home / "learning/candidates.json").read_text(encoding="utf-8"))
    return pd.Series(from_json(candidates[CALIBRATED]).score(whole), index=whole.index)


def rate(accounts: pd.DataFrame, truth: dict[str, pd.DataFrame]) -> float:
    seen = truth["accounts"].merge(accounts, on="key", how="left")
    return rate_calibration(seen["score"].astype(float).fillna(0.0), seen["is_mule"] == "1").error


@pytest.mark.parametrize("folder", ["include/learn", "include/graph", "include/resolve", "include/pipeline"])
def test_nothing_that_learns_or_scores_knows_a_truth(folder: str) -> None:
    for path in (PROJECT / folder).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in names if name.startswith(("include.evaluation", "include.synthesis"))], path
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not [text for text in texts if "truth/" in text or text in ("truth", "is_mule")], path
