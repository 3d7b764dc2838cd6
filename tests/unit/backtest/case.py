"""One victim, two mules and a past: what the second mule got is drawn as cash half an hour after the report."""

from include.core.frames import Evidence
from tests.scenarios.world import World

FIRST_KEY, SECOND_KEY, VICTIM, EARLIER, CASH = (
    "901:0000000001",
    "902:0000000002",
    "903:0000000003",
    "903:0000000004",
    "000:ATM1",
)


def make_case() -> Evidence:
    """Of 50,000 THB, by the rule first in first out, 12,000 stay with the first mule and 38,000 reach the second."""
    world = World()
    for number, key in enumerate((FIRST_KEY, SECOND_KEY)):
        world.account(
            key, opened_on="2024-02-20", holder_id=f"11000000000{number}0", name_th=f"นาย {number}", device_id="dev-1"
        )
    for number, key in enumerate((VICTIM, EARLIER)):
        world.account(key, opened_on="2015-01-01", holder_id=f"22000000000{number}0", name_th=f"นาง {number}")
    world.pay(EARLIER, FIRST_KEY, 20_000, "2024-03-04 02:00")
    world.pay(FIRST_KEY, SECOND_KEY, 19_000, "2024-03-04 02:04", device="dev-1")
    for minute in (10, 12, 14):
        world.pay(SECOND_KEY, CASH, 6_000, f"2024-03-04 02:{minute}", device="dev-1")
    world.pay(VICTIM, FIRST_KEY, 50_000, "2024-03-05 09:30")
    world.pay(FIRST_KEY, SECOND_KEY, 40_000, "2024-03-05 09:40", device="dev-1")
    world.pay(SECOND_KEY, CASH, 41_000, "2024-03-05 10:30", device="dev-1")
    world.complaint("C1", VICTIM, "+66810000003", "2024-03-05 10:00:30", [(FIRST_KEY, 50_000, "2024-03-05 09:31")])
    return world.evidence()


def find(evidence: Evidence, key: str) -> int:
    """Return the account's id."""
    keys = evidence.accounts["bank_code"] + ":" + evidence.accounts["account_no"]
    return int(evidence.accounts.loc[keys == key, "account_id"].iloc[0])


FIRST, SECOND = (find(make_case(), key) for key in (FIRST_KEY, SECOND_KEY))
MULES = frozenset({FIRST, SECOND})
