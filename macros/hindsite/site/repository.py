"""What git knows of a project: the commit that a build is made of."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

from hindsite.insight.knowledge import Commit


def head_commit(folder: Path) -> Commit | None:
    """The commit checked out in a folder; None outside a git checkout or without git."""
    command = ("git", "-C", str(folder), "log", "-1", "--format=%H %cI")
    try:
        done = subprocess.run(  # noqa: S603 - fixed words; the folder is the project's own
            command, capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    hash_, _, written = done.stdout.strip().partition(" ")
    if done.returncode != 0 or not written:
        return None
    return Commit(hash_, datetime.fromisoformat(written).date())
