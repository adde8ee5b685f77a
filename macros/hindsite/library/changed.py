"""What a branch touches, as git tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hindsite.config import CONFIG_FILE, Project
from hindsite.library.git import answer, shared_commit


@dataclass(frozen=True, slots=True)
class Changed:
    """Files of the postmortems' folder that a branch adds or alters, those not committed included.

    `beyond` says what else changed that other postmortems may break on: "the vocabulary or the
    configuration", since all are checked against those, or that files are gone, which others may
    name. It is "" where nothing did.
    """

    files: tuple[Path, ...]
    beyond: str


def changed_since(project: Project, base: str, config_name: str = CONFIG_FILE) -> Changed:
    """What differs from the last commit that `base` and the checkout share.

    A file that was moved counts at its new name, and its old one is gone. `config_name` is the
    configuration's file in the project's folder. Raises HindsiteError outside a git checkout, or
    when git knows no such commit.
    """
    shared = shared_commit(project.root, base)
    folder = project.options.postmortems_dir
    vocabulary = (project.options.taxonomy, project.options.services, config_name)
    altered = _differing(project.root, shared, "--diff-filter=d", folder)
    gone = _differing(project.root, shared, "--diff-filter=D", folder)
    spoken = _differing(project.root, shared, "--diff-filter=ACDMT", *vocabulary)
    files = tuple(project.root / name for name in sorted(altered))
    if spoken:
        return Changed(files, "the vocabulary or the configuration changed")
    return Changed(files, "files are gone" if gone - altered else "")


def _differing(root: Path, commit: str, which: str, *paths: str) -> set[str]:
    """The files below some paths that differ from a commit in a way; those git does not track, too.

    Git tells names by bytes; these are relative to `root`.
    """
    diff = ("diff", "--name-only", "--no-renames", which, "--relative", "-z", commit)
    untracked = ("ls-files", "--others", "--exclude-standard", "-z")
    commands = (diff,) if which == "--diff-filter=D" else (diff, untracked)
    return {name for command in commands for name in _names(root, (*command, "--", *paths))}


def _names(root: Path, command: Sequence[str]) -> list[str]:
    told = answer(root, command).decode("utf-8", "surrogateescape")
    return [name for name in told.split("\0") if name]
