"""The evidence graph around suspects as a table: typed, dated, weighted edges with the records behind them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.core.frames import EDGE
from include.graph.account_ties import remark_uses
from include.graph.bonds import tokens
from include.graph.ground import Bools, Floats, Ground, Ints
from include.graph.windows import starts_of

CITED = 10
Keys = npt.NDArray[Any]
Numbers = pd.Series | Ints | Floats | float


@dataclass(frozen=True)
class End:
    """One end of some records: the type of its nodes, their keys in order, and which of them each record names."""

    node_type: str
    keys: Keys
    place: Ints

    @classmethod
    def of(cls, node_type: str, texts: pd.Series) -> "End":
        """An end that each record names by its key; a record without one makes no edge."""
        place, keys = pd.factorize(texts, sort=True)
        return cls(node_type, np.asarray(keys, dtype=object), place.astype("int64"))


def account_end(ground: Ground, place: pd.Series | Ints) -> End:
    """Accounts by position; they stand in the order of their keys."""
    return End("account", ground.accounts["key"].to_numpy(), np.asarray(place, dtype="int64"))


def phone_end(ground: Ground, place: pd.Series | Ints) -> End:
    """Phones by position; they stand in the order of their numbers."""
    return End("phone", ground.phones["msisdn"].to_numpy(), np.asarray(place, dtype="int64"))


def dated(kind: str, source: End, target: End, at: Numbers, amount: Numbers, ref: pd.Series) -> pd.DataFrame:
    """Collapse records to one edge per pair: first and last time (`at` in seconds, negative where unknown), weight (the sum of
    `amount`), the first CITED records of it. Records of one second stay in their order.
    """
    when = np.broadcast_to(np.asarray(at), len(source.place))
    pair = source.place * max(len(target.keys), 1) + target.place
    order = np.lexsort((when, pair))
    order = order[(source.place[order] >= 0) & (target.place[order] >= 0)]
    starts = starts_of(pair[order])
    ends = np.append(starts[1:], len(order))[: len(starts)]
    firsts = np.minimum(ends, starts + CITED)
    told = ref.take(order).tolist()
    weight = np.broadcast_to(np.asarray(amount, dtype="float64"), len(pair))[order]
    columns = {
        "source_type": source.node_type,
        "source_key": source.keys[source.place[order[starts]]],
        "target_type": target.node_type,
        "target_key": target.keys[target.place[order[starts]]],
        "kind": kind,
        "first_at": moments(when[order[starts]]),
        "last_at": moments(when[order[ends - 1]]),
        "weight": np.add.reduceat(weight, starts) if len(starts) else weight,
        "evidence": [told[start:end] for start, end in zip(starts.tolist(), firsts.tolist(), strict=True)],
    }
    return pd.DataFrame(columns)[list(EDGE)]


def moments(at: Ints) -> pd.Series:
    """Seconds as times; none where they are negative."""
    return pd.to_datetime(pd.Series(at).where(at >= 0), unit="s", utc=True)


def paid(ground: Ground, near: Bools) -> pd.DataFrame:
    """account paid account; weight is baht."""
    rows = ground.transfers[near[ground.transfers["debtor"].to_numpy()] | near[ground.transfers["creditor"].to_numpy()]]
    ends = account_end(ground, rows["debtor"]), account_end(ground, rows["creditor"])
    return dated("paid", *ends, rows["at"], rows["baht"], rows["ref"])


def called(ground: Ground, near: Bools) -> pd.DataFrame:
    """phone called phone; weight is the number of calls and messages."""
    rows = ground.calls[near[ground.calls["caller"].to_numpy()] | near[ground.calls["callee"].to_numpy()]]
    ends = phone_end(ground, rows["caller"]), phone_end(ground, rows["callee"])
    return dated("called", *ends, rows["at"], 1.0, rows["ref"])


def owns(ground: Ground, person: pd.DataFrame, near: Bools) -> pd.DataFrame:
    """person owns account."""
    key = person.set_index("person_id")["person_key"]
    rows = ground.accounts[near & (ground.accounts["person"].to_numpy() >= 0)]
    holder = End.of("person", rows["person"].map(key))
    return dated("owns", holder, account_end(ground, rows.index.to_numpy()), rows["opened"], 1.0, rows["key"])


def registered(ground: Ground, person: pd.DataFrame, near: Bools) -> pd.DataFrame:
    """person registered sim, and phone uses sim."""
    key = person.set_index("person_id")["person_key"]
    rows = ground.sims[near[ground.sims["phone"].to_numpy()]]
    user, sim = phone_end(ground, rows["phone"]), End.of("sim", rows["iccid"])
    uses = dated("uses_sim", user, sim, rows["activated"], 1.0, rows["iccid"])
    known = rows[rows["person"] >= 0]
    buyer, bought = End.of("person", known["person"].map(key)), End.of("sim", known["iccid"])
    return pd.concat([uses, dated("registered", buyer, bought, known["activated"], 1.0, known["iccid"])])


def contact_numbers(ground: Ground, near: Bools) -> pd.DataFrame:
    """account gives phone as its contact."""
    rows = ground.accounts[near & (ground.accounts["phone"].to_numpy() >= 0)]
    ends = account_end(ground, rows.index.to_numpy()), phone_end(ground, rows["phone"])
    return dated("contact_number", *ends, rows["opened"], 1.0, rows["key"])


def devices(ground: Ground, near: Bools) -> pd.DataFrame:
    """account uses device, by its payments."""
    rows = ground.transfers[near[ground.transfers["debtor"].to_numpy()]]
    rows = rows[rows["device_id"].notna()]
    ends = account_end(ground, rows["debtor"]), End.of("device", rows["device_id"])
    return dated("uses_device", *ends, rows["at"], 1.0, rows["ref"])


def handsets(ground: Ground, near: Bools) -> pd.DataFrame:
    """phone seen in handset."""
    rows = ground.parties[near[ground.parties["phone"].to_numpy()]]
    rows = rows[rows["imei"].notna()]
    imei = "imei:" + rows["imei"].astype(str)
    return dated("handset", phone_end(ground, rows["phone"]), End.of("device", imei), rows["at"], 1.0, imei)


def named_in(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """account or phone named in a complaint or tip; weight is the certainty of the payment, 1 for a mention."""
    rows = ground.payments[accounts[ground.payments["account"].to_numpy()]]
    case = End.of("complaint", rows["complaint_id"])
    payee = account_end(ground, rows["account"])
    by_victim = dated("paid_by_victim", payee, case, rows["at"], rows["certainty"], rows["complaint_id"])
    told = ground.mentions[(ground.mentions["phone"] >= 0) & phones[np.maximum(ground.mentions["phone"].to_numpy(), 0)]]
    ends = phone_end(ground, told["phone"]), End.of("complaint", told["source_id"])
    return pd.concat([by_victim, dated("named_in", *ends, -1, 1.0, told["source_id"])])


def same_remark(ground: Ground, suspect: Bools) -> pd.DataFrame:
    """account wrote remark: the rarer remarks that several suspects use."""
    bonds = tokens(remark_uses(ground), ground.accounts["key"].astype(str), suspect, "remark", 1.0)
    ends = End.of("account", bonds["source"]), End.of("remark", bonds["target"])
    return dated("same_remark", *ends, -1, bonds["weight"], bonds["ref"])


def led_to_payment(ground: Ground, talks: pd.DataFrame, phones: Bools) -> pd.DataFrame:
    """phone talked with somebody who paid the account within the day; `talks` comes from phone_ties."""
    rows = talks[phones[talks["phone"].to_numpy()]]
    call, transfer = rows["call"].to_numpy(), rows["transfer"].to_numpy()
    at, belief = (np.tile(column, 2) for column in (ground.calls["at"].to_numpy()[call], rows["belief"].to_numpy()))
    ends = phone_end(ground, np.tile(rows["phone"], 2)), account_end(ground, np.tile(rows["account"], 2))
    ref = pd.concat([ground.calls["ref"].take(call), ground.transfers["ref"].take(transfer)], ignore_index=True)
    return dated("called_then_paid", *ends, at, belief, ref)


def build_edges(
    ground: Ground, person: pd.DataFrame, talks: pd.DataFrame, accounts: Bools, phones: Bools
) -> pd.DataFrame:
    """All edges that touch a suspect account or phone, columns EDGE, in a fixed order."""
    parts = [
        paid(ground, accounts),
        called(ground, phones),
        owns(ground, person, accounts),
        registered(ground, person, phones),
        contact_numbers(ground, accounts),
        devices(ground, accounts),
        handsets(ground, phones),
        named_in(ground, accounts, phones),
        same_remark(ground, accounts),
        led_to_payment(ground, talks, phones),
    ]
    edges = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=list(EDGE))], ignore_index=True)
    return edges.sort_values(["kind", "source_key", "target_key"], ignore_index=True)
