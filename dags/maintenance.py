"""### maintenance

**What**: sweeps what stopped runs left in the store and what of the inbox is settled, and refreshes the planner's statistics.

**Reads** the store, the inbox, `landing`. **Writes** the store, the inbox, statistics.

**Triage**: nothing depends on it; run it again.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import DEFAULTS, LOADER, read_dsn, run_once


@dag(
    schedule="@daily",
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "housekeeping"],
    doc_md=__doc__,
)
def maintenance() -> None:
    """Draw: maintain."""

    @task
    def maintain() -> dict[str, int]:
        from include.pipeline.maintenance import maintain as work

        return run_once(work, read_dsn(LOADER), os.environ["RUKKHAT_HOME"])

    maintain()


maintenance()
