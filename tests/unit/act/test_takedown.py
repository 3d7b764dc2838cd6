import pandas as pd
import pytest

from include.act.takedown import COLUMNS, find_sites, propose_takedowns

START = pd.Timestamp("2024-03-01T00:00:00Z")


def at(minutes: float) -> pd.Timestamp:
    """That many minutes after START."""
    return START + pd.Timedelta(minutes=minutes)


def mentions(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Rows of (source, source_id, topic, kind, value), a minute apart."""
    frame = pd.DataFrame(rows, columns=["source", "source_id", "topic", "kind", "value"])
    return frame.assign(mentioned_at=pd.to_datetime([at(minute) for minute in range(len(rows))], utc=True))


def answers(*rows: tuple[str, str, float, float | None, str]) -> pd.DataFrame:
    """Rows of (domain, order, ordered minute, blocked minute, status)."""
    frame = pd.DataFrame(rows, columns=["domain", "order_no", "ordered_at", "blocked_at", "status"])
    for name in ("ordered_at", "blocked_at"):
        times = [None if pd.isna(minute) else at(minute) for minute in frame[name]]
        frame[name] = pd.to_datetime(pd.Series(times, dtype="datetime64[us, UTC]"), utc=True)
    return frame


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("slot.ufa88.asia", "slot.ufa88.asia"),
        ("WWW.Shop.co.th", "shop.co.th"),
        ("103.22.180.4", "103.22.180.4"),
    ],
)
def test_a_site_is_a_plain_host_name(host: str, site: str) -> None:
    assert find_sites(pd.Series([host])).tolist() == [site]


def test_tips_of_one_site_fall_together() -> None:
    tips = mentions(
        ("tip", "T2", "GAMBLING", "domain", "www.ufa.asia"),
        ("tip", "T1", "GAMBLING", "domain", "UFA.asia"),
        ("tip", "T1", "GAMBLING", "domain", "ufa.asia"),
        ("tip", "T3", "OTHER", "domain", "ufa.asia"),
        ("complaint", "C1", "LOAN", "domain", "ufa.asia"),
        ("tip", "T4", "OTHER", "phone", "+66812345678"),
    )
    found = propose_takedowns(tips, answers())
    assert list(found.columns) == COLUMNS
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["domain"], row["topic"], row["tip_count"], row["status"]) == ("ufa.asia", "GAMBLING", 3, "REPORTED")
    assert row["tip_ids"] == ["T1", "T2", "T3"]
    assert row["first_tip_at"] == at(0)
    assert pd.isna(row["requested_at"])


def test_two_names_on_one_hosting_are_two_sites() -> None:
    told = answers(("one.example.net", "O1", 1, 2, "BLOCKED"), ("two.example.net", "O2", 1, None, "REFUSED"))
    found = propose_takedowns(mentions(), told)
    assert found[["domain", "status"]].to_numpy().tolist() == [
        ["one.example.net", "BLOCKED"],
        ["two.example.net", "REFUSED"],
    ]


def test_equal_topics_fall_to_the_first_by_name() -> None:
    tips = mentions(("tip", "T1", "OTHER", "domain", "x.com"), ("tip", "T2", "GAMBLING", "domain", "x.com"))
    assert propose_takedowns(tips, answers())["topic"].tolist() == ["GAMBLING"]


def test_the_furthest_answer_counts() -> None:
    told = answers(
        ("x.com", "O1", 1, None, "ORDERED"),
        ("x.com", "O1b", 5, 9, "BLOCKED"),
        ("y.com", "O2", 3, None, "REFUSED"),
        ("z.com", "O3", 4, None, "ORDERED"),
    )
    found = propose_takedowns(mentions(("tip", "T1", "GAMBLING", "domain", "x.com")), told).set_index("domain")
    assert found["status"].to_dict() == {"x.com": "BLOCKED", "y.com": "REFUSED", "z.com": "ORDERED"}
    assert found.loc["x.com", "requested_at"] == at(1)
    assert found.loc["x.com", "blocked_at"] == at(9)
    assert found.loc["y.com", ["topic", "tip_count", "tip_ids"]].tolist() == ["OTHER", 0, []]


def test_nothing_from_nothing() -> None:
    assert propose_takedowns(mentions(), answers()).empty


def test_a_name_of_look_alike_letters_is_told() -> None:
    told = answers(
        ("kaѕikorn.example", "O1", 1, None, "ORDERED"),
        ("kasikorn.example", "O2", 1, None, "ORDERED"),
    )
    sites = propose_takedowns(mentions(), told)
    assert list(sites["lookalike"]) == [None, "kaѕikorn mixes Cyrillic and Latin letters"]
