"""Divides held money among the victims whose money it is, to the satang: by trace, and pro rata where there is not enough for all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

PAYMENT = (
    "complaint_id",
    "account_id",
    "claimed_satang",
    "paid_satang",
    "rounding_parts",
    "rule",
    "claim_count",
    "certainty",
)
REST = ("account_id", "held_satang", "paid_satang", "rest_satang", "claim_count")
IN_FULL, PRO_RATA = "in_full", "pro_rata"


@dataclass(frozen=True)
class Plan:
    """What each victim gets from each account (PAYMENT), and what is left there for its holder (REST).

    Per account held = paid + rest; nobody gets more than claimed, nor, over all accounts, more than is still lost.
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
    share of it that was traced (pari passu); satang that cannot be divided go to the largest remainders (Hamilton), then by complaint;
    `rounding_parts` says how much a payment is above its exact share, in ten-thousandths of a satang.
    """
    asked = _limit_to_loss(claims.merge(holds, on="account_id"), losses)
    asked = asked[asked["claimed_satang"] > 0].sort_values(["account_id", "complaint_id"], ignore_index=True)
    total = asked.groupby("account_id")["claimed_satang"].transform("sum")
    is_enough = asked["held_satang"] >= total
    paid, rounding = _divide(asked, total)
    asked = asked.assign(
        paid_satang=np.where(is_enough, asked["claimed_satang"], paid),
        rounding_parts=np.where(is_enough, 0, rounding),
        rule=np.where(is_enough, IN_FULL, PRO_RATA),
        claim_count=asked.groupby("account_id")["complaint_id"].transform("size"),
    )
    return Plan(asked.loc[asked["paid_satang"] > 0, list(PAYMENT)].reset_index(drop=True), _list_rests(holds, asked))


def _limit_to_loss(claims: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Cut each victim's claims, the least certain first, where their sum passes what is still lost."""
    due = losses.set_index("complaint_id")
    left = (
        (due["loss_satang"] - due["returned_satang"]).where(due["loss_satang"] > 0, np.iinfo("int64").max).clip(lower=0)
    )
    ordered = claims.sort_values(["complaint_id", "certainty", "account_id"], ascending=[True, False, True])
    earlier = ordered.groupby("complaint_id")["traced_satang"].cumsum() - ordered["traced_satang"]
    room = (ordered["complaint_id"].map(left).fillna(0).astype("int64") - earlier).clip(lower=0)
    return ordered.assign(claimed_satang=ordered["traced_satang"].where(ordered["traced_satang"] <= room, room))


def _divide(asked: pd.DataFrame, total: "pd.Series[int]") -> tuple[pd.Series, pd.Series]:
    """Hamilton's method per account, in whole numbers; amounts times claims stay below 2**63 up to 30 billion baht squared.

    Python's integers do the product, since two amounts of a billion baht in satang do not fit into 64 bits.
    """
    held, claimed, whole = (
        asked["held_satang"].astype(object),
        asked["claimed_satang"].astype(object),
        total.astype(object),
    )
    product = held * claimed
    floor = (product // whole).astype("int64") if len(asked) else pd.Series(dtype="int64")
    remainder = product % whole
    ranked = asked.assign(remainder=remainder).sort_values(
        ["account_id", "remainder", "complaint_id"], ascending=[True, False, True]
    )
    place = ranked.groupby("account_id").cumcount().reindex(asked.index)
    spare = asked["held_satang"] - floor.groupby(asked["account_id"]).transform("sum")
    extra = (place < spare).astype("int64")
    above = ((extra.astype(object) * whole - remainder) * 10_000 // whole) if len(asked) else extra
    return floor + extra, above.astype("int64")


def _list_rests(holds: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    paid = asked.groupby("account_id")["paid_satang"].sum().reindex(holds["account_id"]).fillna(0).astype("int64")
    count = asked.groupby("account_id").size().reindex(holds["account_id"]).fillna(0).astype("int64")
    rests = holds.assign(paid_satang=paid.to_numpy(), claim_count=count.to_numpy())
    rests["rest_satang"] = rests["held_satang"] - rests["paid_satang"]
    return rests.sort_values("account_id", ignore_index=True)[list(REST)]
