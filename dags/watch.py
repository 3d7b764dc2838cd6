"""### watch

**What**: every quarter of an hour, looks for what should have come and did not: silent agencies, late feeds, hours left
out, files without control file, refused files, odd volumes. Each open alert is one square of the row `alert`: red where
somebody must act, pink where it may have an honest cause; its label says which feed. The run itself is green
as long as the watch works. `as_of` (a time with offset) judges by another clock than now.

**Reads** the landing folder (names only), `landing.delivered_file`.
**Writes** `landing.feed_alert` (`mart.feed_alert`), `landing.feed_freshness` (`mart.feed_freshness`).

**Triage**: an `alert` is red: that is the alert; its log says what to do, and so does the runbook under its kind. It was told
once under `rukkhat.alert` and closes by itself. `judge` fails: the warehouse; nobody watches until it runs again.
"""

import os
from datetime import timedelta

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from dags.shared import DEFAULTS, LOADER, end_as_alert, has_ended, read_dsn, run_once, tell_of_feed

FORM = {
    "as_of": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="As of",
        description="judge by this clock instead of now",
    )
}


@dag(
    schedule="*/15 * * * *",
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=14),
    params=FORM,
    default_args={**DEFAULTS, "execution_timeout": timedelta(minutes=5)},
    tags=["rukkhat", "landing", "alerts"],
    doc_md=__doc__,
)
def watch() -> None:
    """Draw: judge → one square per open alert; done is green where the watch itself has worked."""

    @task
    def judge(params: dict[str, str | None] | None = None) -> list[dict[str, str]]:
        from include.pipeline.watch import watch_as_of as work

        as_of = (params or {}).get("as_of")
        return run_once(work, read_dsn(LOADER), os.environ["RUKKHAT_LANDING"], as_of, tell_of_feed, has_ended)

    @task(map_index_template="{{ task.op_kwargs['alert']['label'] }}")
    def alert(alert: dict[str, str]) -> None:
        end_as_alert(alert)

    @task(trigger_rule="all_done")
    def done(alerts: list[dict[str, str]] | None) -> int:
        """Count the open alerts; fail where nothing was judged, so that a blind watch is never green."""
        if alerts is None:
            raise AirflowFailException("nothing was judged: nobody watches the feeds; see the task judge")
        return len(alerts)

    alerts = judge()
    alert.expand(alert=alerts) >> done(alerts)  # type: ignore[arg-type]  # a drawing joins what tasks will return


watch()
