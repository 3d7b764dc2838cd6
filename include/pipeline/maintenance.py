"""The maintenance DAG: housekeeping that nothing depends on."""

import time
from pathlib import Path

from include.warehouse.connect import open_transaction

LEFTOVER_AGE_S = 24 * 3600


def maintain(dsn: str, home: str) -> dict[str, int]:
    """Sweep temporary files that stopped runs left in the store a day ago or more; refresh the planner's statistics."""
    deadline = time.time() - LEFTOVER_AGE_S
    leftovers = [path for path in (Path(home) / "store").glob(".landing-*") if path.stat().st_mtime < deadline]
    for path in leftovers:
        path.unlink(missing_ok=True)
    with open_transaction(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("analyze")
    return {"swept": len(leftovers)}
