"""Accidents of whole files: broken ones that are sent again, the same content twice, a last hour without its control file."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from include.synthesis.writers import put

REJECTED = {
    ".csv": ["control_mismatch", "too_dirty"],
    ".xml": ["control_mismatch", "wrong_root"],
    ".txt": ["control_mismatch", "wrong_encoding"],
}


def list_files(dirty: pd.DataFrame, agency: str, feed: str, suffix: str) -> pd.DataFrame:
    """Return what should become of each file of a clean delivery: status, rows, loaded, quarantined, duplicate."""
    grouped = dirty.groupby("file")
    count = {kind: (dirty["kind"] == kind).groupby(dirty["file"]).sum() for kind in ("bad", "duplicate")}
    rows = grouped.size()
    return pd.DataFrame(
        {
            "agency": agency,
            "feed": feed,
            "file_name": rows.index + suffix,
            "status": "loaded",
            "rows": rows.to_numpy(),
            "rows_loaded": (rows - count["bad"] - count["duplicate"]).to_numpy(),
            "rows_quarantined": count["bad"].to_numpy(),
            "rows_duplicate": count["duplicate"].to_numpy(),
            "reason": "",
        }
    )


def cause_accidents(
    folder: Path, files: pd.DataFrame, dirt: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Break some files of a feed below `folder`, and return the expected fate of its files and its planted rows anew."""
    suffix = "." + str(files["file_name"].iat[0]).split(".", 1)[1]
    enough = files.index[files["rows"] >= 10][:-1]
    if len(enough) < 4:
        return files, dirt
    broken, twice = (chosen := rng.choice(enough, 3, replace=False))[:2], chosen[2]
    for index, reason in zip(broken, REJECTED[suffix], strict=True):
        files, dirt = _break_file(folder, files, dirt, int(index), reason)
    files = _send_twice(folder, files, int(twice))
    return _leave_incomplete(folder, files, dirt)


def _break_file(
    folder: Path, files: pd.DataFrame, dirt: pd.DataFrame, index: int, reason: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    name = str(files.at[index, "file_name"])
    content, control = (
        (folder / name).read_bytes(),
        json.loads((folder / f"{name}.ctl.json").read_text(encoding="utf-8")),
    )
    again = _rename(name)
    (folder / again).write_bytes(content)
    (folder / f"{again}.ctl.json").write_text(json.dumps({**control, "file": again}), encoding="utf-8")
    damaged = DAMAGE[reason](content)
    if reason == "control_mismatch":
        (folder / name).write_bytes(damaged)
    else:
        put(folder, name, damaged, int(files["rows"].to_numpy()[index]))
    resent = files.loc[[index]].assign(file_name=again)
    fate = {"status": "rejected", "rows_loaded": 0, "rows_quarantined": 0, "rows_duplicate": 0, "reason": reason}
    files = files.assign(**{column: files[column].where(files.index != index, value) for column, value in fate.items()})
    moved = dirt["file_name"].where(dirt["file_name"] != name, again)
    return pd.concat([files, resent], ignore_index=True), dirt.assign(file_name=moved)


def _send_twice(folder: Path, files: pd.DataFrame, index: int) -> pd.DataFrame:
    name = str(files.at[index, "file_name"])
    again, rows = _rename(name), int(files["rows"].to_numpy()[index])
    control = json.loads((folder / f"{name}.ctl.json").read_text(encoding="utf-8"))
    (folder / again).write_bytes((folder / name).read_bytes())
    (folder / f"{again}.ctl.json").write_text(json.dumps({**control, "file": again}), encoding="utf-8")
    copy = files.loc[[index]].assign(
        file_name=again, rows_loaded=0, rows_quarantined=0, rows_duplicate=rows, reason="same content again"
    )
    return pd.concat([files, copy], ignore_index=True)


def _leave_incomplete(folder: Path, files: pd.DataFrame, dirt: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    last = files["file_name"].max()
    (folder / f"{last}.ctl.json").unlink()
    fate = {
        "status": "incomplete",
        "rows_loaded": 0,
        "rows_quarantined": 0,
        "rows_duplicate": 0,
        "reason": "no control file",
    }
    is_last = files["file_name"] == last
    files = files.assign(**{column: files[column].where(~is_last, value) for column, value in fate.items()})
    return files, dirt[dirt["file_name"] != last]


def _rename(name: str) -> str:
    stem, suffix = name.split(".", 1)
    return f"{stem}-2.{suffix}"


def _spoil_amounts(content: bytes) -> bytes:
    head, *lines = content.decode().splitlines()
    spoilt = [
        ",".join([*line.split(",")[:7], "abc", *line.split(",")[8:]]) if number % 5 == 0 else line
        for number, line in enumerate(lines)
    ]
    return "\n".join([head, *spoilt, ""]).encode()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "control_mismatch": lambda content: content[: len(content) // 2],
    "too_dirty": _spoil_amounts,
    "wrong_root": lambda content: content.replace(b"Document", b"Dokument"),
    "wrong_encoding": lambda content: content.decode("cp874").encode("utf-8"),
}
