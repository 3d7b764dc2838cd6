"""The takedown DAG: where the closing of each reported site stands."""

from include.act.takedown import propose_takedowns
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_frame, replace_rows


def update(dsn: str) -> dict[str, int]:
    """Bring `action.site_takedown` to what tips and the ministry say; return the sites."""
    with open_transaction(dsn) as connection:
        mentions, blocks = read_frame(connection, "core/mentions"), read_frame(connection, "core/site_blocks")
        return {"sites": replace_rows(connection, "action", "site_takedown", propose_takedowns(mentions, blocks))}
