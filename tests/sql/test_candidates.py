"""mart.candidate_payments: which transfers a victim's word may mean, ranked as the repair of all complaints ranks them."""

import numpy as np
import pandas as pd
import psycopg2
import pytest

from include.pipeline.tracing import read_cases
from include.resolve import repair, repair_mentions
from include.resolve.repair import GRACE, NEARLY, ROUNDED, SOON, WINDOW
from include.warehouse.frames import read_evidence
from tests.conftest import Warehouse
from tests.ledger import START, plant_accounts, plant_complaint, plant_transfers, write

# The victim, the account really paid, and what the victim may have typed: a digit other, missing, doubled, two swapped, all wrong.
NUMBERS = ["1111111111", "0123456789", "0123456788", "012345678", "01234556789", "0132456789", "9876543210"]


def plant(warehouse: Warehouse, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    rows = [(n, "902" if n else "901", number) for n, number in enumerate(NUMBERS)]
    write(warehouse, "core.account (account_id, bank_code, account_no) overriding system value", rows)
    amounts = [500_00, 505_00, 506_00, 900_00]
    paid = [
        (float(rng.integers(0, 1200)), int(a), int(b), amounts[c])
        for a, b, c in zip(*(rng.integers(0, most, 150) for most in (7, 7, 4)), strict=True)
        if a != b
    ]
    plant_transfers(warehouse, paid)
    names = [f"C{n}" for n in range(25)]
    for name in names[:-3]:
        told = [(int(rng.integers(1, 7)), amounts[rng.integers(0, 4)], float(rng.integers(0, 1200))) for _ in range(2)]
        loss = sum(satang for _, satang, _ in told) + amounts[rng.integers(0, 4)]  # one payment is forgotten
        plant_complaint(warehouse, name, int(rng.integers(-1, 1)), loss, told, float(rng.integers(600, 1500)))
    for name in names[-3:]:  # names nobody: the loss is what the victim paid in two of the payments
        plant_complaint(warehouse, name, 0, 1400_00, [], float(rng.integers(600, 1500)))
    return names


def rank_both(warehouse: Warehouse, names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the function says of these complaints, and what their repair says, the likeliest first."""
    columns = ["complaint_id", "seq", "place", "transfer_id", "certainty", "how"]
    with psycopg2.connect(warehouse.engine) as connection, connection.cursor() as cursor:
        evidence = read_evidence(connection)
        cursor.execute(f"select {', '.join(columns)} from mart.candidate_payments(%s)", (names,))
        ours = pd.DataFrame(cursor.fetchall(), columns=columns)
    connection.close()
    theirs = repair.rank(repair.judge(repair.candidates(repair.claims(evidence), repair.booked_rows(evidence))))
    theirs = theirs.assign(place=theirs.groupby(["complaint_id", "seq"]).cumcount() + 1)
    return ours, theirs.sort_values(["complaint_id", "seq", "place"])[columns]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_transfers_are_ranked_as_for_all_complaints(warehouse: Warehouse, seed: int) -> None:
    names = plant(warehouse, seed)
    ours, theirs = rank_both(warehouse, names)
    pd.testing.assert_frame_equal(ours, theirs.reset_index(drop=True), check_dtype=False)
    assert set(ours["how"]) == {
        "victim_paid_named", "victim_paid_mistyped", "named_received", "mistyped_received", "victim_paid_other",
    }  # fmt: skip


def test_a_complaint_is_repaired_alone_as_all_are_together(warehouse: Warehouse) -> None:
    names = plant(warehouse, 1)
    with psycopg2.connect(warehouse.engine) as connection:
        everything = repair_mentions(read_evidence(connection))
        complaints, payments = read_cases(connection, names)
    connection.close()
    pd.testing.assert_frame_equal(payments, everything, check_dtype=False)
    assert {"sums_to_loss", "completes_loss"} <= set(payments["how"])
    assert complaints["complaint_id"].tolist() == sorted(names)


VICTIM, NAMED, NEAR, OTHER, STRANGER = range(5)
SECOND = pd.Timedelta(seconds=1)


@pytest.mark.parametrize(
    ("claimed", "payer", "payee", "later", "more", "is_meant"),
    [
        (500_00, VICTIM, NAMED, -WINDOW, 0, True),
        (500_00, VICTIM, NAMED, -WINDOW - SECOND, 0, False),
        (500_00, VICTIM, NAMED, WINDOW, 0, True),
        (500_00, VICTIM, NAMED, WINDOW + SECOND, 0, False),
        (500_00, STRANGER, NAMED, -WINDOW, 0, True),
        (500_00, STRANGER, NAMED, -WINDOW - SECOND, 0, False),
        (500_00, VICTIM, NAMED, SECOND, int(500_00 * NEARLY), True),
        (500_00, VICTIM, NAMED, SECOND, int(500_00 * NEARLY) + 1, False),
        (500_00, STRANGER, NAMED, SECOND, -int(500_00 * NEARLY), True),
        (500_00, STRANGER, NAMED, SECOND, -int(500_00 * NEARLY) - 1, False),
        (50_00, VICTIM, NAMED, SECOND, ROUNDED, True),
        (50_00, VICTIM, NAMED, SECOND, ROUNDED + 1, False),
        (500_00, VICTIM, OTHER, -SOON, 1, True),
        (500_00, VICTIM, OTHER, -SOON - SECOND, 1, False),
        (500_00, VICTIM, OTHER, -SOON - SECOND, 0, True),
        (500_00, STRANGER, NEAR, -SOON, 0, True),
        (500_00, STRANGER, NEAR, -SOON - SECOND, 0, False),
        (500_00, STRANGER, NEAR, -SOON, 1, False),
        (500_00, STRANGER, OTHER, SECOND, 0, False),
    ],
)
def test_what_may_be_meant_ends_for_both_at_the_same_second_and_satang(
    warehouse: Warehouse, claimed: int, payer: int, payee: int, later: pd.Timedelta, more: int, is_meant: bool
) -> None:
    numbers = ["1111111111", "0123456789", "0123456788", "9876543210", "2222222222"]
    rows = [(n, "902", number) for n, number in enumerate(numbers)]
    write(warehouse, "core.account (account_id, bank_code, account_no) overriding system value", rows)
    paid_at, minute = 600, pd.Timedelta(minutes=1)
    plant_transfers(warehouse, [(paid_at + later / minute, payer, payee, claimed + more)])
    plant_complaint(warehouse, "C1", VICTIM, claimed, [(NAMED, claimed, paid_at)], paid_at + WINDOW / minute)
    ours, theirs = rank_both(warehouse, ["C1"])
    pd.testing.assert_frame_equal(ours, theirs.reset_index(drop=True), check_dtype=False)
    assert len(ours) == is_meant


@pytest.mark.parametrize(("late", "is_known"), [(GRACE, True), (GRACE + SECOND, False)])
def test_what_is_booked_later_than_the_grace_is_known_to_neither(
    warehouse: Warehouse, late: pd.Timedelta, is_known: bool
) -> None:
    plant_accounts(warehouse, ["901", "902"])
    plant_transfers(warehouse, [(600 + late / pd.Timedelta(minutes=1), VICTIM, NAMED, 500_00)])
    plant_complaint(warehouse, "C1", VICTIM, 500_00, [(NAMED, 500_00, 600)], 600)
    ours, theirs = rank_both(warehouse, ["C1"])
    assert len(ours) == len(theirs) == is_known


def test_the_likeliest_comes_first(warehouse: Warehouse) -> None:
    plant_accounts(warehouse, ["901", "902", "902"])
    plant_transfers(warehouse, [(0, 2, 1, 500_00), (50, 0, 1, 500_00), (70, 0, 1, 504_00), (90, 0, 1, 600_00)])
    plant_complaint(warehouse, "C1", 0, 500_00, [(1, 500_00, 60)], 120)
    with psycopg2.connect(warehouse.analyst) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select place, end_to_end_id, from_key, to_key, how, booked_at from mart.candidate_payments(array['C1'])"
        )
        rows = cursor.fetchall()
    connection.close()
    assert [row[:5] for row in rows] == [
        (1, "E1", "901:0000000000", "902:0000000001", "victim_paid_named"),
        (2, "E2", "901:0000000000", "902:0000000001", "victim_paid_named"),
        (3, "E0", "902:0000000002", "902:0000000001", "named_received"),
    ]
    assert rows[0][5] == START + pd.Timedelta(minutes=50)
