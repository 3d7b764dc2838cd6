"""Reads the Airflow connection of a landing place, in a task or in the triggerer; what it holds is handed on, never kept."""

from typing import Any

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

FIELDS = ("host", "port", "login", "password", "extra")


def read_login(connection_id: str) -> dict[str, Any]:
    """Return what a connection holds; for task bodies, which never return it.

    Raises:
        LookupError: there is no such connection.
    """
    try:
        connection = Connection.get(connection_id)
    except AirflowNotFoundException:
        raise LookupError(connection_id) from None
    return {name: getattr(connection, name) for name in FIELDS}


async def await_login(connection_id: str) -> dict[str, Any]:
    """Do the same in the triggerer's own loop, as Airflow wants it there."""
    try:
        connection = await Connection.async_get(connection_id)
    except AirflowNotFoundException:
        raise LookupError(connection_id) from None
    return {name: getattr(connection, name) for name in FIELDS}
