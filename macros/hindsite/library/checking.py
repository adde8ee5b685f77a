"""Checking some files of a project, or all of them, without building anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hindsite.config import Project
from hindsite.errors import HindsiteError, Problem, ProblemsError
from hindsite.library.collection import Catalogues, assemble, read_catalogues
from hindsite.library.store import (
    Shelf,
    Source,
    linked,
    scan,
    scan_files,
    scan_folder,
    shown_path,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: how many postmortems were looked at, and every problem in order.

    `waived` is how many house rules their headers waive.
    """

    checked: int
    problems: tuple[Problem, ...]
    waived: int = 0

    @property
    def errors(self) -> int:
        """How many of the problems are errors; warnings are no reason to fail."""
        return sum(problem.level == "error" for problem in self.problems)


def check(project: Project, paths: Sequence[Path] = ()) -> Report:
    """Check a project's postmortems: all of them, or the files and folders given.

    References are looked up in the whole tree either way. Raises HindsiteError when a path does not
    exist or a folder cannot be read.
    """
    try:
        catalogues = read_catalogues(project)
    except ProblemsError as error:
        return Report(0, error.problems)
    if not paths:
        return _report(project, catalogues, scan(project), None)
    shelf = _given(project, paths)
    has_tree = project.postmortems.is_dir() and not project.postmortems.is_symlink()
    tree = scan(project) if has_tree else Shelf((), (), ())
    return _report(project, catalogues, shelf, _whole(shelf, tree, project))


def _report(project: Project, catalogues: Catalogues, shelf: Shelf, whole: Shelf | None) -> Report:
    library = assemble(project, catalogues, shelf, whole=whole, drafts=True)
    waived = sum(len(one.waivers) for one in library.postmortems)
    return Report(len(shelf.sources), library.problems, waived)


def _given(project: Project, paths: Sequence[Path]) -> Shelf:
    shelves = [_shelf_of(project, path) for path in paths]
    sources = {source.path: source for shelf in shelves for source in shelf.sources}
    attachments = {one.path: one for shelf in shelves for one in shelf.attachments}
    return Shelf(
        sources=tuple(sources.values()),
        attachments=tuple(attachments.values()),
        problems=tuple(problem for shelf in shelves for problem in shelf.problems),
    )


def _shelf_of(project: Project, path: Path) -> Shelf:
    """A path's files: within the tree judged as the tree's, elsewhere read as postmortems."""
    link = _link_within(project, path)
    if link is not None:
        return Shelf((), (), (linked(shown_path(link, project.root)),))
    if path.is_dir():
        return scan_folder(path, project.root)
    if not path.is_file():
        raise HindsiteError(f"{path}: there is no such file or folder")
    if project.postmortems.absolute() in _absolute(path).parents:
        return scan_files((path,), project.root)
    return Shelf((Source(shown_path(path, project.root), path),), (), ())


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _link_within(project: Project, path: Path) -> Path | None:
    """The symbolic link on the way from the postmortems' folder to a path, if there is one."""
    absolute, folder = _absolute(path), project.postmortems.absolute()
    if folder not in absolute.parents:
        return None
    steps = [absolute, *absolute.parents]
    return next((step for step in steps[: steps.index(folder)] if step.is_symlink()), None)


def _whole(shelf: Shelf, tree: Shelf, project: Project) -> Shelf:
    """The given files and the tree's. A file outside the tree may be a copy of one inside it."""
    folder = f"{project.options.postmortems_dir.strip('/')}/"
    given = {source.path for source in shelf.sources}
    copied = {
        source.path.rsplit("/", 1)[-1]
        for source in shelf.sources
        if not source.path.startswith(folder)
    }
    others = tuple(
        source
        for source in tree.sources
        if source.path not in given and source.path.rsplit("/", 1)[-1] not in copied
    )
    return Shelf((*shelf.sources, *others), (*shelf.attachments, *tree.attachments), ())
