"""Random passwords, made once and kept in files that only their owner can read."""

import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret kept at `path`, at least 50 URL-safe characters; made when there is none yet."""
    if path.exists() and (secret := path.read_text().strip()):
        return secret
    secret = secrets.token_urlsafe(48)
    write(path, secret)
    return secret


def write(path: Path, text: str) -> None:
    """Put `text` into `path` at once or not at all, readable by nobody else at any moment."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_text(text)
    partial.replace(path)
