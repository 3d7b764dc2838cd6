"""A small world to plant gangs in: rows are added one by one in plain words and come out as Evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from include.core import frames
from include.core.frames import Evidence

Row = dict[str, Any]


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC").as_unit("us")


@dataclass
class World:
    """Rows by business key; surrogate ids are given in the order of first mention."""

    account_rows: dict[str, Row] = field(default_factory=dict)
    phone_ids: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, frame: str, row: Row) -> None:
        self.rows.setdefault(frame, []).append(row)

    def phone(self, msisdn: str) -> int:
        return self.phone_ids.setdefault(msisdn, len(self.phone_ids) + 1)

    def account(self, key: str, **known: Any) -> int:
        row = self.account_rows.setdefault(key, {"account_id": len(self.account_rows) + 1})
        row |= {"bank_code": key[:3], "account_no": key[4:], **known}
        if "opened_on" in known:
            row |= {"opened_on": utc(known["opened_on"]), "status": known.get("status", "ACTIVE")}
            row.setdefault("holder_type", "PERSON")
            row["snapshot_at"] = utc("2024-03-01")
            row["balance_satang"] = 100_000
            self.add("snapshots", {name: row.get(name) for name in frames.SNAPSHOT})
        if known.get("phone"):
            self.phone(known["phone"])
        return int(row["account_id"])

    def pay(
        self, debtor: str, creditor: str, baht: float, at: str, device: str | None = None, remark: str | None = None
    ) -> str:
        number = len(self.rows.get("transfers", [])) + 1
        row = {"transfer_id": number, "end_to_end_id": f"E{number:06d}", "booked_at": utc(at), "channel": "MOBILE"}
        row |= {
            "debtor_id": self.account(debtor),
            "creditor_id": self.account(creditor),
            "amount_satang": round(baht * 100),
        }
        self.add("transfers", row | {"device_id": device, "remark": remark})
        return str(row["end_to_end_id"])

    def call(
        self,
        caller: str,
        callee: str,
        at: str,
        seconds: int,
        imei: str | None = None,
        cell: str | None = None,
        call_type: str = "VOICE",
    ) -> None:
        number = len(self.rows.get("calls", [])) + 1
        row = {"call_id": number, "source_ref": f"telco-a:{number}", "started_at": utc(at), "call_type": call_type}
        row |= {"a_phone_id": self.phone(caller), "b_phone_id": self.phone(callee), "duration_s": seconds}
        self.add("calls", row)
        if imei:
            party = {"call_id": number, "phone_id": row["a_phone_id"], "started_at": row["started_at"]}
            self.add("call_parties", party | {"imei": imei, "cell_id": cell})

    def text(self, sender: str, taker: str, at: str) -> None:
        """A message."""
        self.call(sender, taker, at, 0, call_type="SMS")

    def sim(
        self, msisdn: str, id_no: str, name: str, activated: str, dealer: str = "D1", id_type: str = "NATIONAL_ID"
    ) -> None:
        row = {
            "iccid": f"8966{self.phone(msisdn):06d}",
            "phone_id": self.phone(msisdn),
            "id_type": id_type,
            "id_no": id_no,
        }
        self.add(
            "sims", row | {"name_th": name, "activated_at": utc(activated), "dealer_code": dealer, "status": "ACTIVE"}
        )

    def complaint(
        self,
        complaint_id: str,
        victim: str,
        victim_phone: str,
        reported_at: str,
        paid: Sequence[tuple[str, float, str]],
        phones: Sequence[str] = (),
    ) -> None:
        loss = sum(round(baht * 100) for _, baht, _ in paid)
        row = {"complaint_id": complaint_id, "reported_at": utc(reported_at), "victim_ref": "V" + complaint_id}
        row |= {
            "victim_phone_id": self.phone(victim_phone),
            "victim_account_id": self.account(victim),
            "loss_satang": loss,
        }
        self.add("complaints", row | {"complaint_type": "CALL_CENTRE"})
        for seq, (account, baht, at) in enumerate(paid):
            claim = {"complaint_id": complaint_id, "seq": seq, "account_id": self.account(account)}
            self.add("complaint_transfers", claim | {"amount_satang": round(baht * 100), "paid_at": utc(at)})
        for number in phones:
            mention = {
                "source": "complaint",
                "source_id": complaint_id,
                "mentioned_at": utc(reported_at),
                "kind": "phone",
            }
            self.add("mentions", mention | {"value": number, "phone_id": self.phone(number), "account_id": -1})

    def table(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        table = pd.DataFrame(self.rows.get(name, []), columns=list(columns))
        for column in table.columns:
            if column.endswith(("_at", "_on")):
                table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[us, UTC]")
            elif column.endswith("_id") and column not in {
                "complaint_id",
                "source_id",
                "cell_id",
                "device_id",
                "end_to_end_id",
            }:
                table[column] = table[column].fillna(-1).astype("int64")
            elif column in {"amount_satang", "loss_satang", "duration_s", "seq"}:
                table[column] = table[column].astype("int64")
        return table

    def evidence(self) -> Evidence:
        accounts = pd.DataFrame(list(self.account_rows.values()), columns=list(frames.ACCOUNT))
        for column in ("opened_on", "snapshot_at"):
            accounts[column] = pd.to_datetime(accounts[column], utc=True).astype("datetime64[us, UTC]")
        phones = pd.DataFrame({"phone_id": list(self.phone_ids.values()), "msisdn": list(self.phone_ids)})
        tables = {
            name: self.table(
                name, getattr(frames, name.upper().rstrip("S") if name != "call_parties" else "CALL_PARTY")
            )
            for name in frames.FRAME_NAMES
            if name not in {"accounts", "phones", "watchlist"}
        }
        watchlist = pd.DataFrame(self.rows.get("watchlist", []), columns=list(frames.WATCHLIST))
        return Evidence(accounts=accounts, phones=phones, watchlist=watchlist, **tables)


def ordinary_people(world: World, count: int, seed: int = 1) -> list[str]:
    """People with a salary, small purchases and two-way calls among friends; returns their account keys."""
    rng = np.random.default_rng(seed)
    keys = [f"901:10000{number:05d}" for number in range(count)]
    for number, key in enumerate(keys):
        phone, document = f"+6681{number:07d}", f"1{number:012d}"
        world.account(
            key,
            holder_id=document,
            name_th=f"สมชาย ใจดี{number}",
            phone=phone,
            opened_on="2018-05-01",
            device_id=f"own{number}",
        )
        world.sim(phone, document, f"สมชาย ใจดี{number}", "2019-01-01", dealer=f"D{number % 7}")
        world.pay("902:2000000001", key, 20_000, f"2024-03-01T0{number % 9}:30:00", remark="เงินเดือน")
    for _ in range(6 * count):
        one, two = rng.choice(count, 2, replace=False)
        day, hour = rng.integers(1, 8), rng.integers(0, 24)
        at = f"2024-03-{day:02d}T{hour:02d}:{rng.integers(0, 60):02d}:00"
        world.pay(keys[one], keys[two], float(rng.integers(60, 900)), at, device=f"own{one}")
        near = keys[(one + 1 + rng.integers(0, 3)) % count]
        world.call(
            f"+6681{one:07d}",
            f"+6681{keys.index(near):07d}",
            at,
            int(rng.integers(20, 300)),
            f"imei{one}",
            f"cell{rng.integers(0, 9)}",
        )
    return keys


def plant_gang(
    world: World, name: str, people: list[str], day: int, recruiter: str | None = None
) -> dict[str, list[str]]:
    """A gang of three callers, one handler, two named mules, and two that nobody names, preying on the given people
    (accounts).

    The first two victims complain, the third does not. Returns mules, unnamed, callers, handler.
    """
    code = sum(map(ord, name)) % 90 + 10
    mules = [f"90{1 + number % 3}:77{code}00000{number}" for number in range(4)]
    callers = [f"+6692{code}0000{number}" for number in range(3)]
    handler, code_phone = f"+6693{code}00000", f"+6694{code}00000"
    for number, key in enumerate(mules):
        world.account(
            key,
            holder_id=f"3{code}{number:010d}",
            name_th=f"ม้า {name}{number}",
            phone=code_phone,
            opened_on="2024-02-20",
            device_id=f"farm-{name}-{number % 2}",
        )
    for number, phone in enumerate([*callers, handler, code_phone]):
        world.sim(
            phone, f"5{code}{number // 3:010d}", f"ซิม {name}{number // 3}", "2024-02-25T08:00:00", dealer=f"DX{name}"
        )
    for number, phone in enumerate(callers):
        for target in range(15):
            at = f"2024-03-{day:02d}T{6 + target % 12:02d}:{number * 15 + 2:02d}:00"
            world.call(phone, f"+6689{code}{number}{target:04d}", at, 9, f"rack-{name}", f"room-{name}")
        for minute in (5, 25, 45):
            world.call(handler, phone, f"2024-03-{day:02d}T05:{minute:02d}:00", 60, f"boss-{name}", f"boss-{name}")
    if recruiter:
        for minute in (1, 2, 3):
            world.call(recruiter, handler, f"2024-03-{day:02d}T04:{minute:02d}:00", 90, "rec", "rec")
    for number, victim in enumerate(people[:3]):
        phone = str(world.account_rows[victim]["phone"])
        hour = 8 + 3 * number
        first, second = mules[number % 2], mules[2 + number % 2]
        world.call(callers[number], phone, f"2024-03-{day:02d}T{hour:02d}:00:00", 900, f"rack-{name}", f"room-{name}")
        at = f"2024-03-{day:02d}T{hour:02d}:40:00"
        world.pay(victim, first, 80_000 + number, at, device=str(world.account_rows[victim]["device_id"]))
        world.pay(first, second, 79_500, f"2024-03-{day:02d}T{hour:02d}:46:00", device=f"farm-{name}-0")
        for minute in (50, 53, 56):
            world.pay(second, "000:ATM000001", 20_000, f"2024-03-{day:02d}T{hour:02d}:{minute}:00")
        world.pay(second, "990:5000000001", 19_000, f"2024-03-{day:02d}T{hour:02d}:58:00", device=f"farm-{name}-1")
        if number < 2:
            world.complaint(
                f"C{name}{number}",
                victim,
                phone,
                f"2024-03-{day:02d}T{hour + 2:02d}:00:00",
                [(first, 80_000 + number, at)],
                [callers[number]],
            )
    return {"mules": mules, "unnamed": mules[2:], "callers": callers, "handler": [handler]}


def plant_two_gangs() -> Evidence:
    """Two gangs among forty people."""
    world = World()
    people = ordinary_people(world, 40)
    plant_gang(world, "A", people[:3], 3)
    plant_gang(world, "B", people[10:13], 4)
    return world.evidence()
