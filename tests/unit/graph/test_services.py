import pandas as pd

from include.graph.ground import Ground
from include.graph.laying import lay_ground
from include.graph.services import may_serve, of_one_gang, patrons, serves_several
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World

OWN, SHARED = "990:1", "990:2"


def exchange_world() -> Ground:
    """Gang 0 (901:1) pays into both exchange accounts, gang 1 (901:2) into one of them."""
    world = World()
    for key in ("901:1", "901:2"):
        world.account(key, holder_id="1" + key[-1] * 12, name_th=key, opened_on="2024-02-01")
    world.pay("901:1", OWN, 50_000, "2024-03-02T10:00:00")
    world.pay("901:1", SHARED, 50_000, "2024-03-02T11:00:00")
    world.pay("901:2", SHARED, 40_000, "2024-03-02T12:00:00")
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def place(ground: Ground, key: str) -> int:
    return int(ground.accounts.index[ground.accounts["key"] == key][0])


def gangs(ground: Ground) -> pd.Series:
    return ground.accounts["key"].map({"901:1": 0, "901:2": 1}).astype("object")


def test_exchanges_and_wallets_may_serve_and_a_persons_account_may_not() -> None:
    ground = exchange_world()
    found = may_serve(ground)
    assert found[place(ground, OWN)]
    assert not found[place(ground, "901:1")]


def test_one_gangs_wallet_is_its_tool_and_a_shared_one_is_a_service() -> None:
    ground = exchange_world()
    patron = patrons(ground, may_serve(ground), gangs(ground))
    assert of_one_gang(patron).to_dict() == {place(ground, OWN): 0}
    several = serves_several(ground, patron)
    assert several[place(ground, SHARED)]
    assert several.sum() == 1


def test_shares_add_up_and_the_largest_comes_first() -> None:
    ground = exchange_world()
    patron = patrons(ground, may_serve(ground), gangs(ground))
    shared = patron[patron["account"] == place(ground, SHARED)]
    assert shared["gang_id"].tolist() == [0, 1]
    assert shared["share"].sum() == 1
