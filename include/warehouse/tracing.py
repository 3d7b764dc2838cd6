"""Which complaints wait to be traced by the fast lane, and which it has answered (`action.traced_complaint`)."""

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement

Version = tuple[str, str]  # complaint_id, content


def list_untraced(connection: Connection) -> list[Version]:
    """Return the versions of complaints in core that nobody has answered yet."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("action/untraced_complaint"))
        return [(str(complaint_id), str(content)) for complaint_id, content in cursor.fetchall()]


def mark_traced(connection: Connection, versions: list[Version]) -> None:
    """Write down that the proposals of these versions stand."""
    columns = {"complaint_id": [name for name, _ in versions], "content": [content for _, content in versions]}
    with connection.cursor() as cursor:
        cursor.execute(read_statement("action/traced_complaint"), columns)
