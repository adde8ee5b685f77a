"""`hindsite new`: a valid draft to write in, from flags or a short conversation."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import tzlocal
from click.shell_completion import CompletionItem

from hindsite.commands import options
from hindsite.commands.answers import Answers, words
from hindsite.config import Project, load_project
from hindsite.errors import HindsiteError, printable
from hindsite.importers.chat_log import read_log, timeline
from hindsite.importers.draft import Draft, file_name, written
from hindsite.importers.formats import decoded
from hindsite.importers.outline import outline
from hindsite.library.collection import read_catalogues, vocabulary
from hindsite.library.store import scan
from hindsite.postmortem import times, zones
from hindsite.postmortem.reading import read
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.schema import DETECTORS
from hindsite.postmortem.vocabulary import Vocabulary

# Where one byte in so many is zero, or more of them are, that is no accident.
_FEW_ZEROS = 4


def _known(name: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completion of a vocabulary's words in a shell."""

    def complete(
        ctx: click.Context,  # noqa: ARG001 - click's signature
        param: click.Parameter,  # noqa: ARG001 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        try:
            project = load_project(None, Path.cwd())
            known = words(vocabulary(project, read_catalogues(project)))[name]
        except HindsiteError:
            return []
        return [
            CompletionItem(word, help=said)
            for word, said in known.items()
            if word.startswith(incomplete)
        ]

    return complete


@click.command()
@click.option("--title", help="The incident in one line.")
@click.option("--severity", shell_complete=_known("severity"), help="One of the site's severities.")
@click.option("--started", metavar="TIME", help="When users first felt it: `2026-03-14 09:26`.")
@click.option("--detected", metavar="TIME", help="When anyone or anything noticed.")
@click.option("--acknowledged", metavar="TIME", help="When a person took it.")
@click.option("--mitigated", metavar="TIME", help="When users stopped feeling it.")
@click.option("--resolved", metavar="TIME", help="When the fault itself was gone.")
@click.option("--timezone", metavar="ZONE", help="Area/City; this machine's own by default.")
@click.option("--detected-by", type=click.Choice(DETECTORS), help="Who or what noticed.")
@click.option("--service", "services", multiple=True, shell_complete=_known("services"))
@click.option("--team", "teams", multiple=True)
@click.option("--cause", "causes", multiple=True, shell_complete=_known("causes"))
@click.option("--trigger", shell_complete=_known("trigger"), help="What set it off.")
@click.option("--slug", help="The name in the address, where the title makes a poor one.")
@click.option(
    "--from-timeline",
    type=click.File("rb"),
    help="A pasted or exported log (Slack, PagerDuty, plain lines) that becomes the timeline.",
)
@click.option("--encoding", help="The log's; UTF-8, or UTF-16 with a byte order mark, by default.")
@click.option(
    "--edit",
    is_flag=True,
    help="Open the draft in $VISUAL or $EDITOR, else the first there is of sensible-editor, vim, "
    "nano and vi.",
)
@options.nearest_config_file
def new(config_file: Path | None, **given: Any) -> None:
    """Write a draft with every section, to be filled in; what is there is never overwritten.

    What no option gives is asked for at a terminal. Exit status 2: something needed is missing or
    wrong, and nothing was written; or the editor failed, and the draft stays.
    """
    project = load_project(config_file, Path.cwd())
    known = vocabulary(project, read_catalogues(project))
    zone = _zone(given["timezone"])
    asked = Answers(given, known, zone, interactive=sys.stdin.isatty() and sys.stdout.isatty())
    header = asked.header()
    started = times.read_time(str(header["started_at"]))
    body = outline(_timeline(given["from_timeline"], given["encoding"], started.day, zone))
    name = file_name(started.day.isoformat(), given["slug"] or str(header["title"]))
    file = project.postmortems / f"{started.day.year:04d}" / name
    _write(file, written(Draft(header, body)), project, known)
    click.echo(
        f"{_shown(file)}: a draft. `hindsite serve` shows it, `hindsite validate` checks it."
    )
    if given["edit"]:
        _edit(file)


def _zone(given: str | None) -> str:
    """The zone that was asked for, else the machine's."""
    name = _local_zone() if given is None else given
    try:
        zones.zone(name)
    except RefusedError as error:
        raise HindsiteError(f"--timezone: {error}") from error
    return name


def _local_zone() -> str:
    """The machine's own zone by name."""
    name = tzlocal.get_localzone_name()
    if not name or ("/" not in name and name != "UTC"):
        raise HindsiteError("this machine's time zone has no Area/City name; give --timezone")
    return "UTC" if name in ("Etc/UTC", "Etc/UCT") else name


def _timeline(log: Any, encoding: str | None, first_day: date, zone: str) -> str:
    if log is None:
        return ""
    try:
        found = read_log(decoded(_readable(log.read()), encoding), first_day, ZoneInfo(zone))
    except HindsiteError as error:
        name = "standard input" if log.name == "<stdin>" else log.name
        raise HindsiteError(f"--from-timeline: {name}: {error}") from error
    for assumed in found.assumed:
        click.echo(f"timeline: {printable(assumed)}", err=True)
    return timeline(found.entries, first_day)


def _readable(data: bytes) -> bytes:
    """A log without the zero bytes that a crash leaves in it; many of them are an encoding's."""
    return data.replace(b"\0", b" ") if data.count(0) * _FEW_ZEROS < len(data) else data


def _edit(file: Path) -> None:
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        raise HindsiteError(
            f"{error.message}; the draft {_shown(file)} is written: open it yourself, or set "
            "$VISUAL or $EDITOR to an editor that is there"
        ) from error


def _write(file: Path, text: str, project: Project, known: Vocabulary) -> None:
    """Write a file that is valid and not there yet, or none at all."""
    shown = file.relative_to(project.root).as_posix()
    _, problems = read(shown, text.encode(), known)
    if errors := [problem for problem in problems if problem.level == "error"]:
        told = "\n".join(f"{problem.field}: {problem.message}" for problem in errors)
        raise HindsiteError(f"nothing was written: the draft would not be valid\n{told}")
    if file.stem in _ids(project):
        raise HindsiteError(f"there is a postmortem {file.stem} already; choose another --slug")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise HindsiteError(f"{shown} is there already; choose another --slug") from error
    except OSError as error:
        raise HindsiteError(f"{shown}: cannot be written: {error.strerror}") from error


def _ids(project: Project) -> set[str]:
    if not project.postmortems.is_dir():
        return set()
    return {source.file.stem for source in scan(project).sources}


def _shown(file: Path) -> str:
    return os.path.relpath(file)


__all__: Sequence[str] = ("new",)
