"""The watch as Airflow runs it: planted gaps are red and pink squares with names, the run stays green, a blind watch does not."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Warehouse, execute
from tests.dags.conftest import PROJECT

RUN = """
import json, sys
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
from airflow.models.dagbundle import DagBundleModel
from airflow.utils.session import create_session
bag = DagBag("dags")
with create_session() as session:
    session.merge(DagBundleModel(name="test"))
    session.commit()
    sync_bag_to_db(bag, "test", None)
results = []
for conf in json.loads(sys.argv[1]):
    bag.dags["watch"].get_task("judge").retries = 0
    run = bag.dags["watch"].test(run_conf=conf)
    tasks = run.get_task_instances()
    results.append({
        "state": str(run.state),
        "tasks": sorted([task.task_id, task.rendered_map_index or "", str(task.state)] for task in tasks),
    })
print("RESULT" + json.dumps(results))
"""
PLANT = """
insert into landing.delivered_file (agency, feed, file_name, sha256, byte_count, status, rows_read, rows_loaded)
select 'bank-a', 'transactions', to_char(hour, 'YYYYMMDD"T"HH24') || '.csv', md5(hour::text), 1, 'loaded', rows, rows
from (
    select hour, case when hour = timestamp '2024-03-09 10:00' then 3 else 100 end as rows
    from generate_series(timestamp '2024-03-01', timestamp '2024-03-09 11:00', interval '1 hour') as hour
) as planned
where hour <> timestamp '2024-03-09 08:00'
union all
select 'bank-b', 'transactions', to_char(hour, 'YYYYMMDD"T"HH24') || '.xml', md5(hour::text), 1, 'loaded', 100, 100
from generate_series(timestamp '2024-03-09', timestamp '2024-03-09 08:00', interval '1 hour') as hour
"""


@dataclass(frozen=True)
class Airflow:
    """A metadata database of its own, beside a warehouse."""

    home: Path
    warehouse: Warehouse

    def watch(self, *conf: dict[str, str], loader: str = "") -> tuple[list[dict[str, object]], str]:
        """Run the DAG once per conf; return (state and tasks per run, the log)."""
        script = [sys.executable, "-c", RUN, json.dumps(conf)]
        ended = subprocess.run(
            script, cwd=PROJECT, env=self.environment(loader), capture_output=True, text=True, check=False, timeout=300
        )
        assert ended.returncode == 0, ended.stderr[-4000:]
        line = next(line for line in ended.stdout.splitlines() if line.startswith("RESULT"))
        return json.loads(line.removeprefix("RESULT")), ended.stdout + ended.stderr

    def migrate(self) -> None:
        """Bring the metadata to the installed version."""
        script = [sys.executable, "-m", "airflow", "db", "migrate"]
        subprocess.run(script, env=self.environment(), capture_output=True, check=True, timeout=300)

    def environment(self, loader: str = "") -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "RUKKHAT"))},
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home}/airflow.db",
            "AIRFLOW_CONN_RUKKHAT_LOADER": loader or self.warehouse.loader,
            "RUKKHAT_HOME": str(self.home),
            "RUKKHAT_LANDING": str(self.home / "none"),
            "PYTHONPATH": str(PROJECT),
        }


@pytest.fixture(scope="session")
def metadata(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with migrated metadata."""
    home = Path(tmp_path_factory.mktemp("airflow-metadata"))
    Airflow(home, Warehouse("", "", "", "")).migrate()
    return home


def test_planted_gaps_stand_in_the_grid(metadata: Path, warehouse: Warehouse) -> None:
    execute(warehouse.owner, PLANT)
    noon = {"as_of": "2024-03-09T12:10:00+07:00"}
    runs, log = Airflow(metadata, warehouse).watch(noon, noon, {"as_of": "2026-11-24T12:00:00+07:00"})
    squares = [
        ["alert", "bank-a/transactions missing hour", "failed"],
        ["alert", "bank-a/transactions volume", "skipped"],
        ["alert", "bank-b silent agency", "failed"],
        ["done", "", "success"],
        ["judge", "", "success"],
    ]
    quiet = [["alert", "", "skipped"], ["done", "", "success"], ["judge", "", "success"]]
    assert [(run["state"], run["tasks"]) for run in runs] == [
        ("success", squares), ("success", squares), ("success", quiet),
    ]  # fmt: skip
    assert log.count("opened: bank-b silent agency") == 1
    assert log.count("closed: bank-b silent agency: given up") == 1
    assert "task watch.alert failed" not in log


def test_a_blind_watch_is_red(metadata: Path, warehouse: Warehouse) -> None:
    runs, log = Airflow(metadata, warehouse).watch(
        {"as_of": "2024-03-09T12:10:00+07:00"}, loader=warehouse.loader.replace("rukkhat_loader", "nobody")
    )
    assert runs[0]["state"] == "failed"
    assert ["done", "", "failed"] in runs[0]["tasks"]
    assert "task watch.judge failed" in log
    assert "nobody watches the feeds" in log
