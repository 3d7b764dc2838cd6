"""The whole chain on a small synthetic delivery: run twice, and delivered in two parts, the mart says the same."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from include.evaluation.report import print_report, read_mart, read_truth
from include.pipeline import freeze, identity, ingest, network, publish, scorecards, takedown
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from tests.conftest import Warehouse

VIEWS = {
    "account_risk": (
        "select bank_code, account_no, round(mule_score::numeric, 6), is_flagged, role, tier, gang_id, reasons::text "
        "from mart.account_risk"
    ),
    "phone_risk": "select msisdn, round(scam_score::numeric, 6), is_flagged, role, gang_id, reasons::text from mart.phone_risk",
    "gang": "select * from mart.gang",
    "gang_member": "select gang_id, node_type, node_key, role, round(score::numeric, 6), evidence::text from mart.gang_member",
    "freeze_proposal": "select complaint_id, bank_code, account_no, hop, traced_amount, as_of, status from mart.freeze_proposal",
    "site_takedown": "select * from mart.site_takedown",
    "command_scorecard": "select * from mart.command_scorecard",
    "feed_health": "select agency, feed, file_name, rows_read, rows_loaded, rows_quarantined, rows_duplicate, status from mart.feed_health",
    "quarantine": "select agency, feed, file_name, row_no, reason, raw from mart.quarantine",
}


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain") / "delivery"
    make_delivery(Plan(0.1, 11, 5, 0.02, "2024-03-01", STYLES["ordinary"]), folder)
    return folder


def take(warehouse: Warehouse, delivery: Path, home: Path) -> None:
    for agency in ingest.land(warehouse.loader, str(delivery), str(home)):
        ingest.load(warehouse.loader, agency, str(home))
    ingest.settle(warehouse.loader, [])


def think(warehouse: Warehouse, home: Path) -> None:
    for work in (identity.resolve, network.build, freeze.propose, takedown.update, scorecards.score):
        work(warehouse.engine)
    publish.publish(warehouse.engine, str(home))


def read_views(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(warehouse.query(statement), key=str) for name, statement in VIEWS.items()}


def test_run_twice_and_delivered_in_parts_the_mart_says_the_same(
    warehouse: Warehouse, second_warehouse: Warehouse, delivery: Path, tmp_path: Path
) -> None:
    take(warehouse, delivery, tmp_path / "one")
    think(warehouse, tmp_path / "one")
    first = read_views(warehouse)
    take(warehouse, delivery, tmp_path / "one")
    think(warehouse, tmp_path / "one")
    assert read_views(warehouse) == first
    part = tmp_path / "part"
    shutil.copytree(delivery, part, ignore=shutil.ignore_patterns("20240304*", "20240305*", "20240306*", "truth"))
    for folder in (part, delivery):
        take(second_warehouse, folder, tmp_path / "two")
        think(second_warehouse, tmp_path / "two")
    again = read_views(second_warehouse)
    for name, rows in first.items():
        assert again[name] == rows, name
    lines: list[str] = []
    print_report(read_mart(warehouse.analyst), read_truth(delivery / "truth"), lines.append)
    check_report(pd.Series(lines), delivery)


def check_report(lines: pd.Series, delivery: Path) -> None:
    """Ingest is exact; the network finds gangs without flagging innocents by the dozen."""
    files = pd.read_csv(delivery / "truth/files.csv")
    assert f"ingest: {len(files)} of {len(files)} files accounted for exactly" in set(lines)
    assert lines.str.startswith("quarantine: precision 1.0000  recall 1.0000").any()
    flagged = lines[lines.str.startswith("mule accounts: precision")].iloc[0].split()
    assert float(flagged[3]) >= 0.8, flagged
    assert float(flagged[5]) >= 0.6, flagged
