"""The folder of postmortems, read: every file once, every problem of every file.

Nothing outside the folder is ever read: links to other places are refused, not followed. Files
beside a postmortem are published with it when their type cannot carry a script.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from hindsite.config import Project
from hindsite.errors import HindsiteError, Problem
from hindsite.postmortem.reading import read
from hindsite.postmortem.rule import TOP, Rule
from hindsite.postmortem.schema import Postmortem
from hindsite.postmortem.vocabulary import ExtraField, Vocabulary

ATTACHMENT_TYPES: tuple[str, ...] = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"),
    *(".pdf", ".txt", ".log", ".csv", ".json"),
)
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx"})  # all but the first misnamed
MAX_ATTACHMENT_BYTES = 20_000_000
NO_LINKS = Rule("no-links", "The folder holds files and folders, not symbolic links.")
ATTACHMENT_TYPE = Rule(
    "attachment-type",
    "A file beside a postmortem is of a type that cannot carry a script.",
    "warning",
)
ATTACHMENT_SIZE = Rule("attachment-size", "A file beside a postmortem is at most 20 MB.")
NAME_CLASH = Rule("name-clash", "No two names differ in case or Unicode normal form only.")
NAME_PRINTABLE = Rule("name-printable", "Names have no control or invisible characters.")
RULES = (NO_LINKS, ATTACHMENT_TYPE, ATTACHMENT_SIZE, NAME_CLASH, NAME_PRINTABLE)


Reading = tuple[Postmortem | None, tuple[Problem, ...]]
File = tuple[str, bytes]
"""A path as it is shown, and the bytes of the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A postmortem's file: `path` as shown (relative to the project), `file` on disk."""

    path: str
    file: Path


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a postmortem; `path` is relative to the project, `/` between parts."""

    path: str
    file: Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a folder holds: postmortems, files published with them, and what is wrong with it."""

    sources: tuple[Source, ...]
    attachments: tuple[Attachment, ...]
    problems: tuple[Problem, ...]


class Workers(Protocol):
    """What shares the work of reading (`hindsite.library.workers`).

    Checking a file or two needs no processes, and does not wait for their libraries.
    """

    def map(
        self, work: Callable[[Sequence[File]], list[Reading]], items: Sequence[File]
    ) -> list[Reading]:
        """All results in the order of the items."""


@dataclass
class Cache:
    """Readings by content, kept between the builds of a running server."""

    readings: dict[str, Reading] = field(default_factory=dict)

    def keep(self, readings: Mapping[str, Reading]) -> None:
        """Keep these readings only: what was deleted or edited is forgotten."""
        self.readings = dict(readings)


def scan(project: Project) -> Shelf:
    """List the project's postmortems folder, in the order of the paths."""
    folder = project.postmortems
    if not folder.is_dir():
        raise HindsiteError(
            f"{project.options.postmortems_dir}/: there is no such folder; make it, or set "
            "`postmortems_dir` in the hindsite block of mkdocs.yml"
        )
    if folder.is_symlink():
        raise HindsiteError(f"{project.options.postmortems_dir}/: is a link to another folder")
    return scan_folder(folder, project.root)


def scan_folder(folder: Path, root: Path) -> Shelf:
    """List one folder and those below it, hidden files and those that begin with `_` left out."""
    return scan_files(_walk(folder), root)


def scan_files(files: Iterable[Path], root: Path) -> Shelf:
    """Sort files into postmortems, files published with them, and what is refused."""
    sources: list[Source] = []
    attachments: list[Attachment] = []
    problems: list[Problem] = []
    for file in files:
        path = shown_path(file, root)
        if file.is_symlink():
            problems.append(linked(path))
        elif file.suffix.lower() in _MARKDOWN:
            if file.stem.lower() != "readme":
                sources.append(Source(path, file))
        elif (refusal := _refused_attachment(file, path)) is not None:
            problems.append(refusal)
        else:
            attachments.append(Attachment(path, file))
    problems.extend(_clashing_names([*sources, *attachments]))
    return Shelf(tuple(sources), tuple(attachments), tuple(problems))


def shown_path(file: Path, root: Path) -> str:
    """The path as a reader would type it from the project's folder."""
    absolute = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
    try:
        return absolute.relative_to(root.absolute()).as_posix()
    except ValueError:
        return absolute.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for parent, directories, names in os.walk(folder, onerror=_unreadable, followlinks=False):
        here = Path(parent)
        links = [name for name in directories if (here / name).is_symlink()]
        directories[:] = sorted(
            name for name in directories if name not in links and not name.startswith((".", "_"))
        )
        yield from (here / name for name in sorted(links))
        yield from (here / name for name in sorted(names) if not name.startswith((".", "_")))


def _unreadable(error: OSError) -> None:
    raise HindsiteError(f"{error.filename}: cannot be read: {error.strerror}") from error


def linked(path: str) -> Problem:
    """What is said of a symbolic link; `path` is as shown."""
    message = (
        "is a symbolic link; expected a file of its own, since a link could publish what lies "
        "outside this folder; copy the file here"
    )
    return NO_LINKS.at(TOP, "id", message).problem(path)


def _refused_attachment(file: Path, path: str) -> Problem | None:
    allowed = ", ".join(ATTACHMENT_TYPES)
    if file.suffix.lower() not in ATTACHMENT_TYPES:
        message = (
            "is not published: a file of this type could carry a script; expected one of "
            f"{allowed}; convert it, or move it out of this folder"
        )
        return ATTACHMENT_TYPE.at(TOP, "id", message).problem(path)
    if (size := file.stat().st_size) > MAX_ATTACHMENT_BYTES:
        message = (
            f"is too large: expected at most {MAX_ATTACHMENT_BYTES:,} bytes, got {size:,}; "
            "make it smaller or link to it"
        )
        return ATTACHMENT_SIZE.at(TOP, "id", message).problem(path)
    return None


def _clashing_names(files: Iterable[Source | Attachment]) -> Iterator[Problem]:
    """Two names that one file system keeps apart and another does not."""
    seen: dict[str, str] = {}
    for item in files:
        folded = unicodedata.normalize("NFC", item.path).casefold()
        if folded in seen:
            message = (
                f"differs from {seen[folded]} only in upper and lower case or in how its accents "
                "are encoded, which many systems cannot tell apart; rename one of them"
            )
            yield NAME_CLASH.at(TOP, "id", message).problem(item.path)
        seen.setdefault(folded, item.path)
        if not item.path.isprintable():
            message = "has control or invisible characters in its name; rename it"
            yield NAME_PRINTABLE.at(TOP, "id", message).problem(item.path)


def read_sources(
    sources: Sequence[Source],
    vocabulary: Vocabulary,
    cache: Cache | None = None,
    workers: Workers | None = None,
) -> list[Reading]:
    """One reading for each source, in their order; files seen before are not read again.

    Raises HindsiteError when a file cannot be opened.
    """
    salt = _fingerprint(vocabulary)
    contents = [_content(source) for source in sources]
    keys = [_key(source.path, data, salt) for source, data in zip(sources, contents, strict=True)]
    known = cache.readings if cache else {}
    wanted = [index for index, key in enumerate(keys) if key not in known]
    files = [(sources[i].path, contents[i]) for i in wanted]
    reading = partial(_read_chunk, vocabulary)
    fresh = workers.map(reading, files) if workers else reading(files)
    readings = dict(zip((keys[i] for i in wanted), fresh, strict=True))
    found = [readings[key] if key in readings else known[key] for key in keys]
    if cache is not None:
        cache.keep(dict(zip(keys, found, strict=True)))
    return found


def _content(source: Source) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError as error:
        raise HindsiteError(f"{source.path}: cannot be read: {error.strerror}") from error


def _key(path: str, data: bytes, salt: str) -> str:
    return hashlib.sha256(b"\0".join((salt.encode(), path.encode(), data))).hexdigest()


def _fingerprint(vocabulary: Vocabulary) -> str:
    return hashlib.sha256(repr(vocabulary).encode()).hexdigest()


def _read_chunk(vocabulary: Vocabulary, files: Sequence[File]) -> list[Reading]:
    return [read(path, data, vocabulary) for path, data in files]


def extra_fields(project: Project) -> dict[str, ExtraField]:
    """The organisation's own fields, as the reader of headers takes them."""
    return {
        name: ExtraField(type=option.type, required=option.required, description=option.description)
        for name, option in project.options.extra_fields.items()
    }


def beside(path: str, reference: str) -> str | None:
    """The path that `reference` means in the file `path`, as that is shown; None: out of the tree.

    An absolute reference leaves the tree wherever it leads.
    """
    if reference.startswith("/"):
        return None
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))
    return None if wanted == ".." or wanted.startswith("../") else wanted
