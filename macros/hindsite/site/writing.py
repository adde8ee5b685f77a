"""Texts written beside the pages, thousands in a build: as bytes, and no folder is made twice."""

from __future__ import annotations

from pathlib import Path


def write(file: Path, text: str) -> None:
    """Write a text as UTF-8, as it stands, with the folders above it; raises OSError."""
    data = text.encode()
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
