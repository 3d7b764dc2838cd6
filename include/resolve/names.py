"""Names and ids as comparison keys: the same person typed in different ways gives the same key."""

import re

import pandas as pd
from pythainlp.util import normalize

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
GLUED_TITLE = re.compile(r"^(?:น\.ส\.|นางสาว|ด\.ช\.|ด\.ญ\.)\s*")
SPACED_TITLE = re.compile(r"^(?:นาย|นาง|คุณ|mr\.?|mrs\.?|ms\.?|miss)\s+")
BLANKS = re.compile(r"\s+")
NATIONAL_ID = re.compile(r"\d{13}")


def name_key(text: str) -> str:
    """One name without title, invisible characters and doubled blanks, in lower case."""
    plain = BLANKS.sub(" ", INVISIBLE.sub("", text)).strip()
    plain = normalize(plain).casefold()
    return SPACED_TITLE.sub("", GLUED_TITLE.sub("", plain)).strip()


def name_keys(names: pd.Series) -> pd.Series:
    """Keys of a column of names; missing stays missing. Works on distinct values, since names repeat."""
    distinct = names.dropna().unique()
    keys = {name: name_key(name) for name in distinct}
    return names.map(keys).replace("", None)


def identity_keys(id_no: pd.Series, id_type: pd.Series) -> pd.Series:
    """`TYPE:number` of a column of documents; missing where there is no number.

    `id_type` holds NATIONAL_ID, PASSPORT, COMPANY or is missing; a 13-digit number of unknown type is a national id.
    """
    number = (
        id_no.astype("object").where(id_no.notna(), "").astype(str).str.replace(r"[\s-]", "", regex=True).str.upper()
    )
    guessed = pd.Series("PASSPORT", index=id_no.index).mask(number.str.fullmatch(NATIONAL_ID), "NATIONAL_ID")
    kind = id_type.astype("object").where(id_type.notna(), guessed)
    return (kind + ":" + number).where(number != "", None)
