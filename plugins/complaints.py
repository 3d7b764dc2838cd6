"""`POST /complaints`: who may start the fast lane hands in a complaint; it is put into the inbox and answered by its receipt."""

import os
from typing import Any

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.plugins_manager import AirflowPlugin
from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

PREFIX = "/complaints"
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
MOST_BYTES = 1 << 20


def refuse_other_sites(request: Request) -> None:
    """Refuse what a page of another site makes a browser send with our cookie; a token of one's own is no cookie.

    Browsers set Sec-Fetch-Site themselves, no page can; without it only a token counts.
    """
    has_token = request.headers.get("authorization", "").lower().startswith("bearer ")
    if not has_token and request.headers.get("sec-fetch-site") != "same-origin":
        raise HTTPException(403, "Forbidden")


app = FastAPI(
    title="Complaints",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    dependencies=[
        Depends(requires_access_dag("POST", DagAccessEntity.RUN, param_dag_id="freeze_now")),
        Depends(refuse_other_sites),
    ],
)


@app.post("/")
@app.post("")
async def take(request: Request, user: GetUserDep) -> JSONResponse:
    """Take one complaint or a list of them, as the tip desk's files hold them; 202 says that it is on disk, not that it is good.

    The body is read only here, after the sender's rights are known, and never past its cap.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "application/json is needed")
    body = await read_capped(request)
    from include.pipeline.inbox import ShapeError, hand_in

    try:
        receipt = await run_sync(hand_in, os.environ.get("RUKKHAT_HOME", ".rukkhat"), body, user.get_name())
    except ShapeError as error:
        return JSONResponse({"detail": str(error), "faults": error.faults}, 422, HEADERS)
    except OSError:
        raise HTTPException(507, "the inbox cannot be written; nothing was taken, send it again") from None
    return JSONResponse({"receipt": receipt.receipt, "complaints": receipt.complaints}, 202, HEADERS)


async def read_capped(request: Request) -> bytes:
    """Return the body, and refuse one that is larger than the cap as soon as that shows."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"at most {MOST_BYTES >> 20} MB at a time")
    return bytes(body)


class ComplaintsPlugin(AirflowPlugin):
    """Mounts the endpoint."""

    name = "complaints"
    fastapi_apps: list[dict[str, Any]] = [{"app": app, "url_prefix": PREFIX, "name": "Complaints"}]  # noqa: RUF012  # Airflow's form
