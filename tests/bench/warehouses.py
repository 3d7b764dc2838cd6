"""Makes a big warehouse out of a loaded one: copies side by side in core and resolved, each with keys and numbers of its own.

An hour of it can be put aside and given back, as if its files came then.
"""

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor  # noqa: N812

NUMBERS = {
    "account_id": "core.account", "debtor_id": "core.account", "creditor_id": "core.account",
    "phone_id": "core.phone", "a_phone_id": "core.phone", "b_phone_id": "core.phone",
    "posting_id": "core.posting", "transfer_id": "core.posting", "call_id": "core.call", "person_id": "resolved.person",
}  # fmt: skip
SERIALS = {"core.account": "account_id", "core.phone": "phone_id", "core.posting": "posting_id", "core.call": "call_id"}
KEYS = frozenset({
    "account_no", "tx_id", "end_to_end_id", "device_id", "msisdn", "source_ref", "telco_call_id", "imei", "imsi", "cell_id",
    "iccid", "complaint_id", "tip_id", "victim_ref", "victim_phone", "victim_account_no", "holder_id", "dealer_code", "id_no",
    "person_key", "pseudonym", "entry_key",
})  # fmt: skip
WORDS = frozenset({"phones", "line_ids", "domains", "names"})
PAYMENTS = frozenset({"transfers", "bank_accounts"})
TABLES = (
    "core.account", "core.phone", "core.account_version", "core.subscriber_version", "core.posting", "core.call", "core.call_report",
    "core.complaint_version", "core.tip_version", "core.watchlist_version", "resolved.person", "resolved.person_account",
    "resolved.person_sim", "resolved.person_phone", "resolved.complaint_payment",
)  # fmt: skip
# When the rows of a table count as come; reports go with the call that they speak of.
CAME = {
    "core.posting": "booked_at",
    "core.call_report": "(select call.started_at from core.call where call.call_id = call_report.call_id)",
    "core.call": "started_at",
}


def copy_warehouse(owner: str, times: int) -> None:
    """Put `times` - 1 copies of what is loaded beside it; cells stay as they are."""
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        steps = {table: _highest(cursor, table, column) for table, column in SERIALS.items()}
        steps["resolved.person"] = _highest(cursor, "resolved.person", "person_id")
        for table in TABLES:
            columns = _columns(cursor, table)
            values = sql.SQL(", ").join(_shifted(column, kind, steps) for column, kind in columns)
            statement = sql.SQL(
                "insert into {table} ({names}) overriding system value select {values} from {table}"
                " cross join generate_series(1, %(copies)s) as copy"
            ).format(
                table=sql.Identifier(*table.split(".")),
                names=sql.SQL(", ").join(sql.Identifier(column) for column, _ in columns),
                values=values,
            )
            cursor.execute(statement, {"copies": times - 1})
            if table in SERIALS:
                cursor.execute(
                    sql.SQL("select setval(pg_get_serial_sequence(%s, %s), max({})) from {}").format(
                        sql.Identifier(SERIALS[table]), sql.Identifier(*table.split("."))
                    ),
                    (table, SERIALS[table]),
                )
    connection = psycopg2.connect(owner)
    connection.autocommit = True
    connection.cursor().execute("vacuum analyze")
    connection.close()


def count_rows(owner: str) -> tuple[int, int]:
    """How many transfers and calls there are."""
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("select (select count(*) from core.transfer), (select count(*) from core.call)")
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def put_aside(owner: str, start: str) -> int:
    """Take all postings and calls from `start` on away, and keep those of its first hour; return how many are kept."""
    kept = 0
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("create schema aside")
        cursor.execute(
            "create index call_of_report_idx on core.call_report (call_id)"
        )  # else each call taken away reads all reports
        for table, came in CAME.items():
            name, at = sql.Identifier(*table.split(".")), sql.SQL(came)
            aside = sql.Identifier("aside", table.split(".")[1])
            cursor.execute(
                sql.SQL(
                    "create table {} as select * from {} where {} >= %(start)s and {} < %(start)s::timestamptz + interval '1 hour'"
                ).format(aside, name, at, at),
                {"start": start},
            )
            kept += cursor.rowcount
            cursor.execute(sql.SQL("delete from {} where {} >= %(start)s").format(name, at), {"start": start})
        cursor.execute("drop index core.call_of_report_idx")
    return kept


def give_back(owner: str) -> None:
    """Let the hour that was put aside come."""
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        for table in reversed(CAME):
            cursor.execute(
                sql.SQL("insert into {} overriding system value select * from {}").format(
                    sql.Identifier(*table.split(".")), sql.Identifier("aside", table.split(".")[1])
                )
            )


def _highest(cursor: Cursor, table: str, column: str) -> int:
    cursor.execute(sql.SQL("select max({}) from {}").format(sql.Identifier(column), sql.Identifier(*table.split("."))))
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _columns(cursor: Cursor, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "select column_name, data_type from information_schema.columns where table_schema || '.' || table_name = %s"
        " order by ordinal_position",
        (table,),
    )
    return [(str(name), str(kind)) for name, kind in cursor.fetchall()]


def _shifted(column: str, kind: str, steps: dict[str, int]) -> sql.Composable:
    """What a column holds in a copy: numbers moved on, keys with a suffix, in lists of words and of payments too."""
    name = sql.Identifier(column)
    if column in NUMBERS:
        return sql.SQL("case when {0} >= 0 then {0} + copy * {1} else {0} end").format(
            name, sql.Literal(steps[NUMBERS[column]])
        )
    if column in KEYS:
        return sql.SQL("{} || 'x' || copy").format(name)
    if column in WORDS and kind == "jsonb":
        return sql.SQL(
            "coalesce((select jsonb_agg(one || 'x' || copy) from jsonb_array_elements_text({}) as one), '[]')"
        ).format(name)
    if column in PAYMENTS:
        return sql.SQL(
            "coalesce((select jsonb_agg(one || jsonb_build_object('account_no', (one ->> 'account_no') || 'x' || copy))"
            " from jsonb_array_elements({}) as one), '[]')"
        ).format(name)
    return name
