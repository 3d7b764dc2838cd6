"""Holds inside the Airflow UI: what waits for a person, what is due, what was lifted, and all evidence of one request on one page.

For those who may answer the questions of *decide*; read-only, as the analyst, who sees the schema mart and nothing else.
"""

import os
from datetime import UTC, datetime
from typing import Any

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import HTMLResponse

PREFIX = "/holds"
DSN = "AIRFLOW_CONN_RUKKHAT_ANALYST"
OFFICER = requires_access_dag("PUT", access_entity=DagAccessEntity.HITL_DETAIL, param_dag_id="decide")

app = FastAPI(title="Holds", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(OFFICER)])


@app.get("/")
def show_desk() -> HTMLResponse:
    """Return the list of holds."""
    from include.pipeline.hold_pages import show_desk as work

    return _answer(work(os.environ[DSN], datetime.now(UTC)))


@app.get("/request/{request_id}")
def show_case(request_id: str) -> HTMLResponse:
    """Return the page of one request."""
    from include.pipeline.hold_pages import show_case as work

    page = work(os.environ[DSN], request_id, datetime.now(UTC)) if "\0" not in request_id else None
    if page is None:
        raise HTTPException(404)
    return _answer(page)


def _answer(page: str) -> HTMLResponse:
    from include.pipeline.hold_pages import POLICY

    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    return HTMLResponse(page, headers=headers)


VIEW: dict[str, Any] = {"name": "Holds", "href": f"{PREFIX}/", "category": "browse"}


class HoldsPlugin(AirflowPlugin):
    """Mounts the pages and puts them into the menu and onto the DAG's page."""

    name = "holds"
    fastapi_apps = [{"app": app, "url_prefix": PREFIX, "name": "Holds"}]  # noqa: RUF012  # Airflow's form
    external_views = [  # noqa: RUF012
        {**VIEW, "destination": "nav", "url_route": "holds"},
        {**VIEW, "destination": "dag", "url_route": "holds-of-dag"},
    ]
