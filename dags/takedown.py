"""### takedown

**What**: keeps, per reported site, how many tips name it and what the ministry has answered.

**Reads** `core`. **Writes** `action.site_takedown`.

**Triage**: a site is missing: its URL could not be understood; the tip in `mart.quarantine` or its narrative shows it.
"""

from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import CORE, DEFAULTS, ENGINE, read_dsn, run_once


@dag(
    schedule=[CORE],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "action"],
    doc_md=__doc__,
)
def takedown() -> None:
    """Draw: update."""

    @task
    def update() -> dict[str, int]:
        from include.pipeline.takedown import update as work

        return run_once(work, read_dsn(ENGINE))

    update()


takedown()
