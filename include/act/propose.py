"""Proposes what to hold for every complaint: the victim's money that lies in accounts that look like a mule's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from include.act.balance import UNKNOWN, Flow, build_flow, micros, own
from include.act.conduct import rate_conduct
from include.act.trace import Ends, Limits, Rule, make_seeds, trace
from include.core.frames import PROPOSAL, Evidence

CASH = "000"
EXCHANGE = "990"
UNSEEN = 0.8  # belief that money still lies where its own bank delivers nothing, so that it may have left unseen

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Policy:
    """What a hold takes.

    `least_score`: an account below it is not held. `least_satang`: crumbs below 50 THB are not worth a bank's work, and
    spare those whom a mule paid for a coffee. `doubt_s`: victims remember times to the quarter of an hour, so a payment
    that no bank shows may be that much older, and be gone already.
    """

    rule: Rule = Rule.FIFO
    least_score: float = 0.5
    least_satang: int = 50_00
    doubt_s: int = 15 * 60


@dataclass(frozen=True)
class _Ground:
    """One row per dense account index."""

    flow: Flow
    scores: Floats  # NaN where nobody has scored the account
    is_company: Bools
    is_cash: Bools
    is_exchange: Bools
    is_unseen: Bools  # its bank delivers nothing

    def find_ends(self, policy: Policy) -> Bools:
        """Money drawn, changed or spent with an unsuspected company is not followed out of there."""
        is_honest = self.is_company & ~(self.scores >= policy.least_score)
        return self.is_cash | self.is_exchange | is_honest


def propose_freezes(
    evidence: Evidence, payments: pd.DataFrame, account_risk: pd.DataFrame, policy: Policy | None = None
) -> pd.DataFrame:
    """Return one row per complaint and account that its money lies in, or left through, by the time of the report.

    `payments` is the frame complaint_payment, `account_risk` has account_id and mule_score; accounts without a score are
    judged by their own conduct. Columns PROPOSAL of `core.frames`; rows that are not to be held have the status
    `excluded` and say why. What is traced is never more than the victim lost; what is proposed is never more than an
    account's balance, where that is known. Transfers booked after the report play no part.
    """
    policy = policy or Policy()
    complaints = evidence.complaints.sort_values("complaint_id", ignore_index=True)
    ground = _lay_ground(evidence, account_risk)
    flow, as_of = ground.flow, micros(complaints["reported_at"])
    believed = _limit_to_loss(_backdate(payments, policy), complaints)
    ends = Ends(ground.find_ends(policy), flow.index_of(complaints["victim_account_id"]))
    lies = trace(flow, make_seeds(flow, believed, complaints["complaint_id"]), as_of, ends, Limits(rule=policy.rule))
    lies = lies[(lies["satang"] >= policy.least_satang) & (lies["account"] != ends.victim[lies["case"]])]
    lies = lies.assign(complaint_id=complaints["complaint_id"].to_numpy()[lies["case"]], as_of=as_of[lies["case"]])
    lies = lies.assign(sure=_rate_payments(believed, lies), score=_score(ground, lies, believed))
    lies = _limit_to_balance(flow, _judge(ground, lies, policy))
    lies = lies[(lies["satang"] >= policy.least_satang) | (lies["status"] == "excluded")]
    return _present(flow, lies, complaints)


def _lay_ground(evidence: Evidence, account_risk: pd.DataFrame) -> _Ground:
    flow = build_flow(evidence.accounts["account_id"], evidence.transfers, evidence.snapshots)
    accounts = evidence.accounts.drop_duplicates("account_id").set_index("account_id").reindex(flow.account_ids)
    delivering = accounts.loc[accounts.index.isin(evidence.snapshots["account_id"]), "bank_code"].unique()
    scores = account_risk.set_index("account_id")["mule_score"].reindex(flow.account_ids)
    return _Ground(
        flow,
        scores.to_numpy(np.float64),
        (accounts["holder_type"] == "COMPANY").to_numpy(bool),
        (accounts["bank_code"] == CASH).to_numpy(bool),
        (accounts["bank_code"] == EXCHANGE).to_numpy(bool),
        ~accounts["bank_code"].isin(delivering).to_numpy(bool),
    )


def _backdate(payments: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    is_booked = payments["transfer_id"] >= 0
    return payments.assign(
        paid_at=payments["paid_at"].where(is_booked, payments["paid_at"] - pd.Timedelta(seconds=policy.doubt_s))
    )


def _limit_to_loss(payments: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Cut payments, the surest first, where their sum passes the loss that the victim states; a loss of 0 is unstated."""
    stated = payments["complaint_id"].map(complaints.set_index("complaint_id")["loss_satang"])
    loss = pd.to_numeric(stated).fillna(0).astype("int64")
    ordered = payments.assign(loss=loss).sort_values(
        ["complaint_id", "certainty", "paid_at", "seq"], ascending=[True, False, True, True], kind="stable"
    )
    earlier = ordered.groupby("complaint_id")["amount_satang"].cumsum() - ordered["amount_satang"]
    room = (ordered["loss"] - earlier).clip(lower=0)
    amount = ordered["amount_satang"].where((ordered["loss"] <= 0) | (ordered["amount_satang"] <= room), room)
    return ordered.assign(amount_satang=amount.astype("int64")).query("amount_satang > 0").drop(columns="loss")


def _rate_payments(payments: pd.DataFrame, lies: pd.DataFrame) -> Floats:
    """How sure the victim's payments are, by amount."""
    weighed = payments.assign(sure=payments["certainty"] * payments["amount_satang"]).groupby("complaint_id")
    share = weighed["sure"].sum() / weighed["amount_satang"].sum()
    return np.asarray(lies["complaint_id"].map(share).fillna(0.0), np.float64)


def _score(ground: _Ground, lies: pd.DataFrame, payments: pd.DataFrame) -> Floats:
    """The accounts' scores; by their conduct before the victim's first payment where nobody has scored them."""
    known = ground.scores[lies["account"]]
    first = micros(payments.groupby("complaint_id")["paid_at"].min().reindex(lies["complaint_id"]))
    conduct = rate_conduct(ground.flow, own(lies["account"]), first, own(lies["satang"]))
    conduct = np.where(ground.is_company[lies["account"]], 0.0, conduct)
    return np.asarray(np.where(np.isnan(known), conduct, known))


def _judge(ground: _Ground, lies: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add status and the sentence that explains it, without the amounts."""
    account = lies["account"].to_numpy()
    score = lies["score"].map("{:.2f}".format).to_numpy(object)
    steps = np.where(lies["hop"] == 1, "paid here by the victim", "after " + lies["hop"].astype(str) + " payments")
    is_mule = (lies["score"] >= policy.least_score).to_numpy()
    basis = np.where(np.isnan(ground.scores[account]), "its conduct rates ", "its score is ")
    unseen = np.where(ground.is_unseen[account], "; its bank delivers nothing, the money may have left unseen", "")
    causes = [
        (ground.is_cash[account], "was drawn as cash, " + steps + ": nothing is left to hold"),
        (ground.is_exchange[account], "went to a crypto exchange, " + steps + ": ask the exchange, not a bank"),
        (is_mule, "lies here, " + steps + "; the account looks like a mule's: " + basis + score + unseen),
        (
            ground.is_company[account],
            "came here, " + steps + ", to a company without a sign of a mule: an honest seller",
        ),
    ]
    spared = "came here, " + steps + ", but nothing else speaks of a mule's account: " + basis + score
    reason = np.select([np.asarray(cause, bool) for cause, _ in causes], [text for _, text in causes], spared)
    is_gone = ground.is_cash[account] | ground.is_exchange[account]
    belief = lies["score"] * np.where(ground.is_unseen[account], UNSEEN, 1.0)
    return lies.assign(
        status=np.where(is_mule & ~is_gone, "proposed", "excluded"),
        reason=reason,
        belief=np.where(is_gone, 1.0, belief),
    )


def _limit_to_balance(flow: Flow, lies: pd.DataFrame) -> pd.DataFrame:
    """A hold beyond the balance would show the account holder negative money."""
    balance = flow.balances_at(own(lies["account"]), own(lies["as_of"]))
    is_over = (balance != UNKNOWN) & (balance < lies["satang"].to_numpy()) & (lies["status"] == "proposed").to_numpy()
    return lies.assign(satang=np.where(is_over, balance, lies["satang"]))


def _present(flow: Flow, lies: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    baht = (lies["satang"] / 100).map("{:,.2f} THB of the victim's money ".format).astype("str")
    found = pd.DataFrame(
        {
            "complaint_id": lies["complaint_id"],
            "account_id": flow.account_ids[lies["account"]],
            "hop": lies["hop"],
            "traced_satang": lies["satang"],
            "certainty": (lies["sure"] * lies["belief"]).round(4),
            "as_of": complaints["reported_at"].to_numpy()[lies["case"]],
            "status": lies["status"],
            "reason": baht + lies["reason"],
        }
    )
    found["as_of"] = pd.to_datetime(found["as_of"], utc=True)
    return found.loc[:, list(PROPOSAL)].reset_index(drop=True)
