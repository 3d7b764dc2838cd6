"""A landing place that is a folder of this machine."""

from pathlib import Path

from include.core.errors import DeliveryNotFoundError
from include.landing.delivery import CONTROL_SUFFIX, DeliveredFile, find_delivered
from include.landing.listing import Listing
from include.landing.place import Place
from include.landing.store import keep_file


class FolderPlace:
    """The folder of a place; nothing stays open."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = Path(place.path)

    def list_files(self) -> Listing:
        """Return all files below the folder.

        Raises:
            DeliveryNotFoundError: there is no such folder.
        """
        if not self.place.path or not self.root.is_dir():
            raise DeliveryNotFoundError(
                f"there is no folder {self.root.name} to take deliveries from; set RUKKHAT_LANDING or delivery"
            )
        return Listing(find_delivered(self.root, self.place.scope))

    def list_marks(self) -> frozenset[tuple[str, str]]:
        """Return path and time of every control file below the folder, empty where there is no folder."""
        depth = "*/" * (2 - len(self.place.scope))
        return frozenset(
            (str(path), str(path.stat().st_mtime_ns)) for path in self.root.glob(f"{depth}*{CONTROL_SUFFIX}")
        )

    def keep(self, file: DeliveredFile, store: Path) -> tuple[str, int]:
        """Copy a file into the store; see `store.keep_file`."""
        return keep_file(file.path, store)

    def close(self) -> None:
        """Nothing is open."""
