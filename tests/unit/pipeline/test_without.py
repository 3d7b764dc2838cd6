"""A first delivery may lack whole feeds: the chain runs on what there is."""

from pathlib import Path

from include.pipeline import freeze, identity, ingest, maintenance, network, publish, scorecards, takedown
from tests.conftest import Warehouse
from tests.deliveries import posting, put_postings


def test_the_chain_runs_on_one_banks_postings_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    put_postings(tmp_path / "in", "20240301T10.csv", [posting(number) for number in range(30)])
    home = str(tmp_path / "home")
    for agency in ingest.land(warehouse.loader, str(tmp_path / "in"), home):
        ingest.load(warehouse.loader, agency, home)
    identity.resolve(warehouse.engine)
    assert network.build(warehouse.engine)["account_risk"] == 31
    assert freeze.propose(warehouse.engine) == {"standing": 0, "new": 0}
    assert takedown.update(warehouse.engine) == {"sites": 0}
    assert scorecards.score(warehouse.engine) == {"cards": 0}
    assert publish.publish(warehouse.engine, home) == {"rows": 0}
    assert maintenance.maintain(warehouse.loader, home) == {"swept": 0, "taken_out": 0}
    assert warehouse.query("select count(*) from mart.account_risk where is_flagged") == [(0,)]
