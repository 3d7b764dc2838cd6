"""One contract test for every feed: found by walking the sources, shown on its golden sample."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from contract import ALL_CHECKS, check_staging

from include.core.contract import Feed
from include.core.errors import UnknownFeedError
from include.sources import all_feeds, find_feed

GOLDEN = Path(__file__).parent / "golden"
MIGRATIONS = sorted((Path(__file__).parents[2] / "sql/migrations/versions").glob("*.sql"))
STAGING = "\n".join(path.read_text(encoding="utf-8") for path in MIGRATIONS)
BANKS = ("bank-a", "bank-b", "bank-c")
EXPECTED = {
    **{bank: {"accounts", "transactions", "freeze-responses"} for bank in BANKS},
    "bank-b": {
        *("accounts", "transactions", "freeze-responses", "returns"),
        *("recall-responses", "information-responses"),
    },
    **{telco: {"subscribers", "calls", "cells"} for telco in ("telco-a", "telco-b")},
    "tips": {"complaints", "public-tips"},
    "lists": {"watchlist", "site-blocks"},
}


def test_the_sources_are_the_feeds_that_agencies_deliver() -> None:
    found = {agency: {feed.name for feed in all_feeds() if feed.agency == agency} for agency in EXPECTED}
    assert found == EXPECTED
    assert len(all_feeds()) == sum(map(len, EXPECTED.values()))


def test_feeds_come_in_order_of_loading() -> None:
    assert list(all_feeds()) == sorted(all_feeds(), key=lambda feed: (feed.agency, feed.order, feed.name))


@pytest.mark.parametrize("check", ALL_CHECKS)
@pytest.mark.parametrize("feed", all_feeds(), ids=lambda feed: feed.key)
def test_a_feed_keeps_its_contract(feed: Feed, check: object) -> None:
    check(GOLDEN, feed)  # type: ignore[operator]


@pytest.mark.parametrize("feed", all_feeds(), ids=lambda feed: feed.key)
def test_a_feed_fits_its_staging_table(feed: Feed) -> None:
    check_staging(feed, STAGING)


def test_every_golden_sample_has_a_source() -> None:
    assert {path.parent for path in GOLDEN.glob("*/*/rows.csv")} == {GOLDEN / feed.key for feed in all_feeds()}


def test_an_unknown_feed_is_named() -> None:
    with pytest.raises(UnknownFeedError, match="bank-z/transactions"):
        find_feed("bank-z", "transactions")
