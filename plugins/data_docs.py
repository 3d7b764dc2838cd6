"""Data Docs inside the Airflow UI: a page of the menu and of the ingest DAG, for those who may read that DAG, read-only."""

import os
from pathlib import Path
from typing import Any

from airflow.api_fastapi.core_api.security import requires_access_dag
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

PREFIX = "/data-docs"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self';"
    " base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
NOTHING_YET = "<!DOCTYPE html><title>Data Docs</title><p>No file has been validated yet: the first run of ingest builds the pages."

app = FastAPI(
    title="Data Docs",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    dependencies=[Depends(requires_access_dag("GET", param_dag_id="ingest"))],
)


@app.get("/{path:path}")
def show(path: str) -> Response:
    """Return a page or picture of the site; anything else, and anything outside of it, does not exist."""
    site = (Path(os.environ.get("RUKKHAT_HOME", ".rukkhat")) / "gx" / "data_docs").resolve()
    if not path and not (site / "index.html").is_file():
        return HTMLResponse(NOTHING_YET, headers=HEADERS)
    if "\0" in path or "\\" in path:
        raise HTTPException(404)
    page = (site / (path or "index.html")).resolve()
    if not page.is_relative_to(site) or page.suffix not in KINDS or not page.is_file():
        raise HTTPException(404)
    return FileResponse(page, media_type=KINDS[page.suffix], headers=HEADERS)


VIEW: dict[str, Any] = {"name": "Data Docs", "href": f"{PREFIX}/", "category": "browse"}


class DataDocsPlugin(AirflowPlugin):
    """Mounts the pages and puts them into the menu and onto the DAG's page."""

    name = "data_docs"
    fastapi_apps = [{"app": app, "url_prefix": PREFIX, "name": "Data Docs"}]  # noqa: RUF012  # Airflow's form
    external_views = [  # noqa: RUF012
        {**VIEW, "destination": "nav", "url_route": "data-docs"},
        {**VIEW, "destination": "dag", "url_route": "data-docs-of-dag"},
    ]
