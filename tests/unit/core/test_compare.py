"""Differences between contracts, and between headings, are sentences that a person can read."""

from dataclasses import replace

import pytest

from include.core.compare import compare_contracts, describe_extra, describe_headings
from include.core.contract import Column, Feed, Kind, Record
from include.core.errors import ContractError
from include.sources import find_feed
from include.sources.readers.delimited import DelimitedReader
from include.sources.readers.jsonlines import JsonLinesReader

OLD = Feed(
    agency="bank-x",
    name="transactions",
    record=Record.POSTING,
    columns=(
        Column("tx_id", Kind.KEY, required=True),
        Column("amount", Kind.MONEY, required=True),
        Column("channel", Kind.CODE, codes=frozenset({"ATM", "WEB"})),
    ),
    reader=DelimitedReader(delimiter=";", headings={"Reference": "tx_id"}),
    suffixes=(".csv",),
    times="buddhist",
)


def change(which: str, **parts: object) -> Feed:
    columns = tuple(replace(c, **parts) if c.name == which else c for c in OLD.columns)  # type: ignore[arg-type]
    return replace(OLD, columns=columns)


@pytest.mark.parametrize(
    ("new", "sentences"),
    [
        (OLD, []),
        (change("amount", kind=Kind.TEXT), ["column `amount` was money and is text"]),
        (change("amount", required=False), ["column `amount` may now be empty"]),
        (change("channel", required=True), ["column `channel` must now be filled"]),
        (
            change("channel", codes=frozenset({"ATM", "CARD"})),
            ["column `channel` has new codes: CARD", "column `channel` has lost codes: WEB"],
        ),
        (change("tx_id", name="posting_id"), ["column `tx_id` is now called `posting_id`"]),
        (change("amount", bounds=(0, 5)), ["column `amount`: bounds was none and is 0 to 5"]),
        (replace(OLD, columns=OLD.columns[1:]), ["column `tx_id` is gone"]),
        (
            replace(OLD, columns=(*OLD.columns, Column("remark", Kind.TEXT))),
            ["column `remark` is new (text, may be empty)"],
        ),
        (
            replace(OLD, reader=DelimitedReader(headings={"Ref": "tx_id"})),
            ["delimiter was `;` and is `,`", "column `tx_id` is headed `Ref` instead of `Reference`"],
        ),
        (replace(OLD, reader=JsonLinesReader()), ["files are read by JsonLinesReader instead of DelimitedReader"]),
        (replace(OLD, times="iso"), ["times are written `iso` instead of `buddhist`"]),
    ],
)
def test_each_difference_is_a_sentence(new: Feed, sentences: list[str]) -> None:
    told = compare_contracts(OLD, new)
    assert sorted(told) == sorted(sentences)


def test_two_columns_of_one_definition_are_not_called_renamed() -> None:
    two = replace(OLD, columns=(Column("a", Kind.KEY), Column("b", Kind.KEY)))
    other = replace(OLD, columns=(Column("c", Kind.KEY), Column("b", Kind.KEY)))
    third = replace(OLD, columns=(Column("c", Kind.KEY), Column("d", Kind.KEY)))
    assert compare_contracts(two, other) == ["column `a` is now called `c`"]
    assert compare_contracts(two, third)[:2] == ["column `a` is gone", "column `b` is gone"]


def test_banks_that_differ_in_form_only_differ_in_form_only() -> None:
    told = compare_contracts(find_feed("bank-a", "transactions"), find_feed("bank-c", "transactions"))
    assert "encoding was `utf-8` and is `cp874`" in told
    assert "column `booked_at` is headed `วันเวลา` instead of `booked_at`" in told
    assert not [sentence for sentence in told if "gone" in sentence or "new" in sentence]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (["a", "b", "mood"], ""),
        (["a"], "columns missing: b"),
        (["a", "a", "b"], "`a` stands twice"),
        (["a", "device"], "columns missing: b"),
    ],
)
def test_headings(found: list[str], words: str) -> None:
    assert describe_headings(found, ["a", "b"]) == words


def test_a_heading_that_is_like_the_missing_one_is_shown() -> None:
    told = describe_headings(["tx_id", "ip_adress"], ["tx_id", "ip_address"])
    assert told == "columns missing: ip_address (delivered is `ip_adress`, perhaps the same)"


def test_a_file_without_headings_shows_none_of_its_values() -> None:
    told = describe_headings(["somchai jaidee", "0812345678"], ["holder_name_en", "phone"])
    assert "somchai" not in told
    assert "0812345678" not in told
    assert "heading line" in told


@pytest.mark.parametrize(
    "parts", [{"columns": (*OLD.columns, OLD.columns[0])}, {"reject_share": 5}], ids=["column twice", "per cent"]
)
def test_a_contract_that_contradicts_itself_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(ContractError, match="bank-x/transactions v1"):
        replace(OLD, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], []),
        (["mood", "a.b2"], ["column a.b2 is not in the contract", "column mood is not in the contract"]),
        (["0812345678"], ["1 column is not in the contract"]),
        (
            ["mood", "x" * 200, "a\0b", ""],
            ["column mood is not in the contract", "3 more columns are not in the contract"],
        ),
    ],
)
def test_extra_columns_are_told_where_they_look_like_headings(found: list[str], told: list[str]) -> None:
    assert describe_extra(found) == told


def test_very_many_extra_columns_are_counted() -> None:
    told = describe_extra([f"k{number}" for number in range(500)])
    assert len(told) == 21
    assert told[-1] == "480 more columns are not in the contract"
