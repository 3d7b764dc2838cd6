"""Proposes what to hold for every complaint: the victim's money that lies in accounts that look like a mule's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.act.balance import build_flow, micros
from include.act.trace import Rule, make_seeds, trace
from include.core.frames import PROPOSAL, Evidence

CASH = "000"
EXCHANGE = "990"


@dataclass(frozen=True)
class Policy:
    """What a hold takes. `least_score`: below it an account is not held; `least_satang`: a hold costs more than that saves."""

    rule: Rule = Rule.FIFO
    least_score: float = 0.5
    least_satang: int = 50_00


def propose_freezes(
    evidence: Evidence, payments: pd.DataFrame, account_risk: pd.DataFrame, policy: Policy | None = None
) -> pd.DataFrame:
    """Return one row per complaint and account that its money lies in at the time of the report (frame PROPOSAL).

    `payments` is the frame complaint_payment, `account_risk` has account_id and mule_score. Rows that are not to be held
    have the status `excluded` and say why; money that left for cash or an exchange is gone and has no row.
    """
    policy = policy or Policy()
    complaints = evidence.complaints.sort_values("complaint_id", ignore_index=True)
    flow = build_flow(evidence.accounts["account_id"], evidence.transfers, evidence.snapshots)
    accounts = evidence.accounts.set_index("account_id").reindex(flow.account_ids)
    scores = account_risk.set_index("account_id")["mule_score"].reindex(flow.account_ids).fillna(0.0).to_numpy()
    is_gone = accounts["bank_code"].isin([CASH, EXCHANGE]).to_numpy()
    seeds = make_seeds(flow, payments, complaints["complaint_id"])
    ends = is_gone | _is_honest(accounts, scores, policy)
    lies = trace(flow, seeds, micros(complaints["reported_at"]), ends, policy.rule)
    lies = lies[~is_gone[lies["account"]] & (lies["satang"] >= policy.least_satang)]
    found = pd.DataFrame(
        {
            "complaint_id": complaints["complaint_id"].to_numpy()[lies["case"]],
            "account_id": flow.account_ids[lies["account"]],
            "hop": lies["hop"],
            "traced_satang": lies["satang"],
            "certainty": _rate_certainty(lies, payments, complaints, scores),
            "as_of": complaints["reported_at"].to_numpy()[lies["case"]],
        }
    )
    return _decide(found, scores[lies["account"]], policy).loc[:, list(PROPOSAL)].reset_index(drop=True)


def _is_honest(accounts: pd.DataFrame, scores: np.ndarray, policy: Policy) -> np.ndarray:
    """Money spent with a company that shows no sign of a mule is spent: it is not followed out of there."""
    return np.asarray((accounts["holder_type"] == "COMPANY").to_numpy() & (scores < policy.least_score))


def _rate_certainty(lies: pd.DataFrame, payments: pd.DataFrame, complaints: pd.DataFrame, scores: np.ndarray) -> np.ndarray:
    """How sure it is that the money lies there: of the victim's payments on the one hand, of a mule's account on the other."""
    weights = payments.assign(sure=payments["certainty"] * payments["amount_satang"]).groupby("complaint_id")[["sure", "amount_satang"]].sum()
    paid = (weights["sure"] / weights["amount_satang"]).reindex(complaints["complaint_id"]).fillna(0.0).to_numpy()
    return np.asarray(np.round(paid[lies["case"]] * scores[lies["account"]], 4))


def _decide(found: pd.DataFrame, scores: np.ndarray, policy: Policy) -> pd.DataFrame:
    is_mule = scores >= policy.least_score
    baht = (found["traced_satang"] / 100).map("{:,.2f}".format)
    hop = found["hop"].astype(str)
    held = baht + " THB of the victim's money lie here, " + hop + " payment(s) from the victim; the account's score is "
    spared = baht + " THB of the victim's money came here, but nothing else speaks of a mule's account; its score is "
    score = pd.Series(scores, index=found.index).map("{:.2f}".format)
    return found.assign(
        status=np.where(is_mule, "proposed", "excluded"), reason=np.where(is_mule, held, spared) + score.to_numpy()
    )
