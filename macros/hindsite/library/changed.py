"""What a branch touches, as git tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hindsite.config import Project
from hindsite.library.git import answer, shared_commit


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
    shared = shared_commit(project.root, base)
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


def _names(root: Path, command: Sequence[str]) -> list[str]:
    told = answer(root, command).decode("utf-8", "surrogateescape")
    return [name for name in told.split("\0") if name]
