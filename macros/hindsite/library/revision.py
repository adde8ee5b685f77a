"""The project as git holds it at a commit, read without touching the working tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from hindsite.config import CONFIG_FILE, Project, load_project
from hindsite.errors import HindsiteError
from hindsite.library.git import answer, run_git, shared_commit

_FILE_MODES = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit by its full hash, and the project at it, with its files in a folder of their own."""

    commit: str
    project: Project


@contextmanager
def revision(project: Project, base: str, config_file: Path | None) -> Iterator[Revision]:
    """The last commit that `base` and the checkout share, its files kept while the context lasts.

    Postmortems, vocabulary and options are there; files published beside postmortems are not.
    Raises HindsiteError outside a git checkout, or when git knows no such commit.
    """
    root = project.root
    commit = shared_commit(root, base)
    config = config_file.name if config_file else CONFIG_FILE
    with TemporaryDirectory(prefix="hindsite-", ignore_cleanup_errors=True) as folder:
        then = Path(folder)
        _write(root, commit, [config], then)
        if (then / config).is_file():
            past = load_project(then / config, then)
        else:
            past = Project(root=then, options=project.options)
        options = past.options
        _write(root, commit, [options.taxonomy, options.services, options.postmortems_dir], then)
        past.postmortems.mkdir(parents=True, exist_ok=True)
        yield Revision(commit, past)


def _write(root: Path, commit: str, paths: Sequence[str], folder: Path) -> None:
    listed = list(_listed(root, commit, paths))
    contents = _contents(root, [blob for _, blob in listed])
    for (path, _), data in zip(listed, contents, strict=True):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _listed(root: Path, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Path and blob of the postmortems and of the files named: no links, no submodules."""
    told = answer(root, ("ls-tree", "-r", "-z", commit, "--", *paths))
    for entry in filter(None, told.split(b"\0")):
        about, _, name = entry.partition(b"\t")
        mode, _, blob = about.decode("ascii").split(" ")
        path = name.decode("utf-8", "surrogateescape")
        if mode in _FILE_MODES and _is_wanted(path, paths):
            yield path, blob


def _is_wanted(path: str, paths: Sequence[str]) -> bool:
    # Git itself keeps such names out of a tree; a tree made by hand could hold one.
    if ".." in PurePosixPath(path).parts or path.startswith("/") or "\\" in path:
        return False
    return path in paths or PurePosixPath(path).suffix.lower() == ".md"


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """The blobs' bytes in their order: each is `<blob> blob <size>`, a line break, the bytes."""
    if not blobs:
        return
    done = run_git(root, ("cat-file", "--batch"), "".join(f"{blob}\n" for blob in blobs).encode())
    data, at = done.stdout, 0
    for blob in blobs:
        end = data.find(b"\n", at)
        head = data[at:end].split(b" ")
        if end < 0 or len(head) != 3 or head[1] != b"blob":
            raise HindsiteError(f"this clone lacks the content {blob} of the base; fetch it whole")
        at = end + 1 + int(head[2])
        yield data[end + 1 : at]
        at += 1
