"""`make env` fills in what is empty, for its owner only, and never touches an `.env` that is there."""

import base64
from pathlib import Path

from include.runner.compose import fill, write_environment

EXAMPLE = "# a comment=\nPORT=8080\nREDIS_PASSWORD=\nMETADATA_PASSWORD=\nAIRFLOW_FERNET_KEY=\n"


def read(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))


def test_empty_names_get_secrets_of_their_own() -> None:
    filled = read(fill(EXAMPLE))
    assert filled["PORT"] == "8080"
    assert len(filled["REDIS_PASSWORD"]) == 64
    assert filled["REDIS_PASSWORD"] != filled["METADATA_PASSWORD"]
    assert len(base64.urlsafe_b64decode(filled["AIRFLOW_FERNET_KEY"])) == 32
    assert fill(EXAMPLE).startswith("# a comment=\n")


def test_an_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text(EXAMPLE)
    assert write_environment(tmp_path) == 0
    first = (tmp_path / ".env").read_text()
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    write_environment(tmp_path)
    assert (tmp_path / ".env").read_text() == first
