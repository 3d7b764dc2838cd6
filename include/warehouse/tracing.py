"""Which complaints wait to be traced, and which have been (`action.traced_complaint`)."""

from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement

Version = tuple[str, str]  # complaint_id, content


def freeze_view(connection: Connection) -> None:
    """Let the transaction, which has read nothing yet, see the warehouse as of one moment."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")


def list_unresolved(connection: Connection) -> list[str]:
    """Return the complaints whose payments nobody has resolved yet."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("resolved/unresolved_complaint"))
        return [str(complaint_id) for (complaint_id,) in cursor.fetchall()]


def has_scores(connection: Connection) -> bool:
    """Tell whether the network has been built at all."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("network/has_scores"))
        row = cursor.fetchone()
    return bool(row and row[0])


def list_untraced(connection: Connection) -> list[Version]:
    """Return the versions of complaints in core that nobody has answered yet."""
    with connection.cursor() as cursor:
        cursor.execute(read_statement("action/untraced_complaint"))
        return [(str(complaint_id), str(content)) for complaint_id, content in cursor.fetchall()]


def mark_traced(connection: Connection, versions: list[Version]) -> None:
    """Write down that the proposals of these versions stand; those that are marked stay as they are."""
    columns = {"complaint_id": [name for name, _ in versions], "content": [content for _, content in versions]}
    with connection.cursor() as cursor:
        cursor.execute(read_statement("action/traced_complaint"), columns)
