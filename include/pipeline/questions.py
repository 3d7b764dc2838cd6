"""Questions that people ask of the warehouse, answered by the functions of the mart: one truth for SQL, Python and pages."""

from datetime import datetime

import pandas as pd
import psycopg2
from psycopg2 import sql

from include.core.errors import QuestionError
from include.warehouse.connect import open_transaction


def explain(dsn: str, account: str) -> pd.DataFrame:
    """Return why an account (`bank:number`) is under suspicion or cleared: a row per reason and record behind it.

    Columns reason_no, code, weight (log-odds), reason, evidence_id, evidence_kind, at, amount (THB), source_key, target_key, note.
    Empty where nothing speaks for or against it.
    """
    bank_code, _, account_no = account.removeprefix("account:").partition(":")
    return ask(dsn, "explain", bank_code, account_no)


def explain_phone(dsn: str, msisdn: str) -> pd.DataFrame:
    """Return the same for a phone, written 0812345678 or +66812345678."""
    return ask(dsn, "explain_phone", msisdn)


def path(dsn: str, source: str, target: str, most_hops: int = 6, since: datetime | None = None) -> pd.DataFrame:
    """Return the steps of the shortest chain of evidence between two nodes; empty where there is none."""
    return ask(dsn, "path", source, target, most_hops, since)


def neighbourhood(dsn: str, called: str, hops: int = 1, since: datetime | None = None, most: int = 25) -> pd.DataFrame:
    """Return the ties within `hops` (1 to 3) of a node, at most `most` of each; `left_out` says how many there are beyond."""
    return ask(dsn, "neighbourhood", called, hops, since, most)


def similar_gangs(dsn: str, gang_id: str, most: int = 10) -> pd.DataFrame:
    """Return other gangs by what they share with this one: similarity 0 to 1, and the things themselves."""
    return ask(dsn, "similar_gangs", gang_id, most)


def ask(dsn: str, function: str, *arguments: object) -> pd.DataFrame:
    """Return the rows of a function of the mart.

    Raises:
        QuestionError: the question cannot be understood; it says how to ask.
    """
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
    statement = sql.SQL("select * from {}({})").format(sql.Identifier("mart", function), marks)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(statement, arguments)
        except psycopg2.errors.InvalidParameterValue as error:
            raise QuestionError(f"{error.diag.message_primary}; {error.diag.message_hint}") from error
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
