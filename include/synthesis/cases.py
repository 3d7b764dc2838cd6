"""The cases: a victim is called, pays, the money runs through the tiers; the victim reports, with a victim's memory."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from include.synthesis.gangs import Gangs
from include.synthesis.life import COLUMNS, draw_times
from include.synthesis.plan import DAY, Plan

TYPES = np.array(
    [
        "CALL_CENTRE",
        "INVESTMENT",
        "ONLINE_SHOPPING",
        "JOB",
        "LOAN",
        "PRIZE",
        "HYBRID_INVESTMENT",
        "ROMANCE",
        "REMOTE_ACCESS",
    ]
)
COMMANDS = np.array(["CCIB", "MPB", *(f"PPR{n}" for n in range(1, 10))])
TALKED_WITHIN = 4 * 3600  # before the first payment
STORIES = [
    "โดนหลอก ช่วยด้วยค่ะ",
    "มิจฉาชีพอ้างเป็นเจ้าหน้าที่ ให้โอนเงินเพื่อตรวจสอบ",
    "สั่งของแล้วไม่ได้ของ",
    "ชวนลงทุน ได้กำไรครั้งแรกแล้วถอนไม่ได้",
]


@dataclass
class Cases:
    """What the cases leave behind; rows of transfers and calls as in `life`, complaints as records."""

    transfers: list[tuple[Any, ...]] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    complaints: list[dict[str, Any]] = field(default_factory=list)


def make_cases(plan: Plan, gangs: Gangs) -> Cases:
    """Rob people: about 450 cases in eight days at scale 1."""
    rng = plan.generator("cases")
    cases, teams = Cases(), [Team(plan, gangs, name, rng) for name in sorted(gangs.mules["gang_id"].unique())]
    count = max(2 * len(teams), round(450 * plan.scale * plan.days / 8))
    people = gangs.country.accounts.index[: len(gangs.country.accounts) - len(gangs.mules)]
    kinds = gangs.country.holders["kind"].to_numpy()[gangs.country.accounts["holder"].to_numpy()[people]]
    victims = rng.choice(people[kinds == "person"], count, replace=False)
    times = np.sort(draw_times(plan, count, rng))
    for number, (victim, at) in enumerate(zip(victims, times, strict=True)):
        teams[number % len(teams)].rob(cases, number, int(victim), int(at))
    for team in teams:
        team.keep_in_touch(cases)
    _complain_wrongly(plan, gangs, cases, rng)
    return cases


class Team:
    """One gang at work."""

    def __init__(self, plan: Plan, gangs: Gangs, name: str, rng: np.random.Generator) -> None:
        self.plan, self.gangs, self.name, self.rng = plan, gangs, name, rng
        mules = gangs.mules[gangs.mules["gang_id"] == name]
        self.tiers = {tier: group[["account", "serves_from"]].to_numpy() for tier, group in mules.groupby("tier")}
        phones = gangs.phones[gangs.phones["gang_id"] == name]
        self.phones = {role: group[["sim", "msisdn"]].to_numpy() for role, group in phones.groupby("role")}
        self.used = {role: group[["used_from", "used_until"]].to_numpy() for role, group in phones.groupby("role")}
        self.sites = list(gangs.sites.loc[gangs.sites["gang_id"] == name, "domain"])
        self.line_ids = [f"@{site.split('.')[0][:4]}{rng.integers(100, 9999)}" for site in self.sites]
        self.end_s = plan.start_s + plan.days * DAY

    def rob(self, cases: Cases, number: int, victim: int, at: int) -> None:
        """Call the victim, take payments, move the money on, and let the victim report."""
        rng = self.rng
        callers = self._call_victim(cases, victim, at)
        payments, when = [], at + int(rng.integers(600, 5400))
        mule = self._pick(1, when)
        for _ in range(int(rng.choice([1, 2, 3], p=[0.6, 0.28, 0.12]))):
            satang = int(max(3000, rng.lognormal(np.log(28_000), 1.0)) // 100 * 100) * 100 + int(
                rng.choice(np.array([0, 0, 0, int(rng.integers(1, 99))]))
            )
            mule = mule if rng.random() < 0.75 else self._pick(1, when)
            self._pay(cases, when, victim, mule, satang)
            self._pass_on(cases, mule, when, satang, tier=1)
            payments.append((when, mule, satang))
            when += int(rng.exponential(5000)) + 120
        reported = when + int(rng.lognormal(np.log(3 * 3600), 1.0))
        if rng.random() < 0.88 and reported < self.end_s:
            self._report(cases, number, victim, payments, callers, reported)

    def keep_in_touch(self, cases: Cases) -> None:
        """Handlers call the mules' holders; recruiters a few of them; one-time passwords come to the OTP phones."""
        rng, accounts = self.rng, self.gangs.country.accounts
        sims = self.gangs.country.sims.reset_index().drop_duplicates("holder").set_index("holder")["index"]
        holders = accounts["holder"].to_numpy()[np.concatenate([tier[:, 0] for tier in self.tiers.values()])]
        for role, share, often in (("HANDLER", 0.9, 4), ("RECRUITER", 0.5, 2), ("OTP", 0.3, 2)):
            for sim, _ in self.phones.get(role, []):
                for holder in rng.choice(
                    holders, max(1, int(len(holders) * share / max(len(self.phones[role]), 1))), replace=False
                ):
                    for at in draw_times(self.plan, int(rng.integers(1, often + 1)), rng):
                        cases.calls.append(
                            (int(at), int(sim), int(sims[holder]), int(rng.integers(5, 120)), "VOICE", "")
                        )
        callers = self.phones["CALLER"]
        everybody = len(self.gangs.country.sims) - len(self.gangs.phones)
        for (sim, _), (begins, ends) in zip(callers, self.used["CALLER"], strict=True):
            size = int(rng.integers(20, 60) * self.plan.days / 8)
            for at, other in zip(draw_times(self.plan, size, rng), rng.integers(0, everybody, size), strict=True):
                if begins <= at < ends:
                    cases.calls.append((int(at), int(sim), int(other), int(rng.exponential(15)), "VOICE", ""))

    def _in_use(self, role: str, at: int) -> np.ndarray:
        """The numbers (sim, msisdn) of a role that are used at a moment."""
        begins, ends = self.used[role].T
        return self.phones[role][(begins <= at) & (at < ends)]

    def _pick(self, tier: int, at: int) -> int:
        half = int(at > self.plan.start_s + self.plan.days * DAY / 2)
        pool = self.tiers[tier]
        serving = pool[(pool[:, 1] == half) | (pool[:, 1] == -1)]
        return int(self.rng.choice((serving if len(serving) else pool)[:, 0]))

    def _call_victim(self, cases: Cases, victim: int, at: int) -> list[str]:
        rng, country = self.rng, self.gangs.country
        holder = country.accounts["holder"].iloc[victim]
        sims = country.sims.index[country.sims["holder"] == holder]
        used = []
        for role, low, high in (("SPOOFED", 1, 3), ("CALLER", 1, 4)):
            for sim, msisdn in rng.permutation(self._in_use(role, at - TALKED_WITHIN))[: rng.integers(low, high)]:
                when = at - int(rng.integers(300, TALKED_WITHIN))
                cases.calls.append((when, int(sim), int(sims[0]), int(rng.lognormal(5, 0.8)), "VOICE", msisdn))
                used.append(str(msisdn))
        return used

    def _pay(self, cases: Cases, at: int, debtor: int, creditor: int, satang: int, channel: str = "MOBILE") -> None:
        cases.transfers.append((at, debtor, creditor, satang, channel, ""))

    def _pass_on(self, cases: Cases, mule: int, at: int, satang: int, tier: int) -> None:
        """Move most of what came in to the next tier, or out: cash, exchange, wallet; sometimes it stays."""
        rng, (least, median) = self.rng, self.plan.style.pass_on_s
        if rng.random() < (0.12, 0.3, 0.35)[tier - 1]:
            return
        left = satang - int(satang * rng.uniform(0.01, 0.08))
        for share in rng.dirichlet(np.full(int(rng.integers(1, 4)), 3.0)):
            at += int(least + rng.exponential(median))
            part = int(left * share) // 100 * 100
            if part < 10_000 or at >= self.end_s:
                continue
            if tier == 3 or rng.random() < 0.15:
                self._cash_out(cases, mule, at, part)
                continue
            through = mule
            if rng.random() < self.plan.style.through_hubs:
                through = self._use_hub(cases, mule, at, part)
                at += int(rng.exponential(600)) + 30
            payee = self._pick(tier + 1, at)
            self._pay(cases, at, through, payee, part)
            self._pass_on(cases, payee, at, part, tier + 1)

    def _use_hub(self, cases: Cases, mule: int, at: int, part: int) -> int:
        hubs = self.gangs.country.accounts.index[self.gangs.country.accounts["bank_code"].str.startswith("95")][:5]
        hub = int(self.rng.choice(hubs))
        self._pay(cases, at, mule, hub, part)
        return hub

    def _cash_out(self, cases: Cases, mule: int, at: int, part: int) -> None:
        if self.rng.random() < 0.35:
            self._pay(cases, at, mule, -2, part)
            return
        while part >= 10_000:
            drawn = min(part // 10_000 * 10_000, 2_000_000)
            self._pay(cases, at, mule, -1, drawn, "ATM")
            part -= drawn
            at += int(self.rng.integers(40, 200))

    def _report(
        self,
        cases: Cases,
        number: int,
        victim: int,
        payments: list[tuple[int, int, int]],
        callers: list[str],
        reported: int,
    ) -> None:
        rng = self.rng
        transfers = [(mule, satang, at, rng.random() < self.plan.style.mistyped) for at, mule, satang in payments]
        cases.complaints.append(
            {
                "complaint_id": f"C{reported - 1_700_000_000:08d}{number:06d}",
                "gang_id": self.name,
                "reported": reported,
                "victim": victim,
                "type": str(rng.choice(TYPES)),
                "command": str(rng.choice(COMMANDS)),
                "transfers": transfers,
                "phones": [phone for phone in callers if rng.random() < 0.8],
                "line_ids": [line for line in self.line_ids if rng.random() < 0.5],
                "urls": [f"https://{site}/" for site in self.sites if rng.random() < 0.2],
                "story": str(rng.choice(STORIES)),
            }
        )


def _complain_wrongly(plan: Plan, gangs: Gangs, cases: Cases, rng: np.random.Generator) -> None:
    """A few complaints name an honest seller: a quarrel about goods, not a fraud."""
    kinds = gangs.country.holders["kind"].to_numpy()[gangs.country.accounts["holder"].to_numpy()]
    sellers, people = np.flatnonzero(kinds == "seller"), np.flatnonzero(kinds == "person")
    for number in range(max(1, round(6 * plan.scale))):
        at, satang = int(draw_times(plan, 1, rng)[0]), int(rng.integers(300, 3000)) * 100
        victim, seller = int(rng.choice(people)), int(rng.choice(sellers))
        cases.transfers.append((at, victim, seller, satang, "PROMPTPAY", "ค่าสินค้า"))
        reported = min(at + int(rng.integers(3600, DAY)), plan.start_s + plan.days * DAY - 1)
        cases.complaints.append(
            {
                "complaint_id": f"C{reported - 1_700_000_000:08d}{900_000 + number:06d}",
                "gang_id": "",
                "reported": reported,
                "victim": victim,
                "type": "ONLINE_SHOPPING",
                "command": "CCIB",
                "transfers": [(seller, satang, at, False)],
                "phones": [],
                "line_ids": [],
                "urls": [],
                "story": STORIES[2],
            }
        )


def to_frame(cases: Cases) -> pd.DataFrame:
    """Return the cases' transfers as rows of `life`."""
    return pd.DataFrame(cases.transfers, columns=COLUMNS)
