"""The DAGs are there, are described and bounded as their users expect, and cost nothing to parse."""

import ast
from pathlib import Path

import pytest

from tests.dags.conftest import PROJECT, Drawings

IDS = sorted(
    [
        *[
            "clocks",
            "decide",
            "follow",
            "freeze",
            "freeze_now",
            "give_back",
            "hold_order",
            "identity",
            "ingest",
            "maintenance",
            "network",
            "publish",
        ],
        *["quarantine", "refresh", "reload_feed", "scorecards", "takedown", "train", "watch"],
    ]
)
HEAVY = {"pandas", "networkx", "great_expectations", "scipy", "pyarrow", "lxml", "pythainlp", "include"}
FILES = sorted((PROJECT / "dags").glob("*.py"))


def test_exactly_these_dags(drawings: Drawings) -> None:
    assert drawings.errors == {}
    assert sorted(drawings.dags) == IDS


def test_all_parse_within_a_second_of_the_processor(drawings: Drawings) -> None:
    assert drawings.seconds < 1


def test_nothing_heavy_is_imported_by_parsing(drawings: Drawings) -> None:
    assert {module.split(".")[0] for module in drawings.modules} & HEAVY == set()


@pytest.mark.parametrize("dag_id", IDS)
def test_docs_say_what_reads_writes_and_triage(drawings: Drawings, dag_id: str) -> None:
    doc = drawings.dags[dag_id]["doc"]
    assert doc.startswith(f"### {dag_id}\n")
    assert all(f"**{word}" in doc for word in ("What", "Reads", "Writes", "Triage"))


@pytest.mark.parametrize("dag_id", IDS)
def test_runs_are_single_bounded_and_tagged(drawings: Drawings, dag_id: str) -> None:
    dag = drawings.dags[dag_id]
    assert (dag["runs"], dag["catchup"]) == (
        16 if dag_id == "decide" else 1,
        False,
    )  # a question must not hold up others
    assert dag["timeout"] > 0
    assert "rukkhat" in dag["tags"]
    assert len(dag["tags"]) > 1


@pytest.mark.parametrize("dag_id", IDS)
def test_tasks_have_owner_timeout_backoff_and_the_one_hook(drawings: Drawings, dag_id: str) -> None:
    tasks = drawings.dags[dag_id]["tasks"]
    assert tasks
    for task in tasks.values():
        assert task["owner"] == "rukkhat"
        assert 0 < task["timeout"] <= drawings.dags[dag_id]["timeout"]
        assert task["retries"] > 0
        assert task["backoff"]
        assert task["hooks"] == 1


def test_assets_join_the_dags_into_one_chain(drawings: Drawings) -> None:
    writes = {
        name: {asset for task in dag["tasks"].values() for asset in task["outlets"]}
        for name, dag in drawings.dags.items()
    }
    reads = {name: set(dag["assets"]) for name, dag in drawings.dags.items()}
    follows = {name: sorted(other for other in writes if writes[other] & reads[name]) for name in reads}
    assert follows == {
        "ingest": [],
        "reload_feed": [],
        "quarantine": [],
        "identity": [],
        "maintenance": [],
        "watch": [],
        "network": ["identity", "ingest", "quarantine", "refresh", "reload_feed", "train"],
        "train": ["network"],
        "takedown": ["identity", "ingest", "quarantine", "refresh", "reload_feed"],
        "freeze": ["network"],
        "clocks": [],
        "hold_order": [],
        "freeze_now": ["ingest"],
        "refresh": ["freeze_now"],
        "follow": ["identity", "ingest", "quarantine", "refresh", "reload_feed"],
        "decide": ["clocks", "follow", "freeze", "refresh"],
        "scorecards": ["freeze"],
        "give_back": ["clocks", "follow", "freeze", "hold_order"],
        "publish": ["freeze"],
    }
    assert reads["ingest"] == {"landing"}


def test_ingest_announces_only_after_its_checks(drawings: Drawings) -> None:
    tasks = drawings.dags["ingest"]["tasks"]
    assert tasks["announce"]["after"] == ["check"]
    assert tasks["check"]["after"] == ["load"]
    assert [name for name, task in tasks.items() if "core" in task["outlets"]] == ["announce"]


def test_a_complaint_is_one_task_away_and_waits_behind_nobody(drawings: Drawings) -> None:
    assert drawings.dags["freeze_now"]["assets"] == ["complaints"]
    tasks = drawings.dags["ingest"]["tasks"]
    assert [name for name, task in tasks.items() if "complaints" in task["outlets"]] == ["land", "load"]
    (task,) = drawings.dags["freeze_now"]["tasks"].values()
    assert task["outlets"] == ["urgent_proposals"]
    pools = {name: {one["pool"] for one in dag["tasks"].values()} for name, dag in drawings.dags.items()}
    assert pools.pop("freeze_now") == {"urgent"}
    assert set.union(*pools.values()) == {"default_pool"}


def test_what_a_person_has_decided_waits_behind_nobody_in_the_pool(drawings: Drawings) -> None:
    """Airflow's own weight is the number of tasks that come after: by it the sending would be the last of all."""
    soon = {
        f"{dag}.{name}"
        for dag, drawing in drawings.dags.items()
        for name, task in drawing["tasks"].items()
        if task["weight"] == [50, "absolute"]
    }
    decided = {f"decide.bank.{name}" for name in ("record", "record_second", "send", "send_second")}
    assert soon == {*decided, "clocks.send", "hold_order.order", "hold_order.send"}
    most = max(len(drawing["tasks"]) for dag, drawing in drawings.dags.items())
    assert most < 50


def test_a_burst_of_answers_wakes_the_others_once_and_then_rests(drawings: Drawings) -> None:
    dag = drawings.dags["refresh"]
    assert (dag["assets"], dag["runs"]) == (["urgent_proposals"], 1)
    assert sorted(dag["tasks"]["announce"]["outlets"]) == ["answered", "core"]
    assert dag["tasks"]["rest"]["after"] == ["announce"]


def test_everybody_else_gives_way(drawings: Drawings) -> None:
    eager = {
        f"{dag}.{name}"
        for dag, drawing in drawings.dags.items()
        for name, task in drawing["tasks"].items()
        if not task["gives_way"]
    }
    assert eager == {"freeze_now.answer"}


def test_what_has_landed_is_loaded_although_another_place_has_failed(drawings: Drawings) -> None:
    tasks = drawings.dags["ingest"]["tasks"]
    assert (tasks["load"]["after"], tasks["waiting"]["after"]) == (["waiting"], ["land"])
    assert tasks["waiting"]["rule"] == "all_done"


@pytest.mark.parametrize("dag_id", IDS)
def test_somebody_is_told_before_a_run_of_the_chain_times_out(drawings: Drawings, dag_id: str) -> None:
    dag = drawings.dags[dag_id]
    assert [seconds for seconds in dag["deadlines"] if not 0 < seconds < dag["timeout"]] == []
    assert bool(dag["deadlines"]) is (dag_id in ("ingest", "network", "freeze", "freeze_now"))


def test_training_judges_before_it_registers_and_wakes_the_network_last(drawings: Drawings) -> None:
    tasks = drawings.dags["train"]["tasks"]
    order = ["is_due", "gather", "fit", "judge", "register", "announce"]
    assert [tasks[task]["after"] for task in order] == [[], *([task] for task in order[:-1])]
    assert [name for name, task in tasks.items() if task["outlets"]] == ["announce"]


def test_reload_asks_for_all_that_it_needs(drawings: Drawings) -> None:
    assert drawings.dags["reload_feed"]["params"] == ["agency", "day", "feed", "reason"]


def test_quarantine_asks_who_checks_and_then_announces(drawings: Drawings) -> None:
    dag = drawings.dags["quarantine"]
    assert dag["params"] == ["action", "agency", "feed", "file", "reason"]
    assert dag["tasks"]["announce"]["after"] == ["check"]
    assert dag["tasks"]["check"]["after"] == ["decide"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_a_drawing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    top = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in top if ast.unparse(node).split()[1].split(".")[0] in HEAVY]
    assert "Variable.get" not in text
    assert "select " not in text.lower().split('"""', 2)[-1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_drawing_knows_the_pipeline_and_nothing_below_it(path: Path) -> None:
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    ours = {node.module for node in nodes if node.module and node.module.startswith("include")}
    assert [module for module in ours if not module.startswith("include.pipeline.")] == []
