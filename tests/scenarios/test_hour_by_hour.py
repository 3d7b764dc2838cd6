"""Delivered piece by piece, late and out of order, the network is at the end what a rebuild from nothing says, row by row."""

import logging
import shutil
from pathlib import Path

import pandas as pd
import pytest

from include.graph.network import SEED, Network, weave
from include.graph.stock import take_stock
from include.pipeline import identity, ingest, network
from include.pipeline.numbered import read_numbered
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_evidence
from tests.conftest import Warehouse, execute

TABLES = ("edge", "account_risk", "phone_risk", "gang", "gang_member", "heard")
HISTORY = ("gang", "gang_member")  # ids of gangs outlive runs; what else they say is told anew
# The third day comes last; of the others, one bank's postings come after the other banks have reported the same transfers, and one
# telco's calls after the other's.
PIECES = (
    ("*20240303*", "*20240304*", "bank-a/transactions/*", "telco-a/calls/*"),
    ("*20240303*", "*20240304*"),
    ("*20240303*",),
    (),
)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hours") / "delivery"
    make_delivery(Plan(0.06, 5, 4, 0.02, "2024-03-01", STYLES["ordinary"]), folder)
    return folder


def lay_piece(delivery: Path, target: Path, without: tuple[str, ...]) -> Path:
    """Copy the delivery without the files whose path below it is like one of `without`."""
    for path in delivery.rglob("*"):
        below = path.relative_to(delivery)
        if path.is_file() and below.parts[0] != "truth" and not any(below.match(like) for like in without):
            (target / below).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target / below)
    return target


def take(warehouse: Warehouse, piece: Path, home: Path) -> None:
    for agency in ingest.land(warehouse.loader, str(piece), str(home)):
        ingest.load(warehouse.loader, agency, str(home))
    ingest.settle(warehouse.loader, [])
    identity.resolve(warehouse.engine)


def weave_all(warehouse: Warehouse, *, is_numbered: bool) -> Network:
    """The network from evidence read in numbers, or in words as everybody else reads it."""
    with open_transaction(warehouse.engine) as connection:
        given = read_numbered(warehouse.engine, connection)
        if is_numbered:
            return weave(*take_stock(given.evidence, given.people, given.payments, given.words), SEED)[0]
    with open_transaction(warehouse.engine) as connection:
        return weave(*take_stock(read_evidence(connection), given.people, given.payments), SEED)[0]


def read_network(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(warehouse.query(f"select t::text from network.{name} as t")) for name in TABLES}


def test_piece_by_piece_equals_a_rebuild(
    warehouse: Warehouse, delivery: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    changed, home = [], tmp_path / "home"
    caplog.set_level(logging.INFO, "rukkhat.network")
    for number, without in enumerate(PIECES):
        take(warehouse, lay_piece(delivery, tmp_path / f"piece{number}", without), home)
        caplog.clear()
        changed.append(network.build(warehouse.engine, str(home)))
    read = [log.args[1:] for log in caplog.records if log.name == "rukkhat.network" and isinstance(log.args, tuple)]
    assert [0 < int(str(count)) < int(str(total)) for count, total in read] == [True] * 3
    grown = read_network(warehouse)
    assert network.build(warehouse.engine, str(home)) == dict.fromkeys(changed[0], 0)
    assert read_network(warehouse) == grown
    execute(warehouse.owner, *(f"delete from network.{name}" for name in TABLES if name not in HISTORY))
    rebuilt = network.build(warehouse.engine, anew=True)
    again = read_network(warehouse)
    for name in TABLES:
        assert again[name] == grown[name], name
    assert 0 < changed[-1]["account_risk"] < rebuilt["account_risk"]
    assert len(grown["gang"]) >= 2
    told, counted = (weave_all(warehouse, is_numbered=numbered) for numbered in (False, True))
    for name, frame in vars(told).items():
        pd.testing.assert_frame_equal(frame, vars(counted)[name], check_exact=True, obj=name)
