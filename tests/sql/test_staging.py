"""A contract and its staging table cannot part: every column of a record stands there, in the type of its kind."""

import pytest

from include.core.contract import Column, Feed, Kind
from include.sources import all_versions
from tests.conftest import Warehouse

TYPES = {
    Kind.TIMESTAMP: {"timestamp with time zone"},
    Kind.DATE: {"date"},
    Kind.MONEY: {"numeric(15,2)"},
    Kind.COUNT: {"integer", "bigint"},
    Kind.DEGREES: {"double precision"},
    Kind.LIST: {"jsonb"},
}
OURS = {"file_id", "row_no", "agency", "debtor_id", "creditor_id"}
TABLE = """
select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
NEWEST = [versions[-1] for versions in all_versions()]


def derived_columns(feed: Feed) -> set[str]:
    """What the normaliser adds: constants, matching forms, phones as typed, hosts of URLs."""
    names = {f"{c.name}_key" for c in feed.columns if c.kind is Kind.NAME}
    names |= {f"{c.name}_typed" for c in feed.columns if c.kind is Kind.PHONE and not c.required}
    return names | set(feed.constants) | ({"domains"} if any(c.name == "urls" for c in feed.columns) else set())


def compare_table(feed: Feed, table: dict[str, tuple[str, bool]]) -> list[str]:
    """Return a sentence per difference; each names the line to change."""
    where = f"in `create table staging.{feed.record}` or a later migration"
    told = [line for column in feed.columns for line in compare_column(feed, column, table)]
    strange = set(table) - OURS - {column.name for column in feed.columns} - derived_columns(feed)
    told += [
        f"{feed.key}: nothing fills `{name}`: add it to {feed.record} in records.py or drop it {where}"
        for name in sorted(strange)
    ]
    return told


def compare_column(feed: Feed, column: Column, table: dict[str, tuple[str, bool]]) -> list[str]:
    expected = TYPES.get(column.kind, {"text"})
    if column.name not in table:
        return [f"{feed.key}: staging.{feed.record} lacks `{column.name} {min(expected)}`: add that line"]
    found, is_not_null = table[column.name]
    if found not in expected:
        return [
            f"{feed.key}: `{column.name}` is {column.kind}: make it {min(expected)} in staging.{feed.record}, not {found}"
        ]
    if is_not_null and not column.required:
        return [f"{feed.key}: `{column.name}` may be empty: take `not null` from staging.{feed.record}, or require it"]
    return []


@pytest.mark.parametrize("feed", NEWEST, ids=lambda feed: feed.key)
def test_the_staging_table_is_the_contract(warehouse: Warehouse, feed: Feed) -> None:
    rows = warehouse.query(TABLE, (f"staging.{feed.record}",))
    assert compare_table(feed, {str(name): (str(kind), bool(full)) for name, kind, full in rows}) == []


def test_a_table_that_parts_from_its_contract_is_told_line_by_line() -> None:
    feed = next(feed for feed in NEWEST if feed.key == "telco-a/cells")
    table = {"cell_id": ("text", True), "lat": ("text", True), "province": ("text", True), "colour": ("text", False)}
    assert compare_table(feed, table) == [
        "telco-a/cells: `lat` is degrees: make it double precision in staging.cell, not text",
        "telco-a/cells: staging.cell lacks `lon double precision`: add that line",
        "telco-a/cells: `province` may be empty: take `not null` from staging.cell, or require it",
        "telco-a/cells: nothing fills `colour`: add it to cell in records.py or drop it in `create table staging.cell` or a "
        "later migration",
    ]
