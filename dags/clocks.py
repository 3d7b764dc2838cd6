"""### clocks

**What**: does what time does: escalates questions whose run has died, warns 12 hours before a hold ends, ends what the law
no longer holds, sends whatever waits in the outbox, and wakes *decide* where nobody is being asked. Nothing is approved by time.

**Reads** `action`. **Writes** `action.hold_event`, the outbox.

**Triage**: `tick` fails: the warehouse; until it runs again nobody is warned. `send` fails: a bank's place does not answer, the
error names it; the others have theirs. Alerts are headings of the runbook under *clocks*; `mart.hold_due` has what is due.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, ENGINE, HELD, UNASKED, read_dsn, run_once, tell_of_hold
from dags.urgent import SOON
from plugins.landing_login import read_login


@dag(
    schedule="*/10 * * * *",
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=9),
    default_args={**DEFAULTS, "execution_timeout": timedelta(minutes=4)},
    tags=["rukkhat", "action", "alerts"],
    doc_md=__doc__,
)
def clocks() -> None:
    """Draw: tick → send; tick → wake, tell."""

    @task
    def tick() -> dict[str, int]:
        from include.pipeline.clocks import tick_now as work

        return run_once(work, read_dsn(ENGINE), tell_of_hold)

    @task(trigger_rule="all_done", priority_weight=SOON, weight_rule="absolute")
    def send() -> dict[str, int]:
        from include.pipeline.outbox import send as work

        outbox = os.environ.get("RUKKHAT_OUTBOX") or os.environ["RUKKHAT_HOME"] + "/outbox"
        return run_once(work, read_dsn(ENGINE), outbox, read_login=read_login)

    @task(outlets=[UNASKED])
    def wake(counts: dict[str, int]) -> None:
        """Wake decide; skipped where whatever is undecided has a question open."""
        if not counts["unasked"]:
            raise AirflowSkipException("somebody is being asked")

    @task(outlets=[HELD])
    def tell_of_lapses(counts: dict[str, int]) -> None:
        """Wake give_back; skipped where nothing has ended."""
        if not counts["lapsed"]:
            raise AirflowSkipException("nothing has ended")

    ticked = tick()
    tell_of_lapses(ticked)  # type: ignore[arg-type]
    wake(ticked)  # type: ignore[arg-type]  # a drawing joins what tasks will return
    ticked >> send()


clocks()
