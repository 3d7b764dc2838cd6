"""The suite of Great Expectations of a feed, built from its contract: the only place where a rule becomes a check."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from include.core.contract import Column, Feed, Kind
from include.core.normalise import LOCAL_ZONE

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

FIRST_TIME = pd.Timestamp("2000-01-01", tz="UTC")
FIRST_DAY = pd.Timestamp("1900-01-01")
LAST_TIME = pd.Timestamp("2100-01-01", tz="UTC")
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


@dataclass(frozen=True)
class Check:
    """One expectation before Great Expectations is there: its type (`expect_...`), its kwargs, and its rule."""

    expectation: str
    kwargs: Mapping[str, Any]
    rule: Rule

    @property
    def meta(self) -> dict[str, str]:
        """What the expectation carries, for `read_rule`."""
        return {"field": self.rule.field, "rule": self.rule.name, "remedy": self.rule.remedy}


def name_suite(feed: Feed) -> str:
    """Return the name of the feed's suite and checkpoint: `agency.feed`, as Great Expectations allows no slash."""
    return f"{feed.agency}.{feed.name}"


def list_checks(feed: Feed, now: pd.Timestamp | None = None) -> list[Check]:
    """Return the feed's checks in the order of its suite; with `now`, times later than five minutes after it are bad."""
    latest = LAST_TIME if now is None else now + pd.Timedelta(minutes=5)
    unreadable = Rule("row", "malformed", "cannot be read; the agency must repair its export")
    checks = [Check("expect_column_values_to_be_null", {"column": "fault"}, unreadable)]
    for column in feed.columns:
        if column.required:
            word = "bad_amount" if column.kind in {Kind.MONEY, Kind.COUNT} else "missing_key"
            rule = Rule(column.name, word, "is empty; the agency must deliver it")
            checks.append(Check("expect_column_values_to_not_be_null", {"column": f"{column.name} given"}, rule))
        checks += _check_values(column, latest)
    return checks


def build_suite(feed: Feed, now: pd.Timestamp | None = None) -> "ExpectationSuite":
    """Return the checks as a suite of Great Expectations, which is imported here: it costs seconds."""
    from great_expectations import ExpectationSuite

    module = import_module("great_expectations.expectations")
    expectations = [
        getattr(module, check.expectation.title().replace("_", ""))(**check.kwargs, meta=check.meta)
        for check in list_checks(feed, now)
    ]
    return ExpectationSuite(name=name_suite(feed), expectations=expectations)


def read_rule(meta: dict[str, Any]) -> Rule:
    """Return the rule that an expectation carries."""
    return Rule(meta["field"], meta["rule"], meta["remedy"])


def describe_rule(column: Column) -> str:
    """Return what a bad value of the column breaks, and the remedy; empty where every text is good."""
    rule = _rule_of(column)
    return f"{rule.name}: {rule.remedy}" if rule else ""


def _check_values(column: Column, latest: pd.Timestamp) -> list[Check]:
    rule, limits = _rule_of(column), _limits_of(column, latest)
    if rule is None:
        return []
    if limits:
        kwargs = {"column": column.name, "min_value": limits[0], "max_value": limits[1]}
        return [Check("expect_column_values_to_be_between", kwargs, rule)]
    allowed = sorted(column.codes) if column.kind in {Kind.CODE, Kind.BANK} else [True]
    return [Check("expect_column_values_to_be_in_set", {"column": column.name, "value_set": allowed}, rule)]


def _limits_of(column: Column, latest: pd.Timestamp) -> tuple[Any, Any] | None:
    """Return the least and greatest legal value of an ordered kind, None for other kinds."""
    match column.kind:
        case Kind.TIMESTAMP:
            return pd.Timestamp(column.since, tz="UTC") if column.since else FIRST_TIME, latest
        case Kind.DATE:
            return FIRST_DAY, latest.tz_convert(LOCAL_ZONE).tz_localize(None).normalize()
        case Kind.MONEY:
            return LEAST_BAHT if column.positive else -MOST_BAHT if column.signed else 0, MOST_BAHT
        case Kind.COUNT | Kind.DEGREES:
            return column.bounds or (0, MOST_BAHT)
        case _:
            return None


def _rule_of(column: Column) -> Rule | None:
    """Return what a bad value of the column breaks, None where every text is good."""
    if column.kind in {Kind.COUNT, Kind.DEGREES}:
        low, high = column.bounds or (0, MOST_BAHT)
        return Rule(column.name, "bad_amount", f"is not a number between {low:g} and {high:g}; check the export")
    word_and_remedy = WORDS.get(column.kind)
    return Rule(column.name, *word_and_remedy) if word_and_remedy else None


WORDS = {
    Kind.CODE: ("unknown_code", "is not one of the agreed codes; check the code list"),
    Kind.BANK: ("unknown_code", "is not one of the agreed codes; check the code list"),
    Kind.TIMESTAMP: ("bad_date", "is no possible time; check the export's date format"),
    Kind.DATE: ("bad_date", "is no possible day; check the export's date format"),
    Kind.MONEY: ("bad_amount", "is no possible amount in baht with two decimals; check the export"),
    Kind.HOLDER_ID: ("bad_id", "fails the checksum of a Thai id; the agency must correct it"),
    Kind.ACCOUNT: ("bad_id", "is no account number; check that the export writes it as text"),
    Kind.PHONE: ("bad_phone", "cannot be understood as a number; the agency must correct it"),
    Kind.DOMAIN: ("malformed", "is no host name; the agency must correct it"),
    Kind.LIST: ("malformed", "cannot be understood as a list; the agency must correct it"),
}
