"""Celery's settings for a worker that has the fast lane's modules in memory before it forks the processes that run tasks."""

from typing import Any

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery.signals import import_modules

CONFIG: dict[str, Any] = DEFAULT_CELERY_CONFIG


@import_modules.connect(weak=False)
def import_all(*_: Any, **__: Any) -> None:
    """Import and run the lane's costly parts once, at the moment at which Airflow's own worker imports ahead, too."""
    from include.pipeline.warm import warm

    warm()
