"""What a landing place does: list its files with what their control files say, and hand one over to the store."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from include.landing.delivery import DeliveredFile


@dataclass(frozen=True)
class Listing:
    """The files of a place in the order of loading, and in words what of it was refused."""

    files: list[DeliveredFile]
    refused: list[str] = field(default_factory=list)


class LandingPlace(Protocol):
    """A landing place that is open."""

    def list_files(self) -> Listing:
        """Return what lies there.

        Raises:
            PlaceError: it cannot be listed whole.
        """

    def list_marks(self) -> frozenset[tuple[str, str]]:
        """Return a mark of each complete file, another one when its control file is written again; cheap."""

    def keep(self, file: DeliveredFile, store: Path) -> tuple[str, int]:
        """Copy a listed file into the store; return its sha256 and size in bytes.

        Raises:
            PlaceError: it cannot be read whole.
            StoreError: the store cannot take it.
        """

    def close(self) -> None:
        """Let go of sessions."""
