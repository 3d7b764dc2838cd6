"""Where the closing of each reported site stands: what tips say of it, and what the ministry has answered."""

import pandas as pd

NEWEST_FIRST = {"BLOCKED": 0, "REFUSED": 1, "ORDERED": 2}


def propose_takedowns(mentions: pd.DataFrame, site_blocks: pd.DataFrame) -> pd.DataFrame:
    """Return one row per site: domain, topic, tip_count, first_tip_at, status, requested_at, blocked_at, tip_ids.

    `mentions` is the frame MENTION, of which tips that name a domain count; `site_blocks` has domain, order_no, ordered_at,
    blocked_at, status. The topic is the one most tips give. A site nobody has answered on is REPORTED.
    """
    tips = mentions[(mentions["source"] == "tip") & (mentions["kind"] == "domain")].drop_duplicates(["source_id", "value"])
    named = tips.sort_values(["value", "source_id"]).groupby("value")
    sites = pd.DataFrame(
        {
            "topic": named["topic"].agg(lambda topics: topics.mode().iloc[0]),
            "tip_count": named.size(),
            "first_tip_at": named["mentioned_at"].min(),
            "tip_ids": named["source_id"].agg(list),
        }
    ).rename_axis("domain")
    ranked = site_blocks.assign(rank=site_blocks["status"].map(NEWEST_FIRST))
    answers = ranked.sort_values(["rank", "ordered_at"]).drop_duplicates("domain").set_index("domain")
    together = sites.join(answers[["ordered_at", "blocked_at", "status"]], how="outer").rename(columns={"ordered_at": "requested_at"})
    together["status"] = together["status"].fillna("REPORTED")
    together["topic"] = together["topic"].fillna("OTHER")
    together["tip_count"] = together["tip_count"].fillna(0).astype("int64")
    together["tip_ids"] = together["tip_ids"].map(lambda ids: ids if isinstance(ids, list) else [])
    return together.rename_axis("domain").reset_index()
