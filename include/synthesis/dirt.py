"""Dirt as real deliveries have it: bad rows, rows sent twice, rows of the hour before; every piece written down."""

import numpy as np
import pandas as pd

ROOM_FOR_BAD = 25  # a file may have one bad row per so many, which stays under the five per cent


def add_dirt(
    frame: pd.DataFrame, key: str, faults: dict[str, tuple[str, str]], share: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the frame with bad rows and duplicates added; new columns `kind` (bad, duplicate or empty), `why`, `row_no`.

    `faults`: what may go wrong: reason to (column, the value that stands there). Bad rows are copies under keys of their
    own, so that no true row is lost.
    """
    clean = frame.assign(kind="", why="", order=np.arange(len(frame), dtype=float))
    bad = _make_bad(clean, key, faults, share, rng)
    again = clean[rng.random(len(clean)) < share / 2].assign(kind="duplicate", why="same row again")
    again["order"] += rng.integers(1, 40, len(again)) + 0.5
    late = _make_late(clean, share, rng)
    together = pd.concat([clean, bad, again, late], ignore_index=True)
    together = together.sort_values(["file", "order"], kind="stable", ignore_index=True)
    return together.assign(row_no=together.groupby("file").cumcount() + 1)


def list_dirt(frame: pd.DataFrame, agency: str, feed: str, suffix: str) -> pd.DataFrame:
    """Return the planted rows as the truth lists them."""
    planted = frame[frame["kind"] != ""]
    return pd.DataFrame(
        {
            "agency": agency,
            "feed": feed,
            "file_name": planted["file"] + suffix,
            "row_no": planted["row_no"],
            "kind": planted["kind"],
            "reason": planted["why"],
        }
    )


def _make_bad(
    clean: pd.DataFrame, key: str, faults: dict[str, tuple[str, str]], share: float, rng: np.random.Generator
) -> pd.DataFrame:
    room = (clean.groupby("file")["file"].transform("size") // ROOM_FOR_BAD).to_numpy()
    bad = clean[(rng.random(len(clean)) < share) & (room > 0)].copy()
    within = (
        bad.groupby("file").cumcount() < (clean.groupby("file").size() // ROOM_FOR_BAD).reindex(bad["file"]).to_numpy()
    )
    bad = bad[within].copy()
    fresh = pd.Series(
        [
            f"{head}9{number:09d}"
            for head, number in zip(bad[key].str[:1], rng.choice(10**9, len(bad), replace=False), strict=True)
        ],
        dtype=object,
    )
    bad[key] = fresh.to_numpy()
    reasons = np.array(sorted(faults))[rng.integers(0, len(faults), len(bad))]
    for reason, (column, value) in faults.items():
        bad.loc[reasons == reason, column] = value
    bad["order"] += rng.integers(-20, 20, len(bad)) + 0.25
    return bad.assign(kind="bad", why=pd.Series(reasons).str.split("/").str[0].to_numpy())


def _make_late(clean: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Rows that the next file repeats; the last file has no next."""
    files = np.array(sorted(clean["file"].unique()))
    late = clean[(rng.random(len(clean)) < share / 3) & (clean["file"] != files[-1]).to_numpy()].copy()
    late["file"] = files[np.searchsorted(files, late["file"].to_numpy()) + 1]
    late["order"] += 30.75
    return pd.DataFrame(late).assign(kind="duplicate", why="row of the hour before")
