"""The maintenance DAG: housekeeping that nothing depends on."""

import time
from pathlib import Path

from include.landing.inbox import clear_inbox, list_inbox
from include.warehouse.connect import open_transaction
from include.warehouse.ledger import list_known

LEFTOVER_AGE_S = 24 * 3600
SETTLED = ("loaded", "rejected")


def maintain(dsn: str, home: str) -> dict[str, int]:
    """Sweep what stopped runs left in the store, and what was handed in and is loaded or refused, after a day or more.

    What was handed in stays in the store by its content. The planner's statistics are refreshed.
    """
    deadline = time.time() - LEFTOVER_AGE_S
    leftovers = [path for path in (Path(home) / "store").glob(".landing-*") if path.stat().st_mtime < deadline]
    for path in leftovers:
        path.unlink(missing_ok=True)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        known = list_known(connection, list_inbox(Path(home), deadline))
        cursor.execute("analyze")
    settled = [(line.agency, line.feed, line.file_name) for line in known if line.status in SETTLED]
    clear_inbox(Path(home), settled)
    return {"swept": len(leftovers), "taken_out": len(settled)}
