"""What each agency writes: frames of text, one row per record, with the file it goes into."""

import numpy as np
import pandas as pd

from include.synthesis.gangs import Gangs
from include.synthesis.identities import write_identities
from include.synthesis.ledger import Ledger, report_postings
from include.synthesis.people import PROVINCES, Country
from include.synthesis.plan import BANKS, DAY, Plan

LETTER = {"901": "A", "902": "B", "903": "9"}
BANGKOK_S = 7 * 3600
CELLS = 300


def iso(seconds: np.ndarray) -> np.ndarray:
    """Return ISO 8601 text with the offset of Thailand."""
    return np.char.add(np.datetime_as_string(_local(seconds)), "+07:00").astype(object)


def stamp(seconds: np.ndarray, form: str) -> np.ndarray:
    """Return local times in a strftime form."""
    return pd.DatetimeIndex(_local(seconds)).strftime(form).to_numpy(object)


def _local(seconds: np.ndarray) -> np.ndarray:
    return (np.asarray(seconds, dtype=np.int64) + BANGKOK_S).astype("datetime64[s]")


def baht(satang: np.ndarray) -> np.ndarray:
    """Return amounts as text with two decimals."""
    whole = pd.Series(np.asarray(satang, dtype=np.int64))
    return (whole // 100).astype(str).str.cat((whole % 100).astype(str).str.zfill(2), sep=".").to_numpy(object)


def write_postings(plan: Plan, ledger: Ledger) -> dict[str, pd.DataFrame]:
    """Return the postings of each delivering bank; `at` stays for formats with a date style of their own."""
    reports = report_postings(plan, ledger)
    frames = {}
    for bank in BANKS:
        own = reports[reports["reporting_bank"] == bank].reset_index(drop=True)
        own["tx_id"] = [f"{LETTER[bank]}{number:011d}" for number in range(len(own))]
        own["amount"], own["currency"] = baht(own["satang"].to_numpy()), "THB"
        own["booked_at"], own["file"] = iso(own["at"].to_numpy()), stamp(own["at"].to_numpy(), "%Y%m%dT%H")
        frames[bank] = own
    return frames


def write_accounts(plan: Plan, country: Country, ledger: Ledger) -> dict[str, pd.DataFrame]:
    """Return two snapshots of each delivering bank's accounts: at the start, and at the end."""
    rng = plan.generator("snapshots")
    accounts, holders = country.accounts, country.holders.loc[country.accounts["holder"]].reset_index(drop=True)
    written = write_identities(plan, "accounts", country.holders, accounts["holder"].to_numpy())
    frames: dict[str, list[pd.DataFrame]] = {bank: [] for bank in BANKS}
    for at, balance in ((plan.start_s, ledger.opening), (plan.start_s + plan.days * DAY, ledger.closing)):
        snapshot = pd.DataFrame(
            {
                "bank_code": accounts["bank_code"],
                "account_no": accounts["account_no"],
                "account_type": accounts["account_type"],
                "holder_type": np.where(holders["is_company"], "COMPANY", "PERSON"),
                "holder_id": written["id_no"],
                "holder_name_th": respell(written["name_th"].to_numpy(object), rng),
                "holder_name_en": np.where(
                    rng.random(len(holders)) < 0.5, holders["name_en"].str.upper(), holders["name_en"]
                ),
                "phone": type_phones(written["phone"].to_numpy(object), rng),
                "opened_s": accounts["opened_s"],
                "branch_province": holders["province"],
                "device_id": accounts["device"],
                "status": np.where(rng.random(len(holders)) < 0.995, "ACTIVE", "CLOSED"),
                "balance": baht(balance),
                "at": at,
                "file": stamp(np.array([at]), "%Y%m%d")[0],
            }
        )
        snapshot["opened_on"] = stamp(snapshot["opened_s"].to_numpy(), "%Y-%m-%d")
        snapshot["snapshot_at"] = iso(snapshot["at"].to_numpy())
        for bank in BANKS:
            frames[bank].append(snapshot[snapshot["bank_code"] == bank])
    return {bank: pd.concat(parts, ignore_index=True) for bank, parts in frames.items()}


def respell(names: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return names as clerks type them: titles, double blanks, invisible characters."""
    draw = rng.random(len(names))
    spelt = pd.Series(names).astype(object)
    spelt = spelt.where(draw >= 0.2, "นาย" + spelt)
    spelt = spelt.where((draw < 0.2) | (draw >= 0.3), "นางสาว " + spelt)
    spelt = spelt.where((draw < 0.3) | (draw >= 0.4), spelt.str.replace(" ", "  "))
    return spelt.where((draw < 0.4) | (draw >= 0.43), spelt.str[:2] + "\u200b" + spelt.str[2:]).to_numpy(object)


def type_phones(phones: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return numbers as people type them."""
    national = pd.Series(phones).astype(object).str.replace("+66", "0", regex=False)
    draw = rng.random(len(national))
    dashed = national.str[:3] + "-" + national.str[3:6] + "-" + national.str[6:]
    thai = national.map(lambda text: str(text).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")))
    at_home = national.str.startswith("0")
    as_is = (draw < 0.2) | (draw >= 0.3) | ~at_home
    typed = national.where(draw >= 0.2, dashed).where(as_is, "+66" + national.str[1:])
    return typed.where((draw < 0.3) | (draw >= 0.32), thai).to_numpy(object)


def write_subscribers(plan: Plan, country: Country) -> pd.DataFrame:
    """Return every SIM at the start, or on the day when it was bought, and a few that changed later; column `telco` says whose."""
    rng = plan.generator("subscribers")
    written = write_identities(plan, "sims", country.holders, country.sims["holder"].to_numpy())
    first = country.sims.assign(
        id_type=written["id_type"].to_numpy(),
        id_no=written["id_no"].to_numpy(),
        name_th=respell(written["name_th"].to_numpy(object), rng),
        status="ACTIVE",
        file=stamp(np.maximum(country.sims["activated_s"].to_numpy(), plan.start_s), "%Y%m%d"),
    )
    changed = first.sample(max(2, len(first) // 200), random_state=plan.seed).assign(
        status="SUSPENDED", file=stamp(np.array([plan.start_s + (plan.days - 1) * DAY]), "%Y%m%d")[0]
    )
    return pd.concat([first, changed], ignore_index=True).assign(
        activated_at=lambda sims: iso(sims["activated_s"].to_numpy())
    )


def write_calls(plan: Plan, gangs: Gangs, calls: pd.DataFrame) -> pd.DataFrame:
    """Return one row per report of a telco: a call between the two is reported by both, with its own party's handset."""
    rng = plan.generator("reports")
    sims = gangs.country.sims
    calls = calls[(calls["at"] >= plan.start_s) & (calls["at"] < plan.start_s + plan.days * DAY)]
    calls = calls.sort_values(["at", "a", "b"], kind="stable", ignore_index=True)
    calls = calls[rng.random(len(calls)) < plan.style.telco_seen].reset_index(drop=True)
    abroad = calls["a"].to_numpy() < 0
    telco = sims["telco"].to_numpy()
    a_telco = np.where(abroad, "", telco[calls["a"].to_numpy()])
    b_telco = telco[calls["b"].to_numpy()]
    parts = []
    for own, party, other in ((a_telco, "a", None), (b_telco, "b", a_telco)):
        chosen = np.flatnonzero((own != "") if other is None else (own != other))
        part = calls.iloc[chosen].assign(telco=own[chosen])
        card = part[party].to_numpy()
        known = ~abroad[chosen]
        part["imei"] = np.where(known, sims["imei"].to_numpy()[card], "")
        part["imsi"] = np.where(known, sims["imsi"].to_numpy()[card], "")
        part["cell"] = np.where(known, (sims["cell"].to_numpy()[card] + rng.integers(0, 3, len(part))) % CELLS, -1)
        part["at_ms"] = part["at"].to_numpy() * 1000 + (0 if party == "a" else rng.integers(0, 1500, len(part)))
        parts.append(part)
    reports = pd.concat(parts).sort_values(["telco", "at_ms"], kind="stable", ignore_index=True)
    numbers = sims["msisdn"].to_numpy(object)
    reports["a_msisdn"] = np.where(reports["a"] < 0, reports["msisdn"], numbers[reports["a"].to_numpy()])
    reports["b_msisdn"] = numbers[reports["b"].to_numpy()]
    reports["call_id"] = reports["telco"].str[-1].str.upper() + reports.groupby("telco").cumcount().astype(
        str
    ).str.zfill(10)
    reports["cell_id"] = np.where(
        reports["cell"] >= 0,
        np.where(reports["telco"] == "telco-a", "52001-", "52005-") + (10_000 + reports["cell"]).astype(str),
        "",
    )
    reports["file"] = stamp(reports["at_ms"].to_numpy() // 1000, "%Y%m%d")
    return reports


def write_cells(plan: Plan, network: str) -> pd.DataFrame:
    """Return the radio cells of a telco."""
    rng = plan.generator("cells" + network)
    return pd.DataFrame(
        {
            "cell_id": [f"{network}-{10_000 + number}" for number in range(CELLS)],
            "lat": np.round(rng.uniform(6.0, 20.0, CELLS), 5),
            "lon": np.round(rng.uniform(97.6, 105.5, CELLS), 5),
            "province": rng.choice(PROVINCES, CELLS),
            "file": stamp(np.array([plan.start_s]), "%Y%m%d")[0],
        }
    )
