"""Writing so that a crash leaves the old file or the new one, and never half of either."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

CHUNK = 1 << 20


def digest(value: Any) -> str:
    """Return the SHA-256 of `value` written as canonical JSON."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Make a file, or the entries of a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def promote(source: Path, target: Path) -> None:
    """Move a finished file or folder to its final name, durably; the name appears all at once."""
    if source.is_file():
        sync(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    sync(target.parent)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON under `path`, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The name carries the process, so that two processes never write one temporary file.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    promote(temporary, path)


def read_json(path: Path) -> Any:
    """Return the value written in `path`."""
    return json.loads(path.read_text())
