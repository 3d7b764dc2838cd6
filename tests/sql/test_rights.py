"""Least rights: who may read and write what, asked of the catalogue and tried."""

import psycopg2
import pytest

from tests.conftest import Warehouse

SCHEMAS = ("landing", "staging", "core", "resolved", "network", "action", "mart", "vault")


def readable(warehouse: Warehouse, role: str) -> set[str]:
    rows = warehouse.query(
        """
        select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'v') and n.nspname = any(%s)
        and has_schema_privilege(%s, n.oid, 'usage') and has_table_privilege(%s, c.oid, 'select')
        """,
        (list(SCHEMAS), role, role),
    )
    return {str(schema) for (schema,) in rows}


@pytest.mark.parametrize(
    ("role", "schemas"),
    [
        ("rukkhat_analyst", {"mart"}),
        ("rukkhat_loader", {"landing", "staging", "core", "mart"}),
        ("rukkhat_engine", {"landing", "core", "resolved", "network", "action", "mart"}),
        ("rukkhat_vault", {"vault"}),
    ],
)
def test_each_role_reads_its_schemas_only(warehouse: Warehouse, role: str, schemas: set[str]) -> None:
    assert readable(warehouse, role) == schemas


def test_nobody_in_the_daily_run_is_superuser_or_owner(warehouse: Warehouse) -> None:
    rows = warehouse.query("select rolname, rolsuper, rolcreaterole from pg_roles where rolname like 'rukkhat%%'", {})
    assert {name for name, is_super, creates in rows if is_super or creates} == set()
    owners = warehouse.query("select distinct tableowner from pg_tables where schemaname = any(%s)", (list(SCHEMAS),))
    assert owners == [("rukkhat_owner",)]


@pytest.mark.parametrize(
    "statement",
    ["insert into mart.gang values ('x')", "select * from vault.reporter_contact", "create table x (y int)"],
)
def test_the_analyst_can_change_and_reveal_nothing(warehouse: Warehouse, statement: str) -> None:
    connection = psycopg2.connect(warehouse.analyst)
    with (
        pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.InvalidSchemaName)),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    connection.close()


def test_public_may_not_even_connect(warehouse: Warehouse) -> None:
    rows = warehouse.query("select datacl::text from pg_database where datname = current_database()")
    assert "{=" not in str(rows[0][0])
    assert ",=" not in str(rows[0][0])


def test_every_view_of_the_feeds_interface_has_its_columns(warehouse: Warehouse) -> None:
    expected = {
        "account_risk": "bank_code account_no mule_score is_flagged role tier gang_id reasons",
        "phone_risk": "msisdn scam_score is_flagged role gang_id reasons",
        "gang": "gang_id account_count phone_count complaint_count loss_amount first_seen last_seen confidence",
        "gang_member": "gang_id node_type node_key role score evidence",
        "freeze_proposal": "complaint_id bank_code account_no hop traced_amount as_of proposed_at status",
        "site_takedown": "domain topic tip_count first_tip_at status requested_at blocked_at",
        "command_scorecard": "command_code period_start period_end",
        "feed_health": "agency feed file_name received_at rows_read rows_loaded rows_quarantined rows_duplicate status reason",
        "quarantine": "agency feed file_name row_no reason raw",
    }
    for view, columns in expected.items():
        rows = warehouse.query(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", (f"mart.{view}",)
        )
        assert set(columns.split()) <= {str(name) for (name,) in rows}, view


def test_functions_are_open_to_the_roles_that_read_and_to_nobody_else(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        """
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace = 'mart'::regnamespace
        and (has_function_privilege('public', p.oid, 'execute') or not has_function_privilege('rukkhat_analyst', p.oid, 'execute'))
        """
    )
    assert rows == []
