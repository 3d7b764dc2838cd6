"""The official ISO 20022 schemas, where they are at hand: data of the standards body, for tests only."""

import os
from pathlib import Path

from lxml import etree


def find_schemas() -> Path | None:
    """The official schemas: RUKKHAT_ISO20022, or `shared/schemas/iso20022` beside the project or above it."""
    named = os.environ.get("RUKKHAT_ISO20022")
    beside = [parent / "shared/schemas/iso20022" for parent in Path(__file__).resolve().parents]
    return next((path for path in [*([Path(named)] if named else []), *beside] if path.is_dir()), None)


def read_schema(name: str) -> etree.XMLSchema:
    """Return the schema of a message, as `camt.056.001.08`."""
    folder = find_schemas()
    assert folder is not None
    return etree.XMLSchema(etree.parse(folder / f"{name}.xsd"))
