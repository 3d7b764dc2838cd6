"""The publish DAG: what the public may read."""

from pathlib import Path

from include.publish.digest import make_digest
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame


def publish(dsn: str, home: str) -> dict[str, int]:
    """Write `<home>/published/digest.csv`; return its rows."""
    with open_transaction(dsn) as connection:
        digest = make_digest(read_frame(connection, "core/complaints"))
    folder = Path(home) / "published"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / ".digest.csv"
    digest.to_csv(fresh, index=False)
    fresh.replace(folder / "digest.csv")
    return {"rows": len(digest)}
