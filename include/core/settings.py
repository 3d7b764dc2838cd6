"""The settings that come from the environment; read where the program starts, handed on as arguments."""

import os
from collections.abc import Mapping

from include.core.errors import SettingError

PSEUDONYM_KEY = "RUKKHAT_PSEUDONYM_KEY"


def read_pseudonym_key(environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the key of the pseudonyms, kept outside the database.

    Raises:
        SettingError: it is missing or shorter than 16 bytes.
    """
    key = environment.get(PSEUDONYM_KEY, "").encode()
    if len(key) < 16:
        raise SettingError(f"{PSEUDONYM_KEY} must hold at least 16 characters; the same key keeps pseudonyms stable")
    return key
