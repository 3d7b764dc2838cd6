import sys
from pathlib import Path

import pytest

from include.runner import commands
from include.runner.__main__ import main
from include.runner.state import State


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


@pytest.mark.parametrize("command", ["evaluate", "backtest"])
def test_what_is_held_against_a_truth_takes_the_sample_where_no_delivery_is_named(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def serve(state: State, asking: list[str], extra: dict[str, str]) -> int:
        asked.append(asking)
        return len(extra) - 1

    monkeypatch.setattr(commands, "_serve", serve)
    state, other = State(tmp_path, 8080, ""), tmp_path / "other one"
    run = {
        "evaluate": lambda named: commands.evaluate(state, named),
        "backtest": lambda named: commands.backtest(state, named, []),
    }
    with pytest.raises(RuntimeError, match=f"{command} needs a delivery with a truth folder"):
        run[command]("")
    for folder in (tmp_path / commands.SAMPLE_FOLDER, other):
        (folder / "truth").mkdir(parents=True)
    assert [run[command](named) for named in ("", str(other))] == [0, 0]
    assert [words[words.index("--delivery") + 1] for words in asked] == [str(tmp_path / "sample-delivery"), str(other)]
