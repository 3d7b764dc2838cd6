import pandas as pd
import pytest

from include.resolve.names import identity_keys, name_key, name_keys


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("นาย สมชาย  ใจดี", "สมชาย ใจดี"),
        ("นางสาวสมหญิง ใจดี", "สมหญิง ใจดี"),
        ("น.ส. สมหญิง ใจดี", "สมหญิง ใจดี"),
        ("สม\u200bชาย ใจดี ", "สมชาย ใจดี"),
        ("MR. Somchai JAIDEE", "somchai jaidee"),
        ("นายก ใจดี", "นายก ใจดี"),
        ("คุณากร ใจดี", "คุณากร ใจดี"),
    ],
)
def test_titles_blanks_and_invisible_signs_do_not_matter(typed: str, key: str) -> None:
    assert name_key(typed) == key


def test_a_column_keeps_its_missing_names() -> None:
    keys = name_keys(pd.Series(["นาย ก ข", None, "ก ข"]))
    assert keys.iloc[0] == keys.iloc[2] == "ก ข"
    assert keys.isna().tolist() == [False, True, False]


def test_identity_keys_carry_the_kind_of_document() -> None:
    numbers = pd.Series(["1-2345 67890123", "aa1234567", "0105500000001", None])
    kinds = pd.Series([None, None, "COMPANY", None])
    keys = identity_keys(numbers, kinds)
    assert keys.iloc[:3].tolist() == ["NATIONAL_ID:1234567890123", "PASSPORT:AA1234567", "COMPANY:0105500000001"]
    assert pd.isna(keys.iloc[3])
