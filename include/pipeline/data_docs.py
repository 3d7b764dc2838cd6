"""Builds the Data Docs of what was validated since the last time; Great Expectations is imported only if there is any."""

from pathlib import Path

from include.sources import all_feeds, all_versions
from include.validate.docs import find_site, publish_results
from include.validate.site import write_index
from include.warehouse.connect import open_transaction
from include.warehouse.validation import read_pages, read_unbuilt, record_pages


def build_data_docs(dsn: str, home: str) -> dict[str, int]:
    """Render a page per file whose result is new, and every suite; return how many files. Counts only, no value."""
    with open_transaction(dsn) as connection:
        results = read_unbuilt(connection)
    if results.empty:
        return {"pages": 0}
    pages = publish_results([feed for source in all_versions() for feed in source], results, Path(home))
    with open_transaction(dsn) as connection:
        record_pages(connection, pages)
        newest = read_pages(connection)
    write_index(find_site(Path(home)), list(all_feeds()), newest)
    return {"pages": len(pages)}
