"""Scenes to measure on: synthetic deliveries loaded by the program itself, read back as frames, with their truth beside."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from include.core.frames import FRAME_NAMES, Evidence
from include.evaluation.inputs import Frames, read_truth
from include.pipeline import ingest
from include.synthesis.delivery import make_delivery
from include.synthesis.plan import STYLES, Plan
from include.warehouse.connect import open_transaction
from include.warehouse.frames import read_evidence
from tests.bench.place import open_place


@dataclass(frozen=True)
class Scene:
    """One delivery: what the program may know, and what is true."""

    name: str
    evidence: Evidence
    truth: Frames


def open_scene(folder: Path, style: str, seed: int, scale: float, days: int = 8) -> Scene:
    """Return a scene, made and loaded once and kept below `folder` as parquet."""
    home = folder / f"{style}-{seed}-{scale:g}"
    if not (home / "whole").exists():
        make_delivery(Plan(scale, seed, days, 0.02, "2024-03-01", STYLES[style]), home / "delivery")
        for name, frame in vars(_load(home / "delivery")).items():
            frame.to_parquet(home / f"{name}.parquet")
        (home / "whole").touch()
    frames = {name: pd.read_parquet(home / f"{name}.parquet") for name in FRAME_NAMES}
    return Scene(f"{style} {seed}", Evidence(**frames), read_truth(home / "delivery/truth"))


def _load(delivery: Path) -> Evidence:
    with open_place() as place:
        home = str(place.scratch / "home")
        for agency in ingest.land(place.loader, str(delivery), home):
            ingest.load(place.loader, agency, home)
        ingest.settle(place.loader, [])
        with open_transaction(place.owner) as connection:
            return read_evidence(connection)
