"""What the tip desk and the ministry deliver: complaints, public tips, the watch list, blocking orders; as JSON records."""

from typing import Any

import numpy as np
import pandas as pd

from include.synthesis.gangs import Gangs
from include.synthesis.ledger import Ledger
from include.synthesis.people import PROVINCES
from include.synthesis.plan import DAY, Plan
from include.synthesis.rows import BANGKOK_S, respell, stamp, type_phones

Record = dict[str, Any]


def write_complaints(plan: Plan, gangs: Gangs, complaints: list[Record]) -> list[tuple[str, Record]]:
    """Return (file stem, record) per complaint, with a victim's memory of times and numbers."""
    rng = plan.generator("complaints")
    cases = sorted(complaints, key=lambda case: (case["reported"], case["complaint_id"]))
    accounts, holders = gangs.country.accounts, gangs.country.holders
    victims = holders.iloc[accounts["holder"].to_numpy()[[case["victim"] for case in cases]]]
    paid = [[mule for mule, *_ in case["transfers"]] for case in cases]
    names = [holders["name_th"].to_numpy(object)[accounts["holder"].to_numpy()[rows]] for rows in paid]
    told = zip(
        cases,
        victims["province"],
        type_phones(victims["phone"].to_numpy(object), rng),
        _split(type_phones(_join([case["phones"] for case in cases]), rng), [len(case["phones"]) for case in cases]),
        _split(respell(_join(names), rng), [len(rows) for rows in paid]),
        strict=True,
    )
    numbers = list(zip(accounts["bank_code"], accounts["account_no"], strict=True))
    stems = stamp(np.array([case["reported"] for case in cases]), "%Y%m%dT%H")
    return [(str(stem), _tell(*parts, numbers, rng)) for stem, parts in zip(stems, told, strict=True)]


def _tell(
    case: Record,
    province: str,
    phone: str,
    phones: list[str],
    names: list[str],
    numbers: list[tuple[str, str]],
    rng: np.random.Generator,
) -> Record:
    bank_code, account_no = numbers[case["victim"]]
    return {
        "complaint_id": case["complaint_id"],
        "reported_at": _iso(case["reported"]),
        "channel": str(rng.choice(["HOTLINE", "WEB", "STATION"])),
        "complaint_type": case["type"],
        "command_code": case["command"],
        "province": province,
        "victim": {
            "victim_ref": f"V{case['victim']:08d}",
            "phone": phone,
            "bank_code": bank_code,
            "account_no": account_no,
        },
        "loss_amount": _baht(sum(satang for _, satang, _, _ in case["transfers"])),
        "transfers": [
            _remember(numbers[mule], satang, at, mistyped, rng) for mule, satang, at, mistyped in case["transfers"]
        ],
        "suspects": {
            "phones": phones,
            "line_ids": case["line_ids"],
            "urls": case["urls"],
            "names": names if rng.random() < 0.7 else [],
        },
        "narrative": case["story"],
    }


def _join(parts: list[Any]) -> np.ndarray:
    return np.array([item for part in parts for item in part], dtype=object)


def _split(joined: np.ndarray, lengths: list[int]) -> list[list[str]]:
    return [[str(item) for item in part] for part in np.split(joined, np.cumsum(lengths)[:-1])] if lengths else []


def _remember(account: tuple[str, str], satang: int, at: int, mistyped: bool, rng: np.random.Generator) -> Record:
    bank_code, number = account
    if mistyped:
        place = int(rng.integers(0, 10))
        number = number[:place] + str((int(number[place]) + int(rng.integers(1, 10))) % 10) + number[place + 1 :]
    told = at // 1800 * 1800 if rng.random() < 0.25 else at + int(rng.integers(-120, 120))
    return {"bank_code": bank_code, "account_no": number, "amount": _baht(satang), "at": _iso(told)}


def _baht(satang: int) -> str:
    return f"{satang // 100}.{satang % 100:02d}"


def write_tips(plan: Plan, gangs: Gangs, ledger: Ledger) -> list[tuple[str, Record]]:
    """Return (file stem, record) per public tip; some name a gang's site and accounts, some nothing of use."""
    rng = plan.generator("tips")
    count = max(6, round(400 * plan.scale * plan.days / 8))
    records = []
    times = np.sort(rng.integers(plan.start_s, plan.start_s + plan.days * DAY, count))
    stems, sites = stamp(times, "%Y%m%dT%H"), gangs.sites.to_dict("records")
    phones = gangs.phones.groupby("gang_id")["msisdn"].agg(list).to_dict()
    mules = _name_accounts(gangs)
    for number, (at, stem) in enumerate(zip(times, stems, strict=True), start=1):
        site = sites[int(rng.integers(0, len(sites)))]
        gang = site["gang_id"]
        contact = (
            f"08{rng.integers(10_000_000, 99_999_999)}"
            if rng.random() < 0.5
            else f"somsri{rng.integers(1000, 999999)}@mail.example.com"
        )
        useful = rng.random() < 0.7
        repeated = f" ติดต่อกลับ {contact}" if rng.random() < 0.1 else ""
        records.append(
            (
                str(stem),
                {
                    "tip_id": f"T{number:07d}",
                    "received_at": _iso(int(at)),
                    "topic": str(
                        rng.choice(["GAMBLING", "CALL_CENTRE", "ILLICIT_GOODS", "OTHER"], p=[0.6, 0.2, 0.1, 0.1])
                    )
                    if useful
                    else "OTHER",
                    "urls": [f"https://{site['domain']}/promo"] if useful else [],
                    "phones": _some(phones[gang], 0.4, rng) if useful else [],
                    "line_ids": [],
                    "bank_accounts": _some(mules[gang], 0.35, rng) if useful else [],
                    "province": str(rng.choice(PROVINCES)),
                    "narrative": "ขอให้ตรวจสอบด้วย" + repeated,
                    "reporter_contact": contact,
                },
            )
        )
    return records


def _name_accounts(gangs: Gangs) -> dict[str, list[Record]]:
    accounts = gangs.country.accounts.loc[gangs.mules["account"], ["bank_code", "account_no"]].to_dict("records")
    named: dict[str, list[Record]] = {}
    for gang, account in zip(gangs.mules["gang_id"], accounts, strict=True):
        named.setdefault(gang, []).append({str(key): value for key, value in account.items()})
    return named


def _some(choices: list[Any], share: float, rng: np.random.Generator) -> list[Any]:
    return [choices[int(rng.integers(0, len(choices)))]] if rng.random() < share else []


def write_watchlist(plan: Plan, gangs: Gangs) -> pd.DataFrame:
    """Return the watch list: a few rented identities, and persons who have nothing to do with these gangs."""
    rng = plan.generator("watchlist")
    rented = gangs.country.accounts["holder"].to_numpy()[gangs.mules["account"].to_numpy()]
    chosen = np.concatenate(
        [
            rng.choice(rented, max(1, len(rented) // 8), replace=False),
            rng.choice(plan.people, max(2, plan.people // 400)),
        ]
    )
    holders = gangs.country.holders.iloc[chosen].reset_index(drop=True)
    return pd.DataFrame(
        {
            "list_code": "HR03",
            "entity_type": "PERSON",
            "id_no": holders["id_no"],
            "name_th": respell(holders["name_th"].to_numpy(object), rng),
            "name_en": holders["name_en"],
            "listed_on": stamp(plan.start_s - rng.integers(1, 200, len(holders)) * DAY, "%Y-%m-%d"),
            "reason": "เปิดบัญชีให้ผู้อื่นใช้",
            "file": stamp(np.array([plan.start_s]), "%Y%m%d")[0],
        }
    ).drop_duplicates("id_no", ignore_index=True)


def write_site_blocks(plan: Plan, gangs: Gangs) -> list[tuple[str, Record]]:
    """Return (file stem, record) per blocking order of the ministry."""
    rng = plan.generator("blocks")
    records = []
    for number, site in enumerate(gangs.sites["domain"].iloc[::3]):
        ordered = plan.start_s + int(rng.integers(DAY, max(2, plan.days - 1) * DAY))
        status = str(rng.choice(["ORDERED", "BLOCKED", "REFUSED"], p=[0.4, 0.5, 0.1]))
        blocked = _iso(ordered + int(rng.integers(3600, DAY))) if status == "BLOCKED" else None
        record = {
            "domain": site,
            "order_no": f"MDES-2567-{number:05d}",
            "ordered_at": _iso(ordered),
            "blocked_at": blocked,
            "status": status,
        }
        records.append((str(stamp(np.array([ordered]), "%Y%m%d")[0]), record))
    return records


def _iso(seconds: int) -> str:
    return f"{np.datetime64(seconds + BANGKOK_S, 's')}+07:00"
