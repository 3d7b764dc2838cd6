"""Where the closing of each reported site stands: what tips say of it, and what the ministry has answered."""

from typing import Any

import pandas as pd

from include.core.lookalike import describe_lookalike
from include.core.normalise import clean_domain

COLUMNS = [
    *("domain", "topic", "tip_count", "first_tip_at", "status", "requested_at", "blocked_at", "tip_ids"),
    "lookalike",
]
REPORTED = "REPORTED"
FURTHEST_FIRST = {"BLOCKED": 0, "REFUSED": 1, "ORDERED": 2}


def propose_takedowns(mentions: pd.DataFrame, site_blocks: pd.DataFrame) -> pd.DataFrame:
    """Return one row per site, sorted by domain: COLUMNS, `tip_ids` as sorted lists.

    `mentions` is the frame MENTION, of which tips that name a domain count; `site_blocks` has domain, order_no, ordered_at,
    blocked_at, status. A site is a host name, as the ministry orders it: on shared hosting two names under one domain are
    two sites, each with its own answer. The topic is the one most tips give, the first by name among equals. A site that
    nobody has answered on is REPORTED; of several answers the furthest counts: blocked, refused, ordered. Sites that only
    an answer names stand too, with the topic OTHER. `lookalike` tells of letters that imitate others, None elsewhere.
    """
    answers = _sum_answers(site_blocks)
    together = _sum_tips(mentions).join(answers, how="outer")
    together["status"] = together["status"].fillna(REPORTED)
    together["topic"] = together["topic"].fillna("OTHER")
    together["tip_count"] = together["tip_count"].fillna(0).astype("int64")
    together["tip_ids"] = together["tip_ids"].map(lambda ids: ids if isinstance(ids, list) else [])
    together = together.sort_index().rename_axis("domain").reset_index()
    told = [describe_lookalike(domain) for domain in together["domain"]]
    return together.assign(lookalike=pd.Series(told, dtype=object))[COLUMNS]


def find_sites(domains: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return each domain's plain host name (lower case, IDNA, without `www.`), or nothing where it is none."""
    return domains.map({domain: clean_domain(domain) for domain in domains.dropna().unique()})


def _sum_tips(mentions: pd.DataFrame) -> pd.DataFrame:
    tips = mentions[(mentions["source"] == "tip") & (mentions["kind"] == "domain")]
    tips = tips.assign(domain=find_sites(tips["value"])).dropna(subset=["domain"])
    tips = tips.sort_values(["domain", "source_id"]).drop_duplicates(["domain", "source_id"])
    named = tips.groupby("domain")
    return pd.DataFrame(
        {
            "topic": _find_majority(tips),
            "tip_count": named.size(),
            "first_tip_at": named["mentioned_at"].min(),
            "tip_ids": named["source_id"].agg(list),
        }
    )


def _find_majority(tips: pd.DataFrame) -> "pd.Series[Any]":
    counted = tips.groupby(["domain", "topic"]).size().rename("tips").reset_index()
    ranked = counted.sort_values(["domain", "tips", "topic"], ascending=[True, False, True])
    return ranked.drop_duplicates("domain").set_index("domain")["topic"]


def _sum_answers(site_blocks: pd.DataFrame) -> pd.DataFrame:
    answers = site_blocks.assign(
        domain=find_sites(site_blocks["domain"]), rank=site_blocks["status"].map(FURTHEST_FIRST)
    ).dropna(subset=["domain"])
    ranked = answers.sort_values(["domain", "rank", "ordered_at", "order_no"], kind="stable")
    furthest = ranked.drop_duplicates("domain").set_index("domain")
    first = answers.groupby("domain")["ordered_at"].min()
    return furthest[["blocked_at", "status"]].assign(requested_at=first)
