"""What git knows of a project: the commit that a build is made of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hindsite.errors import HindsiteError
from hindsite.insight.knowledge import Commit
from hindsite.library.git import run_git


def head_commit(folder: Path) -> Commit | None:
    """The commit checked out in a folder; None outside a git checkout or without git."""
    try:
        done = run_git(folder, ("log", "-1", "--format=%H %cI"))
    except HindsiteError:
        return None
    hash_, _, written = done.stdout.decode("ascii", "replace").strip().partition(" ")
    if done.returncode != 0 or not written:
        return None
    return Commit(hash_, datetime.fromisoformat(written).date())
