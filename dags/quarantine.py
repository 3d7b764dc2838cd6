"""### quarantine

**What**: re-submits repaired rows, releases a file that was refused as too dirty, or dismisses the open rows of a file,
by order of a data engineer; who, when and why is written down and stays.

**Reads** `landing`, the store, and for `resubmit` the folder `repairs` of the state (`RUKKHAT_HOME/repairs/<file>`).
**Writes** `landing`, `core`.

**Triage**: the error names the remedy. `refused` above zero: rows are still bad; `mart.quarantine` and the ledger say why.
The same form sent twice changes nothing.
"""

import os
from datetime import timedelta

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import CORE, DEFAULTS, LOADER, read_dsn, run_once

NAME = "^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$"
FORM = {
    "action": Param(type="string", enum=["resubmit", "release", "dismiss"], title="What to do"),
    "agency": Param(type="string", pattern="^[a-z0-9-]+$", title="Agency", examples=["bank-a"]),
    "feed": Param(type="string", pattern="^[a-z0-9-]+$", title="Feed", examples=["transactions"]),
    "file": Param(
        type="string",
        pattern=NAME,
        title="File",
        description="resubmit: the repaired file's name in the folder repairs; else the delivered file's name",
    ),
    "reason": Param(type="string", minLength=5, maxLength=500, title="Why", description="stays in the ledger"),
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
def quarantine() -> None:
    """Draw: decide → check → announce news."""

    @task
    def decide(params: dict[str, str] | None = None, dag_run: object = None) -> dict[str, int]:
        from include.pipeline.quarantine import act as work

        by = str(getattr(dag_run, "triggering_user_name", None) or "airflow")
        return run_once(work, read_dsn(LOADER), os.environ["RUKKHAT_HOME"], dict(params or {}), by)

    @task
    def check(counts: dict[str, int]) -> dict[str, int]:
        from include.pipeline.ingest import settle as work

        return run_once(work, read_dsn(LOADER), [counts])

    @task(outlets=[CORE])
    def announce(counts: dict[str, int]) -> None:
        """Tell the DAGs that follow that core has changed; skipped where nothing was loaded."""
        if not counts["rows_loaded"]:
            raise AirflowSkipException("nothing new")

    announce(check(decide()))  # type: ignore[arg-type]  # a drawing joins what tasks will return


quarantine()
