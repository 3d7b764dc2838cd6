import numpy as np

from include.graph.ground import Ground
from include.graph.laying import lay_ground
from include.graph.roles import ROLE_SENTENCES, account_roles, account_tiers, sim_boxes
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World


def chain() -> Ground:
    """A victim pays 901:1; 901:1, 901:2 and 901:3 pay the hub 902:9, which pays 903:1 and 903:2; 903:1 draws cash."""
    world = World()
    world.complaint("C1", "908:5", "+66810000001", "2024-03-02T20:00:00", [("901:1", 90_000, "2024-03-02T10:00:00")])
    world.pay("908:5", "901:1", 90_000, "2024-03-02T10:00:00")
    for number in (1, 2, 3):
        world.pay(f"901:{number}", "902:9", 30_000, f"2024-03-02T11:0{number}:00")
    world.pay("902:9", "903:1", 40_000, "2024-03-02T12:00:00")
    world.pay("902:9", "903:2", 40_000, "2024-03-02T12:05:00")
    world.pay("903:1", "000:ATM1", 20_000, "2024-03-02T12:30:00")
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def by_key(ground: Ground, values: np.ndarray) -> dict[str, object]:
    return dict(zip(ground.accounts["key"], values.tolist(), strict=True))


def flags(ground: Ground) -> np.ndarray:
    return (~ground.accounts["key"].isin(["908:5", "000:ATM1"])).to_numpy()


def test_hub_collects_and_cash_out_draws() -> None:
    ground = chain()
    role = by_key(ground, account_roles(ground, flags(ground)))
    assert role["902:9"] == "hub"
    assert role["903:1"] == "cash_out"
    assert role["901:1"] == "mule"
    assert role["908:5"] is None


def test_tiers_count_hops_from_the_victims() -> None:
    ground = chain()
    tier = by_key(ground, account_tiers(ground, flags(ground), np.zeros(ground.account_count)))
    assert (tier["901:1"], tier["902:9"], tier["903:1"]) == (1, 2, 3)
    assert tier["901:2"] == 1  # nobody suspect feeds it: its victims have not complained
    assert tier["908:5"] == 0


def laid(world: World) -> Ground:
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def test_who_is_named_for_gambling_and_moves_the_gangs_money_runs_the_bets() -> None:
    world = World()
    world.pay("901:1", "902:9", 30_000, "2024-03-02T11:00:00")
    world.pay("908:5", "903:7", 500, "2024-03-02T11:00:00")
    for key in ("902:9", "903:7"):
        tip = {
            "source": "tip",
            "source_id": "T1",
            "mentioned_at": None,
            "topic": "GAMBLING",
            "kind": "account",
            "phone_id": -1,
        }
        world.add("mentions", tip | {"value": key, "account_id": world.account(key)})
    ground = laid(world)
    role = by_key(ground, account_roles(ground, flags(ground)))
    assert role["902:9"] == "gambling_operator"
    assert role["903:7"] == "mule"  # named as well, but no suspect pays it or is paid by it
    assert {"gambling_operator", "mule"} <= set(ROLE_SENTENCES)


def test_a_sim_box_holds_many_numbers_at_once_a_changed_number_does_not() -> None:
    world = World()
    for number in range(4):
        world.call(f"+6681000000{number}", "+66890000000", f"2024-03-02T1{number}:00:00", 20, imei="box", cell="c")
        world.call(
            f"+6682000000{number}", "+66890000000", f"2024-03-0{number + 1}T10:00:00", 20, imei="owner", cell="c"
        )
    assert sim_boxes(laid(world)) == {"imei:box"}
