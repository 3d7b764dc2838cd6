"""Divides held money among the victims whose money it is, to the satang: by trace, and pro rata where there is not enough for all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

PAYMENT = (
    "complaint_id",
    "account_id",
    "traced_satang",
    "claimed_satang",
    "paid_satang",
    "rounding_parts",
    "rule",
    "claim_count",
    "certainty",
)
REST = ("account_id", "held_satang", "claimed_satang", "paid_satang", "rest_satang", "claim_count")
IN_FULL, PRO_RATA, NOTHING_DUE = "in_full", "pro_rata", "nothing_due"


@dataclass(frozen=True)
class Plan:
    """What each victim gets from each account (PAYMENT), and what is left there for its holder (REST).

    Every claim has its row, also one that gets nothing. Per account held = paid + rest; nobody gets more than claimed, nor, over
    all accounts, more than is still lost.
    """

    payments: pd.DataFrame
    rests: pd.DataFrame


def plan_give_back(holds: pd.DataFrame, claims: pd.DataFrame, losses: pd.DataFrame) -> Plan:
    """Divide what is held.

    Args:
        holds: account_id, held_satang; one row per account.
        claims: complaint_id, account_id, traced_satang, certainty (0 to 1): the victims' money traced there.
        losses: complaint_id, loss_satang (0: not stated), returned_satang: what victims have got back already.

    Money that suffices is given back in full. Where several victims' money lies in one account and not enough is held, each gets the
    share of it that was traced, as far as it is still lost (pari passu); satang that cannot be divided go to the largest remainders
    (Hamilton), then by complaint; `rounding_parts` says how much a payment is above its exact share, in ten-thousandths of a satang.
    A victim who would get more than is still lost gets no more, from the surest accounts first, and what becomes free is divided
    among the others: what may be claimed only shrinks, so this ends.
    """
    left = _find_left(losses)
    asked = claims[claims["traced_satang"] > 0].merge(holds, on="account_id")
    asked = asked.sort_values(["account_id", "complaint_id"], ignore_index=True)
    due = asked["complaint_id"].map(left).fillna(0).astype("int64")
    asked = asked.assign(weight=np.minimum(asked["traced_satang"], due))
    asked = _pay(asked.assign(claimed_satang=asked["weight"]))
    while not (fits := _cut_to_loss(asked, due)).equals(asked["claimed_satang"]):
        asked = _pay(asked.assign(claimed_satang=fits))
    return Plan(asked[list(PAYMENT)], _list_rests(holds, asked))


def _find_left(losses: pd.DataFrame) -> "pd.Series[int]":
    """What each victim has still lost; a loss that is not stated has no limit."""
    due = losses.set_index("complaint_id")
    left = (due["loss_satang"] - due["returned_satang"]).where(due["loss_satang"] > 0, np.iinfo("int64").max)
    return left.clip(lower=0)


def _pay(asked: pd.DataFrame) -> pd.DataFrame:
    """Divide what each account holds by the weights; nobody gets more than is claimed, and what that leaves is divided again.

    Python's integers do the products, since two amounts of a billion baht in satang do not fit into 64 bits.
    """
    weight, claimed = asked["weight"].astype(object), asked["claimed_satang"].astype(object)
    account = asked["account_id"]
    full = pd.Series(False, index=asked.index)
    while True:
        rest = asked["held_satang"].astype(object) - _sum(claimed.where(full, 0), account)
        open_weight = _sum(weight.where(~full, 0), account)
        more = ~full & (rest * weight >= claimed * open_weight).astype(bool)
        if not more.any():
            break
        full |= more
    shared, rounding = _divide(asked[~full], rest[~full], open_weight[~full])
    paid = asked["claimed_satang"].where(full, shared.reindex(asked.index, fill_value=0))
    is_due = asked["claimed_satang"] > 0
    return asked.assign(
        paid_satang=paid.astype("int64"),
        rounding_parts=rounding.reindex(asked.index, fill_value=0).astype("int64"),
        rule=np.select([~is_due, full], [NOTHING_DUE, IN_FULL], PRO_RATA),
        claim_count=is_due.groupby(account).transform("sum").astype("int64"),
    )


def _sum(values: pd.Series, by: pd.Series) -> pd.Series:
    return values.groupby(by).transform("sum").astype(object)


def _cut_to_loss(asked: pd.DataFrame, due: "pd.Series[int]") -> "pd.Series[int]":
    """Return the claims, cut where the victim's payments, the surest account first, pass what is still lost."""
    ordered = asked.assign(due=due).sort_values(
        ["complaint_id", "certainty", "account_id"], ascending=[True, False, True]
    )
    earlier = ordered.groupby("complaint_id")["paid_satang"].cumsum() - ordered["paid_satang"]
    room = (ordered["due"] - earlier).clip(lower=0)
    cut: pd.Series[int] = ordered["claimed_satang"].where(ordered["paid_satang"] <= room, room)
    return cut.reindex(asked.index)


def _divide(asked: pd.DataFrame, rest: pd.Series, whole: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Hamilton's method per account, in whole numbers: `rest` is what is to be divided there, `whole` the sum of the weights."""
    product = rest * asked["weight"].astype(object)
    floor = product // whole if len(asked) else rest
    remainder = product % whole if len(asked) else rest
    ranked = asked.assign(remainder=remainder).sort_values(
        ["account_id", "remainder", "complaint_id"], ascending=[True, False, True]
    )
    place = ranked.groupby("account_id").cumcount().reindex(asked.index)
    spare = rest - _sum(floor, asked["account_id"]) if len(asked) else rest
    extra = (place < spare).astype("int64").astype(object)
    above = (extra * whole - remainder) * 10_000 // whole if len(asked) else rest
    return floor + extra, above


def _list_rests(holds: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    sums = asked.groupby("account_id").agg(
        claimed_satang=("claimed_satang", "sum"), paid_satang=("paid_satang", "sum"), claim_count=("claim_count", "max")
    )
    sums = sums.reindex(holds["account_id"]).fillna(0).astype("int64")
    rests = holds.assign(**{str(name): column.to_numpy() for name, column in sums.items()})
    rests["rest_satang"] = rests["held_satang"] - rests["paid_satang"]
    return rests.sort_values("account_id", ignore_index=True)[list(REST)]
