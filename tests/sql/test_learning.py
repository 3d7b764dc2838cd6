"""The register of models in the warehouse: it only grows, says what may be used, and nobody but the engine adds to it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from include.graph.readings import WEIGHTS
from include.learn.additive import Additive
from include.learn.judging import CALIBRATED, LEARNT
from include.learn.model import STALE, to_json
from include.pipeline.scoring import open_scoring
from include.pipeline.train import is_due, register
from include.warehouse.connect import open_transaction
from tests.conftest import Warehouse, execute

NOW = datetime(2024, 3, 9, tzinfo=UTC)
WINDOW = {
    "data_from": "2024-03-01T00:00:00+00:00",
    "data_until": "2024-03-05T00:00:00+00:00",
    "judged_until": "2024-03-08T00:00:00+00:00",
    "complaint_count": 40,
}


def put(warehouse: Warehouse, home: Path, promoted: dict[str, bool], now: datetime = NOW) -> None:
    """Register a verdict per method, as the train DAG leaves them below home."""
    folder = home / "learning"
    folder.mkdir(exist_ok=True)
    model = to_json(Additive(0.5, dict.fromkeys(WEIGHTS, 2.0), 0.4))
    verdicts = [
        {"method": name, "model": model, "metrics": {"gain": 0.1}, "is_promoted": kept, "reason": "because"}
        for name, kept in promoted.items()
    ]
    (folder / "window.json").write_text(json.dumps(WINDOW))
    (folder / "verdicts.json").write_text(json.dumps(verdicts))
    assert register(warehouse.engine, str(home), now) == promoted


def version_used(warehouse: Warehouse, now: datetime = NOW) -> int | None:
    with open_transaction(warehouse.engine) as connection:
        models = open_scoring(connection, now).models
    return models[0].version if models else None


def test_without_a_model_the_rules_score(warehouse: Warehouse) -> None:
    assert version_used(warehouse) is None


def test_the_learnt_is_used_before_the_calibrated_and_the_calibrated_where_it_is_not_promoted(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    put(warehouse, tmp_path, {CALIBRATED: True, LEARNT: False})
    assert version_used(warehouse) == 1
    put(warehouse, tmp_path, {CALIBRATED: True, LEARNT: True})
    assert version_used(warehouse) == 4
    put(warehouse, tmp_path, {CALIBRATED: True, LEARNT: False})
    assert version_used(warehouse) == 5
    put(warehouse, tmp_path, {CALIBRATED: False, LEARNT: False})
    assert version_used(warehouse) is None


def test_a_stale_model_gives_way_to_the_rules(warehouse: Warehouse, tmp_path: Path) -> None:
    put(warehouse, tmp_path, {CALIBRATED: True})
    assert version_used(warehouse, NOW + STALE) == 1
    assert version_used(warehouse, NOW + STALE + timedelta(minutes=1)) is None


def test_a_model_of_other_rules_gives_way(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(warehouse, tmp_path, {CALIBRATED: True})
    monkeypatch.setattr("include.pipeline.scoring.WEIGHTS", WEIGHTS | {"prior": -5.0})
    assert version_used(warehouse) is None


def test_the_mart_tells_of_models_and_of_what_is_in_use(warehouse: Warehouse, tmp_path: Path) -> None:
    put(warehouse, tmp_path, {CALIBRATED: True, LEARNT: False})
    execute(
        warehouse.owner,
        "insert into core.account (account_id, bank_code, account_no) overriding system value values (7, '901', '5')",
        """insert into network.account_score values (7, 1, 0.9, '{"bias": 0.5, "relays": 1.7}')""",
    )
    connection = psycopg2.connect(warehouse.analyst)
    with connection, connection.cursor() as cursor:
        cursor.execute("select version, method, is_promoted, is_in_use, reason from mart.model order by version")
        assert cursor.fetchall() == [(1, CALIBRATED, True, True, "because"), (2, LEARNT, False, False, "because")]
        cursor.execute("select * from mart.account_score order by code")
        assert cursor.fetchall() == [("901", "5", 1, 0.9, "bias", 0.5), ("901", "5", 1, 0.9, "relays", 1.7)]
    connection.close()


@pytest.mark.parametrize("statement", ["delete from network.model", "update network.model set is_promoted = true"])
def test_the_register_only_grows(warehouse: Warehouse, statement: str) -> None:
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        open_transaction(warehouse.engine) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def add_complaints(warehouse: Warehouse, first: int, count: int) -> None:
    """Put complaints into core, with what the table asks for and nothing more."""
    columns = warehouse.query(
        "select attname, format_type(atttypid, null) from pg_attribute where attrelid = 'core.complaint_version'::regclass"
        " and attnum > 0 and attnotnull and not atthasdef"
    )
    values = {"text": "'x'", "uuid": "gen_random_uuid()", "jsonb": "'[]'", "timestamp with time zone": "'2024-03-01Z'"}
    named = {str(name): "'C' || n" if name == "complaint_id" else values.get(str(kind), "n") for name, kind in columns}
    execute(
        warehouse.owner,
        f"insert into core.complaint_version ({', '.join(named)})"
        f" select {', '.join(named.values())} from generate_series({first}, {first + count - 1}) as n",
    )


def test_learning_is_due_with_enough_to_learn_from_and_then_with_a_quarter_more_or_a_week(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaints(warehouse, 0, 19)
    assert not is_due(warehouse.engine, NOW)
    add_complaints(warehouse, 19, 21)
    assert is_due(warehouse.engine, NOW)
    put(warehouse, tmp_path, {CALIBRATED: False})
    assert not is_due(warehouse.engine, NOW)
    assert is_due(warehouse.engine, NOW + timedelta(days=7))
    add_complaints(warehouse, 40, 10)
    assert is_due(warehouse.engine, NOW)
    put(warehouse, tmp_path, {CALIBRATED: False})
    monkeypatch.setattr("include.pipeline.train.WEIGHTS", {"prior": -5.0})
    assert is_due(warehouse.engine, NOW)
