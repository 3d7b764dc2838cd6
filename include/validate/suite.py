"""The suite of Great Expectations of a feed, built from its contract: the only place where a rule becomes a check."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from include.core.contract import Column, Feed, Kind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

FIRST_TIME = pd.Timestamp("2000-01-01", tz="UTC")
FIRST_DAY = pd.Timestamp("1900-01-01")
LAST_TIME = pd.Timestamp("2100-01-01", tz="UTC")
LAST_DAY = pd.Timestamp("2100-01-01")
MOST_BAHT = 9_999_999_999_999.99
LEAST_BAHT = 0.01


@dataclass(frozen=True)
class Rule:
    """What a failed expectation means: the field, the rule's short name, and a sentence with the remedy."""

    field: str
    name: str
    remedy: str

    @property
    def reason(self) -> str:
        """The reason as the quarantine shows it."""
        return f"{self.name}: {self.field} {self.remedy}"


def build_suite(feed: Feed, now: pd.Timestamp | None = None) -> "ExpectationSuite":
    """Return the feed's suite; with `now`, times later than five minutes after it are bad."""
    from great_expectations import ExpectationSuite
    from great_expectations import expectations as gxe

    latest = LAST_TIME if now is None else now + pd.Timedelta(minutes=5)
    unreadable = Rule("row", "malformed", "cannot be read; the agency must repair its export")
    suite = [gxe.ExpectColumnValuesToBeNull(column="fault", meta=_meta(unreadable))]
    for column in feed.columns:
        if column.required:
            rule = Rule(column.name, "missing_key", "is empty; the agency must deliver it")
            suite.append(gxe.ExpectColumnValuesToNotBeNull(column=f"{column.name} given", meta=_meta(rule)))
        suite += _check_values(column, latest)
    return ExpectationSuite(name=f"{feed.key} v{feed.version}", expectations=suite)


def read_rule(meta: dict[str, Any]) -> Rule:
    """Return the rule that an expectation carries."""
    return Rule(meta["field"], meta["rule"], meta["remedy"])


def _meta(rule: Rule) -> dict[str, str]:
    return {"field": rule.field, "rule": rule.name, "remedy": rule.remedy}


def _check_values(column: Column, latest: pd.Timestamp) -> list["Expectation"]:
    from great_expectations import expectations as gxe

    def between(low: Any, high: Any, rule: str, remedy: str) -> list["Expectation"]:
        meta = _meta(Rule(column.name, rule, remedy))
        return [gxe.ExpectColumnValuesToBeBetween(column=column.name, min_value=low, max_value=high, meta=meta)]

    def within(values: list[Any], rule: str, remedy: str) -> list["Expectation"]:
        meta = _meta(Rule(column.name, rule, remedy))
        return [gxe.ExpectColumnValuesToBeInSet(column=column.name, value_set=values, meta=meta)]

    match column.kind:
        case Kind.CODE | Kind.BANK:
            return within(sorted(column.codes), "unknown_code", "is not one of the agreed codes; check the code list")
        case Kind.TIMESTAMP:
            return between(FIRST_TIME, latest, "bad_date", "is no possible time; check the export's date format")
        case Kind.DATE:
            return between(FIRST_DAY, LAST_DAY, "bad_date", "is no possible day; check the export's date format")
        case Kind.MONEY:
            least = LEAST_BAHT if column.positive else -MOST_BAHT
            return between(least, MOST_BAHT, "bad_amount", "is no possible amount in baht with two decimals")
        case Kind.COUNT | Kind.DEGREES:
            low, high = column.bounds or (0, MOST_BAHT)
            return between(low, high, "bad_amount", f"is not between {low:g} and {high:g}")
        case Kind.HOLDER_ID:
            return within([True], "bad_id", "fails the checksum of a Thai id; the agency must correct it")
        case Kind.ACCOUNT:
            return within([True], "bad_id", "is no account number; check that the export writes it as text")
        case Kind.PHONE | Kind.DOMAIN | Kind.LIST:
            return within([True], f"bad_{column.kind}", "cannot be understood; the agency must correct it")
        case Kind.KEY | Kind.TEXT | Kind.NAME | Kind.SECRET:
            return []
