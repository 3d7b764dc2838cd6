import sys

import pytest

from include.runner.__main__ import main


@pytest.mark.parametrize(
    ("command", "told"), [("identity", "two records are one person"), ("quarantine", "rows put aside")]
)
def test_a_command_tells_of_its_own_options(
    command: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["include.runner", command, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert told in capsys.readouterr().out


def test_an_unknown_command_is_answered_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["include.runner", "freeze-everybody"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "quarantine" in capsys.readouterr().err
