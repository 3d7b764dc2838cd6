"""Both kinds of executor import ahead of the fork: the local one when it starts, Celery's worker when it imports its modules."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-"))

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def test_the_local_executor_is_warm_before_its_workers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.executors.local_executor import LocalExecutor

    from include.runner.airflow import count_slots
    from plugins.warm_executor import WarmLocalExecutor

    steps: list[str] = []
    monkeypatch.setattr("include.pipeline.warm.warm", lambda: steps.append("warm"))
    monkeypatch.setattr(LocalExecutor, "start", lambda _: steps.append("fork"))
    WarmLocalExecutor(parallelism=2).start()
    assert steps == ["warm", "fork"]
    assert count_slots()["urgent"] == 1


def test_a_celery_worker_is_warm_when_it_has_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
    from celery.signals import import_modules

    from plugins import warm_celery

    steps: list[str] = []
    monkeypatch.setattr("include.pipeline.warm.warm", lambda: steps.append("warm"))
    import_modules.send(sender=None)
    assert steps == ["warm"]
    assert warm_celery.CONFIG is DEFAULT_CELERY_CONFIG


def test_airflow_does_not_take_them_for_plugins() -> None:
    ignored = (PLUGINS / ".airflowignore").read_text(encoding="utf-8").splitlines()
    assert {"warm_celery.py", "warm_executor.py"} <= set(ignored)
