"""What a branch touches, as git tells it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hindsite.config import Project
from hindsite.errors import HindsiteError

_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Changed:
    """Files of the postmortems' folder that a branch adds or alters, those not committed included.

    `vocabulary`: the taxonomy, the service catalogue or the configuration is among what it alters,
    and with it what every other postmortem is checked against.
    """

    files: tuple[Path, ...]
    vocabulary: bool


def changed_since(project: Project, base: str) -> Changed:
    """What differs from the last commit that `base` and the checkout share.

    A file that was moved counts at its new name, one that is gone does not. Raises HindsiteError
    outside a git checkout, or when git knows no such commit.
    """
    shared = _merge_base(project.root, base)
    folder = project.options.postmortems_dir
    vocabulary = (project.options.taxonomy, project.options.services, "mkdocs.yml")
    altered = ("diff", "--name-only", "--no-renames", "--diff-filter=d", "--relative", "-z", shared)
    untracked = ("ls-files", "--others", "--exclude-standard", "-z")
    found = [
        name
        for command in (altered, untracked)
        for name in _names(project.root, (*command, "--", folder))
    ]
    files = tuple(project.root / name for name in sorted(set(found)))
    lost = ("diff", "--name-only", "--no-renames", "--relative", "-z", shared)
    return Changed(files, vocabulary=bool(_names(project.root, (*lost, "--", *vocabulary))))


def _merge_base(root: Path, base: str) -> str:
    done = _git(root, ("rev-parse", "--show-toplevel"))
    if done.returncode != 0:
        raise HindsiteError(f"{root} is not in a git checkout, so nothing says what changed")
    done = _git(root, ("merge-base", "--end-of-options", base, "HEAD"))
    if done.returncode != 0:
        raise HindsiteError(
            f"git knows no commit that {base!r} and this checkout share; fetch the branch with its "
            "history (`git fetch --unshallow` after a shallow clone), or give another one"
        )
    return done.stdout.strip()


def _names(root: Path, command: Sequence[str]) -> list[str]:
    done = _git(root, command)
    if done.returncode != 0:
        raise HindsiteError(f"git {command[0]} failed: {done.stderr.strip()}")
    return [name for name in done.stdout.split("\0") if name]


def _git(root: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - no shell; a branch's name stands behind the options
            ("git", "-C", str(root), "--literal-pathspecs", *command),  # noqa: S607 - found on PATH
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=_PATIENCE_S,
        )
    except FileNotFoundError as error:
        raise HindsiteError("git is not installed, so nothing says what changed") from error
    except subprocess.TimeoutExpired as error:
        raise HindsiteError(f"git {command[0]} took over {_PATIENCE_S} s") from error
