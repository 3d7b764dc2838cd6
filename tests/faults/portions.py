"""What a round of the chaos run delivers: some files of each feed, some of them twice, control files apart from their files."""

import random
import shutil
from pathlib import Path

FILES = 4  # of a feed, evenly spread over its days


def deliver(paths: list[Path], source: Path, landing: Path) -> None:
    """Put files or control files down."""
    for path in paths:
        target = landing / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def controls_of(paths: list[Path]) -> list[Path]:
    """Return the control files of these files, as far as the agency sends them."""
    controls = (path.with_name(path.name + ".ctl.json") for path in paths)
    return [control for control in controls if control.exists()]


def choose_files(source: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Return up to FILES files of each feed."""
    chosen: list[Path] = []
    for feed in sorted({feed for pattern in patterns for feed in source.glob(pattern) if feed.is_dir()}):
        files = [path for path in sorted(feed.iterdir()) if not path.name.endswith(".ctl.json")]
        chosen += files[:: max(1, len(files) // FILES)][:FILES]
    return chosen


def resend(files: list[Path], rng: random.Random) -> list[Path]:
    """Let some of the files come again under another name; return those."""
    sent = []
    for path in rng.sample(files, min(4, len(files))):
        control = path.with_name(path.name + ".ctl.json")
        again = path.with_name(path.name.replace(".", "-again.", 1))
        if control.exists() and not again.exists():
            shutil.copyfile(path, again)
            text = control.read_text(encoding="utf-8").replace(f'"{path.name}"', f'"{again.name}"')
            again.with_name(again.name + ".ctl.json").write_text(text, encoding="utf-8")
            sent.append(again)
    return sent
