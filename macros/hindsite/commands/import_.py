"""`hindsite import`: postmortems of another system as files of the contract."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from hindsite.commands import options
from hindsite.config import Project, load_project
from hindsite.errors import HindsiteError, Problem, printable
from hindsite.importers import formats
from hindsite.importers.csv_rows import read_mapping
from hindsite.importers.draft import file_name, written
from hindsite.importers.finishing import completed, marked
from hindsite.importers.source import Finding, Imported, Wanted, clean, one_line
from hindsite.library.checking import check
from hindsite.library.collection import Catalogues, read_catalogues, vocabulary
from hindsite.library.store import scan
from hindsite.postmortem import times, zones
from hindsite.postmortem.reading import read
from hindsite.postmortem.schema import STATUSES
from hindsite.postmortem.values import MAX_TITLE
from hindsite.postmortem.vocabulary import Terms

_STANDARD_INPUT = "standard input"
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """An incident of a source: where it is from, its file's name, and the file's text."""

    source: str
    format: str
    imported: Imported
    name: str
    text: str


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE …", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(formats.FORMATS)),
    help="What the files are; told by their content if left out.",
)
@click.option("--timezone", metavar="ZONE", help="Area/City or UTC, for times without a zone.")
@click.option("--title", metavar="TEXT", help="For a source that has no title.")
@click.option("--date", "day", metavar="DAY", help="YYYY-MM-DD, for a source that has no date.")
@click.option(
    "--status",
    type=click.Choice(STATUSES),
    default="draft",
    show_default=True,
    help="The status where the source has none that the contract knows.",
)
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A YAML file, column: field, for CSV.",
)
@click.option("--encoding", help="Of the files; UTF-8, or UTF-16 with its mark, if left out.")
@click.option(
    "--output",
    metavar="DIR",
    help="Folder to write into, or `-` to print; the folder of each incident's year if left out.",
)
@options.nearest_config_file
def import_(
    files: tuple[Path, ...],
    format_: str | None,
    timezone: str | None,
    title: str | None,
    day: str | None,
    status: str,
    mapping: Path | None,
    encoding: str | None,
    output: str | None,
    config_file: Path | None,
) -> None:
    """Turn postmortems of another system into files of this one; no word of them is lost.

    What was placed, guessed and left unknown is listed with its line. All files are written or
    none, and none is overwritten. `-` reads standard input.

    Exit status 0: written and valid. 1: written, with problems. 2: nothing was written.
    """
    project = load_project(config_file, Path.cwd())
    catalogues = read_catalogues(project)
    if timezone is not None:
        zones.zone(timezone)
    if day is not None:
        times.read_date(day)
    if title is not None and not 1 <= len(title.strip()) <= MAX_TITLE:
        raise HindsiteError(f"--title: expected 1 to {MAX_TITLE} characters, got {len(title)}")
    wanted = replace(_wanted(project, catalogues, timezone, mapping), day=day, title=title)
    found = _read_all(files, wanted, format_, encoding, status)
    if output == "-":
        sys.exit(_print(found, project, catalogues))
    places = _places(found, project, output)
    _write(places)
    told = [_told(one, _shown(file)) for file, one in places]
    click.echo("\n\n".join(told))
    sys.exit(_problems(check(project, [file for file, _ in places]).problems))


def _wanted(
    project: Project,
    catalogues: Catalogues,
    timezone: str | None,
    mapping: Path | None,
) -> Wanted:
    known = vocabulary(project, catalogues)
    return Wanted(
        timezone=timezone,
        severities=known.severities,
        causes=_words(known.causes),
        triggers=_words(known.triggers),
        services=_services(catalogues),
        columns=None if mapping is None else read_mapping(str(mapping), mapping.read_bytes()),
    )


def _services(catalogues: Catalogues) -> dict[str, str]:
    known = catalogues.services or {}
    return {**{one.name.casefold(): slug for slug, one in known.items()}, **{x: x for x in known}}


def _words(terms: Terms | None) -> dict[str, str]:
    """Slugs by what may stand for them, in lower case."""
    if terms is None:
        return {}
    names = {name.casefold(): slug for slug, name in terms.names.items()}
    return {**names, **terms.aliases, **{slug: slug for slug in terms.names}}


def _read_all(
    files: Iterable[Path], wanted: Wanted, format_: str | None, encoding: str | None, status: str
) -> list[Found]:
    """Every incident of every source; raises HindsiteError naming each source that failed."""
    found: list[Found] = []
    failed: list[str] = []
    names: set[str] = set()
    for file in files:
        try:
            for one in _read(file, wanted, format_, encoding):
                found.append(_named(one, names, status))
                names.add(found[-1].name)
        except HindsiteError as error:
            shown = _STANDARD_INPUT if str(file) == "-" else file
            failed += [f"{shown}: {line}" for line in str(error).splitlines()]
    if failed:
        raise HindsiteError("\n".join([*failed, "nothing was written"]))
    return found


def _read(
    file: Path, wanted: Wanted, format_: str | None, encoding: str | None
) -> list[tuple[str, str, Imported]]:
    data, name = _bytes(file)
    dated = _DATED.search(file.name)
    if dated is not None and _is_date(dated[1]):
        wanted = replace(wanted, named_day=dated[1])
    if name != _STANDARD_INPUT:
        wanted = replace(wanted, named_title=_title_of(file))
    text = formats.decoded(data, encoding)
    known, incidents = formats.read(text, name, wanted, format_)
    if not incidents:
        raise HindsiteError(f"there is no incident in it, read as {known}")
    return [(name, known, one) for one in incidents]


def _title_of(file: Path) -> str | None:
    """A title out of a file's name: its words without the date in it."""
    words = re.sub(r"[\W_]+", " ", _DATED.sub(" ", clean(file.stem))).strip()
    return one_line(words[:1].upper() + words[1:], MAX_TITLE) or None


def _bytes(file: Path) -> tuple[bytes, str]:
    most = formats.MAX_BYTES + 1
    if str(file) == "-":
        return sys.stdin.buffer.read(most), _STANDARD_INPUT
    try:
        with file.open("rb") as opened:
            return opened.read(most), file.name
    except OSError as error:
        raise HindsiteError(f"cannot be read: {error.strerror}") from error


def _is_date(text: str) -> bool:
    try:
        times.read_date(text)
    except HindsiteError:
        return False
    return True


def _named(one: tuple[str, str, Imported], taken: set[str], status: str) -> Found:
    source, format_, imported = one
    imported = marked(completed(imported, {"status": status}))
    title = str(imported.draft.header["title"])
    # A title that begins with the day would say it twice.
    name = file_name(imported.day, title.strip().removeprefix(imported.day))
    stem, number = name.removesuffix(".md"), 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.md"
    return Found(source, format_, imported, name, written(imported.draft))


def _places(
    found: Sequence[Found], project: Project, output: str | None
) -> list[tuple[Path, Found]]:
    """Where each file goes; raises HindsiteError where one is there already."""
    ids = _ids(project)
    places = []
    wrong = []
    for one in found:
        folder = Path(output) if output else project.postmortems / one.imported.day[:4]
        file = folder / one.name
        if file.exists() or file.is_symlink():
            wrong.append(f"{_shown(file)} is there already")
        elif file.stem in ids:
            wrong.append(f"there is a postmortem {file.stem} already")
        places.append((file, one))
    if wrong:
        raise HindsiteError("\n".join([*wrong, "nothing was written"]))
    return places


def _ids(project: Project) -> set[str]:
    if not project.postmortems.is_dir():
        return set()
    return {source.file.stem for source in scan(project).sources}


def _write(places: Iterable[tuple[Path, Found]]) -> None:
    """Write all files, or none of them."""
    done: list[Path] = []
    try:
        for file, one in places:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                done.append(file)
                opened.write(one.text)
    except OSError as error:
        for file in done:
            file.unlink(missing_ok=True)
        message = f"{error.filename}: cannot be written: {error.strerror}; nothing was written"
        raise HindsiteError(message) from error


def _print(found: Sequence[Found], project: Project, catalogues: Catalogues) -> int:
    """Print one file; what is told of it goes to the error stream."""
    if len(found) != 1:
        raise HindsiteError(f"{len(found)} incidents cannot be printed as one; give --output DIR")
    one = found[0]
    click.echo(one.text, nl=False)
    click.echo(_told(one, one.name), err=True)
    path = (project.postmortems / one.imported.day[:4] / one.name).relative_to(project.root)
    _, problems = read(path.as_posix(), one.text.encode(), vocabulary(project, catalogues))
    return _problems(problems, err=True)


def _problems(problems: Sequence[Problem], *, err: bool = False) -> int:
    """Print what is wrong; the exit status."""
    if problems:
        click.echo("", err=err)
        click.echo("\n".join(str(problem) for problem in problems), err=err)
    return 1 if any(problem.level == "error" for problem in problems) else 0


def _told(one: Found, shown: str) -> str:
    """What became of a source, a line a piece, in the order of its lines."""
    findings = sorted(one.imported.findings, key=lambda found: found.line or 0)
    lines = [f"{shown}: from {one.source}, read as {one.format}"]
    lines += [_finding(found) for found in findings]
    counts = {kind: sum(found.kind == kind for found in findings) for kind in _KINDS}
    lines.append("  " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    return "\n".join(printable(line) for line in lines)


_KINDS = ("placed", "guessed", "unknown")


def _finding(found: Finding) -> str:
    place = f"line {found.line}" if found.line else "-"
    target = f" → {found.target}" if found.target else ""
    return f"  {found.kind:<8}{place:<10}{found.where}{target}: {found.told}"


def _shown(file: Path) -> str:
    return os.path.relpath(file)
