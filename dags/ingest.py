"""### ingest

**What**: takes what agencies delivered, keeps it by its content, and loads it into `core`, agency by agency.

**Reads** the landing places (`RUKKHAT_LANDING`, or the `delivery` given to a run): folders, `sftp://`, `s3://`, `https://`,
separated by blanks, each with the id of its Airflow connection before the `@`.
**Writes** `landing`, `core`, `vault`.

**Triage**: `land` fails: a landing place does not answer (the error names it; what the others brought is loaded), or the
store's disk or rights. `load` fails: the warehouse; it runs again by itself and
doubles nothing. `check` fails: `sql/checks/` says which rows break what.
A file that was refused is no failure: `mart.feed_health` says why, and Data Docs (menu *Browse*) which expectations it failed.
"""

import os
from datetime import timedelta

from airflow.sdk import TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import CORE, DEFAULTS, LANDING, LOADER, end_within, read_dsn, run_once
from dags.urgent import COMPLAINTS
from plugins.landing_login import read_login


@dag(
    schedule=[LANDING],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    deadline=end_within(60),
    default_args=DEFAULTS,
    tags=["rukkhat", "landing", "core"],
    doc_md=__doc__,
)
def ingest(delivery: str = "") -> None:
    """Draw: land → who has files waiting → load per agency → check → announce news; the pages of Data Docs beside it."""

    @task(outlets=[COMPLAINTS])
    def land(delivery: str) -> list[str]:
        """Keep what is new; complaints among it, which other machines cannot tell of, go to the fast lane before any load."""
        from include.pipeline.ingest import land as work

        places = delivery or os.environ["RUKKHAT_LANDING"]
        return run_once(work, read_dsn(LOADER), places, os.environ["RUKKHAT_HOME"], read_login=read_login)

    @task(trigger_rule="all_done")
    def waiting() -> list[str]:
        """List the agencies with files to load, also where a landing place has failed: the others do not wait for it."""
        from include.pipeline.ingest import list_to_load as work

        return run_once(work, read_dsn(LOADER))

    @task(max_active_tis_per_dag=2, map_index_template="{{ task.op_kwargs['agency'] }}", outlets=[COMPLAINTS])
    def load(agency: str) -> dict[str, int]:
        from include.pipeline.ingest import load as work

        return run_once(work, read_dsn(LOADER), agency, os.environ["RUKKHAT_HOME"])

    @task
    def check(counts: list[dict[str, int]]) -> dict[str, int]:
        from include.pipeline.ingest import settle as work

        return run_once(work, read_dsn(LOADER), list(counts))

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def data_docs() -> dict[str, int]:
        """Show what was found in each file, also where the check across tables failed; nobody waits for it."""
        from include.pipeline.data_docs import build_data_docs as work

        return run_once(work, read_dsn(LOADER), os.environ["RUKKHAT_HOME"])

    @task(outlets=[CORE])
    def announce(counts: dict[str, int]) -> None:
        """Tell the DAGs that follow that core has changed; skipped, and nothing follows, where nothing was loaded."""
        if not counts["rows_loaded"]:
            raise AirflowSkipException("nothing new")

    agencies = waiting()
    land(delivery) >> agencies
    counts = load.expand(agency=agencies)
    checked = check(counts)  # type: ignore[arg-type]  # a drawing joins what tasks will return
    announce(checked)  # type: ignore[arg-type]
    checked >> data_docs()


ingest()
