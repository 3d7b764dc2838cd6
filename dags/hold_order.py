"""### hold_order

**What**: lifts a hold that should not stand, or extends one by a written order; the bank is told within this run. Who,
when and why stay in the ledger; a lift marks the signals that led there (`action.marked_signal`).

**Reads** `action`. **Writes** `action.hold_event`, `action.marked_signal`, the outbox.

**Triage**: the error names what cannot be done: nothing is held, no such request (`mart.freeze_request`), or the extension
ends before the hold does. `send` fails: the bank's place does not answer; *clocks* sends it as soon as it does. Telephone meanwhile.
"""

import os
from datetime import timedelta

from airflow.sdk import Param, dag, task

from dags.shared import DEFAULTS, ENGINE, HELD, read_dsn, run_once
from dags.urgent import SOON
from plugins.landing_login import read_login

FORM = {
    "action": Param(type="string", enum=["lift", "extend"], title="What to do"),
    "request": Param(type="string", pattern="^FR-[0-9a-f]{20}$", title="Request"),
    "reason": Param(type="string", minLength=5, maxLength=500, title="Why", description="extend: the order's number"),
    "until": Param(
        None, type=["null", "string"], format="date-time", title="Until", description="extend: with an offset"
    ),
}


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    params=FORM,
    tags=["rukkhat", "action", "by hand"],
    doc_md=__doc__,
)
def hold_order() -> None:
    """Draw: order → send."""

    @task(outlets=[HELD], priority_weight=SOON, weight_rule="absolute")
    def order(params: dict[str, str] | None = None, dag_run: object = None) -> dict[str, int]:
        from include.pipeline.clocks import order_now as work

        by = str(getattr(dag_run, "triggering_user_name", None) or "airflow")
        return run_once(work, read_dsn(ENGINE), dict(params or {}), by)

    @task(priority_weight=SOON, weight_rule="absolute")
    def send() -> dict[str, int]:
        from include.pipeline.outbox import send as work

        outbox = os.environ.get("RUKKHAT_OUTBOX") or os.environ["RUKKHAT_HOME"] + "/outbox"
        return run_once(work, read_dsn(ENGINE), outbox, read_login=read_login)

    order() >> send()


hold_order()
