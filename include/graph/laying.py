"""Laying the evidence out as a Ground: keys become positions, times seconds, satang baht, and rows get a fixed order."""

from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.core.frames import Evidence
from include.graph.ground import Bools, Ground, Ints
from include.graph.handsets import are_own
from include.graph.hubs import ends
from include.graph.windows import EventIndex, Flow, Renumbered


class People(Protocol):
    """The part of the resolved persons that the network needs: person_account(person_id, account_id),
    person_sim(person_id, iccid).
    """

    @property
    def person(self) -> pd.DataFrame:
        """Columns person_id, person_key."""

    @property
    def person_account(self) -> pd.DataFrame:
        """Columns person_id, account_id."""

    @property
    def person_sim(self) -> pd.DataFrame:
        """Columns person_id, iccid."""


def seconds(times: pd.Series) -> Ints:
    """Whole seconds since 1970; missing times are -1."""
    stamp = pd.to_datetime(times, utc=True).astype("datetime64[us, UTC]")
    micro = stamp.astype("int64").to_numpy()
    return np.where(stamp.isna(), -1, micro // 1_000_000).astype("int64")


def positions(ids: pd.Series, order: pd.Series) -> Ints:
    """Where each surrogate id stands in `order`; unknown ids are -1."""
    known, asked = order.to_numpy(dtype="int64"), ids.to_numpy(dtype="int64")
    place = np.full(int(max(known.max(initial=0), asked.max(initial=0))) + 2, -1, dtype="int64")
    place[known] = np.arange(len(known))
    return np.asarray(place[asked], dtype="int64")  # -1, nobody, finds the last place, which is nobody's


def in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in order of `at`, those of one second by their record `ref`, be it a text or a number for one."""
    at, ref = frame["at"].to_numpy(), frame["ref"]
    if ref.dtype != "int64" or frame.empty:
        return frame.sort_values(["at", "ref"], ignore_index=True)
    return frame.take(order_in_time(at, ref.to_numpy())).reset_index(drop=True)


def order_in_time(at: Ints, ref: Ints) -> npt.NDArray[np.intp]:
    """The order of `at` and `ref`: by one key of both, a third of the time of two sorts, while that tells rows apart."""
    since = (at - at.min()).astype("uint64")
    bits = int(since.max()).bit_length()
    key = (since << np.uint64(64 - bits)) | ((ref.view("uint64") ^ np.uint64(1 << 63)) >> np.uint64(bits))
    order = np.argsort(key)
    is_twin = np.diff(key[order]) == 0
    return np.lexsort((ref, at)) if is_twin.any() else order


def lay_accounts(evidence: Evidence, people: People, phones: pd.DataFrame) -> pd.DataFrame:
    """Accounts in the order of their keys, with holder, contact phone and dates as numbers."""
    frame = evidence.accounts.assign(key=evidence.accounts["bank_code"] + ":" + evidence.accounts["account_no"])
    frame = frame.sort_values("key", ignore_index=True)
    owner = people.person_account.set_index("account_id")["person_id"]
    frame["person"] = frame["account_id"].map(owner).fillna(-1).astype("int64")
    frame["phone"] = pd.Index(phones["msisdn"]).get_indexer(pd.Index(frame["phone"]))
    frame["opened"] = seconds(frame["opened_on"])
    frame["is_company"] = (frame["holder_type"] == "COMPANY").to_numpy()
    frame["is_known"] = frame["opened"].to_numpy() >= 0
    return frame


def lay_transfers(evidence: Evidence, accounts: pd.DataFrame) -> pd.DataFrame:
    """Transfers in order of time, between positions, in baht; a transfer to oneself moves nothing and is left out.

    Who is behind each is found among the rows, unless they bear it (origin_id, destination_id).
    """
    rows = evidence.transfers
    frame = pd.DataFrame(
        {
            "transfer_id": rows["transfer_id"],
            "debtor": positions(rows["debtor_id"], accounts["account_id"]),
            "creditor": positions(rows["creditor_id"], accounts["account_id"]),
            "at": seconds(rows["booked_at"]),
            "baht": rows["amount_satang"].to_numpy(dtype="float64") / 100.0,
            "ref": rows["end_to_end_id"],
            "row": np.arange(len(rows)),
            "device_id": rows["device_id"],
            "remark": rows["remark"],
        }
    )
    kept = frame[(frame["debtor"] >= 0) & (frame["creditor"] >= 0) & (frame["debtor"] != frame["creditor"])]
    ordered = in_time(kept)
    if "origin_id" in rows:
        told = rows.take(ordered["row"].to_numpy())
        origin, destination = (
            positions(told[name], accounts["account_id"]) for name in ("origin_id", "destination_id")
        )
    else:
        origin, destination = ends(ordered, len(accounts))
    return ordered.assign(origin=origin, destination=destination)


def is_voice(rows: pd.DataFrame) -> Bools:
    """Which of the calls are talks, not messages."""
    return np.asarray(rows["is_voice"] if "is_voice" in rows else rows["call_type"] == "VOICE", dtype=bool)


def lay_calls(evidence: Evidence, phones: pd.DataFrame) -> pd.DataFrame:
    """Calls in order of time between positions."""
    rows = evidence.calls
    frame = pd.DataFrame(
        {
            "caller": positions(rows["a_phone_id"], phones["phone_id"]),
            "callee": positions(rows["b_phone_id"], phones["phone_id"]),
            "at": seconds(rows["started_at"]),
            "seconds": rows["duration_s"].fillna(0).to_numpy(dtype="float64"),
            "is_voice": is_voice(rows),
            "ref": rows["source_ref"],
        }
    )
    return in_time(frame[(frame["caller"] >= 0) & (frame["callee"] >= 0)])


def lay_sims(evidence: Evidence, people: People, phones: pd.DataFrame) -> pd.DataFrame:
    """SIM cards with the phone they serve and the person they are registered to."""
    rows = evidence.sims
    owner = people.person_sim.drop_duplicates("iccid").set_index("iccid")["person_id"]
    frame = pd.DataFrame(
        {
            "iccid": rows["iccid"],
            "phone": positions(rows["phone_id"], phones["phone_id"]),
            "person": rows["iccid"].map(owner).fillna(-1).astype("int64"),
            "is_company": (rows["id_type"] == "COMPANY").to_numpy(),
            "activated": seconds(rows["activated_at"]),
            "dealer": rows["dealer_code"].fillna(""),
        }
    )
    return frame[frame["phone"] >= 0].sort_values(["phone", "activated", "iccid"], ignore_index=True)


def lay_payments(
    evidence: Evidence, payments: pd.DataFrame, accounts: pd.DataFrame, phones: pd.DataFrame
) -> pd.DataFrame:
    """Payments of complaints, repaired, with the victim's account and phone as positions."""
    victim = evidence.complaints[["complaint_id", "victim_ref", "victim_account_id", "victim_phone_id", "loss_satang"]]
    frame = payments.merge(victim, on="complaint_id")
    frame["account"] = positions(frame["account_id"], accounts["account_id"])
    frame["victim_account"] = positions(frame["victim_account_id"], accounts["account_id"])
    frame["victim_phone"] = positions(frame["victim_phone_id"], phones["phone_id"])
    frame["at"] = seconds(frame["paid_at"])
    return frame[frame["account"] >= 0].sort_values(["complaint_id", "seq"], ignore_index=True)


def lay_complaints(evidence: Evidence, accounts: pd.DataFrame, phones: pd.DataFrame) -> pd.DataFrame:
    """Complaints in order of id, with the victim's account and phone as positions."""
    rows = evidence.complaints
    account = positions(rows["victim_account_id"], accounts["account_id"])
    placed = rows.assign(account=account, phone=positions(rows["victim_phone_id"], phones["phone_id"]))
    return placed.sort_values("complaint_id", ignore_index=True)


def with_victims_numbers(accounts: pd.DataFrame, complaints: pd.DataFrame) -> Ints:
    """Contact phone per account; where no bank told it, the number that its owner gave to the police as a victim."""
    phone: Ints = np.array(accounts["phone"], dtype="int64")
    told = complaints[(complaints["account"] >= 0) & (complaints["phone"] >= 0)].drop_duplicates("account", keep="last")
    node = told["account"].to_numpy()
    phone[node] = np.where(phone[node] >= 0, phone[node], told["phone"].to_numpy())
    return phone


def lay_mentions(evidence: Evidence, accounts: pd.DataFrame, phones: pd.DataFrame) -> pd.DataFrame:
    """What complaints and tips name, with positions (-1 where the mention is not an account or phone)."""
    frame = evidence.mentions.copy()
    frame["account"] = positions(frame["account_id"], accounts["account_id"])
    frame["phone"] = positions(frame["phone_id"], phones["phone_id"])
    return frame.sort_values(["source", "source_id", "kind", "value"], ignore_index=True)


def lay_parties(evidence: Evidence, phones: pd.DataFrame) -> pd.DataFrame:
    """Which handset, its own or not, and cell each phone used, one row per telco report."""
    rows = evidence.call_parties
    phone = positions(rows["phone_id"], phones["phone_id"])
    frame = rows.assign(phone=phone, at=seconds(rows["started_at"]), is_own=are_own(rows))
    return frame[["phone", "at", "imei", "is_own", "cell_id"]][frame["phone"] >= 0].reset_index(drop=True)


def index_flows(transfers: pd.DataFrame) -> tuple[Flow, Flow]:
    """What moved into accounts and out of them, by position."""
    at, baht = transfers["at"].to_numpy(), transfers["baht"].to_numpy()
    return EventIndex.build(transfers["creditor"].to_numpy(), at, baht), EventIndex.build(
        transfers["debtor"].to_numpy(), at, baht
    )


def lay_ground(
    evidence: Evidence, people: People, payments: pd.DataFrame, flows: tuple[Flow, Flow] | None = None
) -> Ground:
    """Lay out all evidence. `payments` is the frame of `resolve.repair_mentions`.

    `flows`, into accounts and out of them by number of account, are given where the evidence is a part of a whole.
    """
    phones = evidence.phones.sort_values("msisdn", ignore_index=True)
    accounts = lay_accounts(evidence, people, phones)
    complaints = lay_complaints(evidence, accounts, phones)
    accounts["phone"] = with_victims_numbers(accounts, complaints)
    transfers = lay_transfers(evidence, accounts)
    inflow, outflow = flows if flows else index_flows(transfers)
    number = accounts["account_id"].to_numpy(dtype="int64")
    return Ground(
        accounts=accounts,
        phones=phones,
        transfers=transfers,
        calls=lay_calls(evidence, phones),
        sims=lay_sims(evidence, people, phones),
        parties=lay_parties(evidence, phones),
        payments=lay_payments(evidence, payments, accounts, phones),
        mentions=lay_mentions(evidence, accounts, phones),
        complaints=complaints,
        watchlist=evidence.watchlist,
        inflow=Renumbered(inflow, number) if flows else inflow,
        outflow=Renumbered(outflow, number) if flows else outflow,
    )
