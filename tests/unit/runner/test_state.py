"""Where state lies, who may read its secrets, and settings that make no sense."""

import base64
from pathlib import Path

import pytest

from include.runner.state import PROJECT, State, open_state


@pytest.fixture
def state(tmp_path: Path) -> State:
    return open_state({"RUKKHAT_HOME": str(tmp_path / "state")})


def test_state_lies_in_the_project_unless_it_is_moved(state: State, tmp_path: Path) -> None:
    assert state.home == tmp_path / "state"
    assert ".rukkhat/" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_a_secret_is_made_once_and_is_its_owners_only(state: State, tmp_path: Path) -> None:
    first = state.secret("jwt")
    assert state.secret("jwt") == first
    assert state.secret("api") != first
    assert len(first) >= 64
    assert (state.home / "secrets.json").stat().st_mode & 0o077 == 0
    assert open_state({"RUKKHAT_HOME": str(tmp_path / "state")}).secret("jwt") == first


def test_the_fernet_key_is_one(state: State) -> None:
    assert len(base64.urlsafe_b64decode(state.secret("fernet"))) == 32


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_an_error(tmp_path: Path, port: str) -> None:
    with pytest.raises(RuntimeError, match="RUKKHAT_PORT"):
        open_state({"RUKKHAT_HOME": str(tmp_path), "RUKKHAT_PORT": port})


@pytest.mark.parametrize("dsn", ["host=localhost dbname=x", "postgresql://somewhere", "mysql://u@h/db"])
def test_a_dsn_that_names_no_database_is_an_error(tmp_path: Path, dsn: str) -> None:
    with pytest.raises(RuntimeError, match="RUKKHAT_DSN"):
        open_state({"RUKKHAT_HOME": str(tmp_path), "RUKKHAT_DSN": dsn})
