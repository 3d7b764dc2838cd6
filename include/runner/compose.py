"""`make env`: writes the `.env` that docker-compose.yaml reads: random secrets, for the owner's eyes only."""

import base64
import os
import secrets
from pathlib import Path

FERNET = "AIRFLOW_FERNET_KEY"


def write_environment(project: Path) -> int:
    """Write `<project>/.env` from `.env.example`, each empty value replaced by a random secret; an old one stays."""
    target = project / ".env"
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(".env exists; it stays as it is")
        return 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fill((project / ".env.example").read_text(encoding="utf-8")))
    print("wrote .env; the UI's password is AIRFLOW_ADMIN_PASSWORD in it")
    return 0


def fill(example: str) -> str:
    """Return the text with a random secret (64 hex digits, or a Fernet key) behind every `NAME=` that is empty."""
    return "\n".join(_fill_line(line) for line in example.splitlines()) + "\n"


def _fill_line(line: str) -> str:
    name, sign, value = line.partition("=")
    if not sign or value or line.startswith("#"):
        return line
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() if name == FERNET else secrets.token_hex(32)
    return f"{name}={secret}"
