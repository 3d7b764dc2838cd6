"""### train

**What**: learns from complaints how the rules' odds become chances, and whether factors per signal would do better; judges
both on complaints that came after, and registers them. Only what is at least as good as what stands, and doubts next to
nobody whom the rules flag, is used.

**Reads** `core`, `resolved`. **Writes** `network.model`, `RUKKHAT_HOME/learning`.

**Triage**: skipped: nothing to learn (under twenty complaints, or neither a quarter more of them nor a week gone by).
`mart.model` says why a model is not used; without one the rules score alone, and nothing else depends on it.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, ENGINE, MODEL, NETWORK, read_dsn, run_once


@dag(
    schedule=[NETWORK],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULTS | {"execution_timeout": timedelta(hours=2)},
    tags=["rukkhat", "network"],
    doc_md=__doc__,
)
def train() -> None:
    """Draw: is it due → gather examples → fit → judge → register → announce a model that may be used."""

    @task
    def is_due() -> None:
        from include.pipeline.train import is_due as work

        if not run_once(work, read_dsn(ENGINE)):
            raise AirflowSkipException("nothing new to learn from")

    @task
    def gather() -> dict[str, int]:
        from include.pipeline.train import gather as work

        return run_once(work, read_dsn(ENGINE), os.environ["RUKKHAT_HOME"])

    @task
    def fit() -> dict[str, int]:
        from include.pipeline.train import fit as work

        return run_once(work, os.environ["RUKKHAT_HOME"])

    @task
    def judge() -> dict[str, str]:
        from include.pipeline.train import judge as work

        return run_once(work, os.environ["RUKKHAT_HOME"])

    @task
    def register() -> dict[str, bool]:
        from include.pipeline.train import register as work

        return run_once(work, read_dsn(ENGINE), os.environ["RUKKHAT_HOME"])

    @task(outlets=[MODEL])
    def announce(promoted: dict[str, bool]) -> None:
        """Wake the network where a model may be used."""
        if not any(promoted.values()):
            raise AirflowSkipException("no model may be used")

    registered = register()
    is_due() >> gather() >> fit() >> judge() >> registered
    announce(registered)  # type: ignore[arg-type]  # a drawing joins what tasks will return


train()
