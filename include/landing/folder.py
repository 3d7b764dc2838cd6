"""A landing place that is a folder of this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

from include.core.errors import DeliveryNotFoundError
from include.landing.delivery import (
    CONTROL_SUFFIX,
    DeliveredFile,
    find_delivered,
    is_nameable,
    order_files,
    read_control,
)
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
        found = find_delivered(self.root, self.place.scope)
        files = [file for file in found if is_nameable(_name_file(file))]
        return Listing(files, [_refuse(file, self.place) for file in found if file not in files])

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


def _name_file(file: DeliveredFile) -> str:
    return f"{file.agency}/{file.feed}/{file.name}"


def _refuse(file: DeliveredFile, place: Place) -> str:
    shown = _name_file(file).encode(errors="backslashreplace").decode()
    return f"{place.label}: {shown} is left alone, its name is not UTF-8; ask the agency to name it anew"


@dataclass(frozen=True)
class FreshFolder:
    """The folder of one feed, of which only complete files count that came after `since` (epoch seconds).

    However many years lie in it, a look costs a look at the names. The time is the inode's (ctime), which no sender can set.
    """

    place: Place
    since: float

    def list_files(self) -> Listing:
        """Return the fresh files, none where there is no folder or where it is a link."""
        agency, feed = self.place.scope
        folder = Path(self.place.path)
        files = [
            DeliveredFile(agency, feed, path, read_control(control))
            for control in self._list_controls()
            if (path := folder / control.name.removesuffix(CONTROL_SUFFIX)).is_file()
        ]
        return Listing(order_files(files))

    def list_marks(self) -> frozenset[tuple[str, str]]:
        """Return path and time of every fresh control file."""
        return frozenset((str(path), str(path.stat().st_mtime_ns)) for path in self._list_controls())

    def keep(self, file: DeliveredFile, store: Path) -> tuple[str, int]:
        """Copy a file into the store; see `store.keep_file`."""
        return keep_file(file.path, store)

    def close(self) -> None:
        """Nothing is open."""

    def _list_controls(self) -> list[Path]:
        folder = Path(self.place.path)
        if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [
                folder / entry.name
                for entry in entries
                if entry.name.endswith(CONTROL_SUFFIX)
                and not entry.name.startswith(".")
                and is_nameable(entry.name)
                and entry.is_file(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_ctime >= self.since
            ]
