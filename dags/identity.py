"""### identity

**What**: confirms that two records (accounts, SIMs) are one person, parts two that are not, withdraws such a decision, or learns
the parameters of linkage anew; by order of an officer. Who, when and why is written down and stays.

**Reads** `core`, `resolved`. **Writes** `resolved`; wakes `network`.

**Triage**: the error names the remedy. A decision that contradicts others is refused, and says which. The same form sent
twice changes nothing but the ledger. Why two records are one person: `select * from mart.identity_link`.
"""

from datetime import timedelta

from airflow.sdk import Param, dag, task

from dags.shared import CORE, DEFAULTS, ENGINE, read_dsn, run_once

RECORD = "^(account:[0-9]{3}:[0-9A-Za-z]{1,34}|sim:[0-9A-Za-z]{5,22})?$"
FORM = {
    "action": Param(type="string", enum=["confirm", "part", "withdraw", "retrain"], title="What to do"),
    "left": Param("", type="string", pattern=RECORD, title="One record", examples=["account:901:0123456789"]),
    "right": Param("", type="string", pattern=RECORD, title="The other record", examples=["sim:896601000000000000"]),
    "reason": Param(type="string", minLength=5, maxLength=500, title="Why", description="stays in the ledger"),
}


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    params=FORM,
    tags=["rukkhat", "resolved", "by hand"],
    doc_md=__doc__,
)
def identity() -> None:
    """Draw: decide, which announces that who is who has changed."""

    @task(outlets=[CORE])
    def decide(params: dict[str, str] | None = None, dag_run: object = None) -> dict[str, int]:
        from include.pipeline.identity import decide as work

        by = str(getattr(dag_run, "triggering_user_name", None) or "airflow")
        return run_once(work, read_dsn(ENGINE), dict(params or {}), by)

    decide()


identity()
