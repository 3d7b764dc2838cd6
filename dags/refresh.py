"""### refresh

**What**: tells all others that *freeze_now* has answered complaints, so that *decide* asks about them and network, takedown and
follow see them: at once when it was quiet, and while complaints keep coming once a minute, however many there are. What comes
while a run rests is one run more.

**Reads** nothing, **Writes** nothing: it passes on a word.

**Triage**: a run that does not end holds back the next: mark its `rest` as done. *clocks* asks about what nobody is asked about.
"""

from datetime import timedelta

from airflow.providers.standard.sensors.time_delta import WaitSensor
from airflow.sdk import dag, task

from dags.shared import CORE, DEFAULTS
from dags.urgent import ANSWERED, URGENT_PROPOSALS

QUIET = timedelta(minutes=1)


@dag(
    schedule=[URGENT_PROPOSALS],
    catchup=False,
    max_active_runs=1,  # events of a DAG at its limit are put together by Airflow: a burst is one run after the rest
    dagrun_timeout=timedelta(minutes=30),
    default_args=DEFAULTS | {"execution_timeout": timedelta(minutes=5)},
    tags=["rukkhat", "core"],
    doc_md=__doc__,
)
def refresh() -> None:
    """Draw: announce → rest, in the triggerer, where it takes nobody's slot."""

    @task(outlets=[ANSWERED, CORE])
    def announce() -> None:
        """Wake decide, and whoever follows core."""

    announce() >> WaitSensor(task_id="rest", time_to_wait=QUIET, deferrable=True)


refresh()
