"""### reload_feed

**What**: loads one feed's files of one day again, by order of a data engineer; who asked and why is written down.

**Reads** `landing` and the store. **Writes** `landing`, `core`. Rows that are loaded stay;
refused files get a new chance.

**Triage**: no file of that day: the form's result says `ordered: 0`; look into `mart.feed_health`.
"""

import os
from datetime import timedelta

from airflow.sdk import Param, dag, task

from dags.shared import CORE, DEFAULTS, LOADER, read_dsn, run_once

FORM = {
    "agency": Param(
        type="string", pattern="^[a-z0-9-]+$", title="Agency", description="its folder", examples=["bank-a"]
    ),
    "feed": Param(
        type="string", pattern="^[a-z0-9-]+$", title="Feed", description="its folder", examples=["transactions"]
    ),
    "day": Param(type="string", format="date", title="Day", description="the day that the files' names begin with"),
    "reason": Param(type="string", minLength=5, maxLength=200, title="Why", description="stays in the ledger"),
}


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    params=FORM,
    tags=["rukkhat", "landing", "by hand"],
    doc_md=__doc__,
)
def reload_feed() -> None:
    """Draw: reload → announce."""

    @task(outlets=[CORE])
    def reload(params: dict[str, str] | None = None, dag_run: object = None) -> dict[str, int]:
        from include.pipeline.ingest import reload as work

        form = params or {}
        by = str(getattr(dag_run, "triggering_user_name", None) or "airflow")
        return run_once(
            work,
            read_dsn(LOADER),
            form["agency"],
            form["feed"],
            form["day"],
            os.environ["RUKKHAT_HOME"],
            form["reason"],
            by,
        )

    reload()


reload_feed()
