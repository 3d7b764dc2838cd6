"""The clock is now unless another is asked for, and a time without offset is refused rather than guessed."""

from datetime import UTC, datetime, timedelta

import pytest

from include.core.errors import SettingError
from include.core.settings import read_clock

NOON = datetime(2024, 3, 9, 5, tzinfo=UTC)


def test_the_clock_is_now_unless_another_is_asked_for() -> None:
    assert abs(read_clock(None, {}) - datetime.now(UTC)) < timedelta(seconds=5)
    assert read_clock("2024-03-09T12:00:00+07:00", {"RUKKHAT_AS_OF": "2020-01-01T00:00Z"}) == NOON
    assert read_clock("", {"RUKKHAT_AS_OF": "2024-03-09T05:00Z"}) == NOON


@pytest.mark.parametrize("text", ["2024-03-09T12:00:00", "yesterday", "2024-13-01T00:00Z"])
def test_a_clock_without_offset_or_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="as_of"):
        read_clock(text, {})
