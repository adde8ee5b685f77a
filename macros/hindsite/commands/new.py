"""`hindsite new`: a valid draft to write in, from flags or a short conversation."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import tzlocal
from click.shell_completion import CompletionItem

from hindsite.commands import options
from hindsite.config import Project, load_project
from hindsite.errors import HindsiteError, printable
from hindsite.importers.chat_log import read_log, timeline
from hindsite.importers.draft import Draft, file_name, written
from hindsite.importers.outline import outline
from hindsite.library.collection import read_catalogues, vocabulary
from hindsite.library.store import scan
from hindsite.postmortem import times, zones
from hindsite.postmortem.reading import read
from hindsite.postmortem.schema import DETECTORS
from hindsite.postmortem.vocabulary import Vocabulary

MOMENTS = ("started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at")


def _known(name: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completion of a vocabulary's words in a shell."""

    def complete(
        ctx: click.Context,  # noqa: ARG001 - click's signature
        param: click.Parameter,  # noqa: ARG001 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        try:
            project = load_project(None, Path.cwd())
            words = _words(vocabulary(project, read_catalogues(project)))[name]
        except HindsiteError:
            return []
        return [
            CompletionItem(word, help=said)
            for word, said in words.items()
            if word.startswith(incomplete)
        ]

    return complete


def _words(known: Vocabulary) -> dict[str, dict[str, str]]:
    """The words of each vocabulary, with what they mean; empty where anything goes."""
    return {
        "severity": dict.fromkeys((*known.severities, "unknown"), ""),
        "services": dict.fromkeys(sorted(known.services or ()), ""),
        "causes": dict(known.causes.names) if known.causes else {},
        "trigger": dict(known.triggers.names) if known.triggers else {},
    }


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
    type=click.File("r", encoding="utf-8"),
    help="A pasted or exported log (Slack, PagerDuty, plain lines) that becomes the timeline.",
)
@click.option("--edit", is_flag=True, help="Open the draft in $VISUAL or $EDITOR.")
@options.nearest_config_file
def new(config_file: Path | None, **given: Any) -> None:
    """Write a draft with every section, to be filled in; what is there is never overwritten.

    What no option gives is asked for at a terminal. Exit status 2: something needed is missing.
    """
    project = load_project(config_file, Path.cwd())
    known = vocabulary(project, read_catalogues(project))
    asked = Answers(given, known, interactive=sys.stdin.isatty() and sys.stdout.isatty())
    zone = given["timezone"] or _local_zone()
    zones.zone(zone)
    header = asked.header(zone)
    started = times.read_time(str(header["started_at"]))
    body = outline(_timeline(given["from_timeline"], started.day, zone))
    name = file_name(started.day.isoformat(), given["slug"] or str(header["title"]))
    file = project.postmortems / f"{started.day.year:04d}" / name
    _write(file, written(Draft(header, body)), project, known)
    click.echo(
        f"{_shown(file)}: a draft. `hindsite serve` shows it, `hindsite validate` checks it."
    )
    if given["edit"]:
        click.edit(filename=str(file))


@dataclass(frozen=True)
class Answers:
    """What the options give; at a terminal, what is asked for beside them."""

    given: dict[str, Any]
    known: Vocabulary
    interactive: bool

    def header(self, zone: str) -> dict[str, object]:
        """The header of the draft; raises HindsiteError when something needed is missing."""
        needed = [name for name in ("title", "started") if not self.given[name]]
        if needed and not self.interactive:
            flags = " and ".join(f"--{name}" for name in needed)
            raise HindsiteError(f"{flags} must be given: this is no terminal to ask at")
        found: dict[str, object] = {
            "title": self.given["title"] or self._ask("Title, in one line"),
            "severity": self._word("severity", self.given["severity"]) or "unknown",
            "status": "draft",
        }
        found["started_at"] = self.given["started"] or self._ask(
            f"Started, in {zone}", f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        )
        for name in MOMENTS[1:]:
            found[name] = self.given[name.removesuffix("_at")]
        found["timezone"] = zone
        found["detected_by"] = self.given["detected_by"]
        found["services"] = self._words("services")
        found["teams"] = list(self.given["teams"])
        found["causes"] = self._words("causes")
        found["trigger"] = self.given["trigger"]
        found["impact"] = dict.fromkeys(("summary", "users_percent"))
        return found

    def _ask(self, what: str, default: str = "") -> str:
        answer: str = click.prompt(what, default=default, show_default=bool(default))
        return answer.strip() or self._ask(what, default)

    def _word(self, name: str, given: str | None) -> str | None:
        """One word of a vocabulary, asked for where it is not given; empty is unknown."""
        words = _words(self.known)[name]
        if given or not self.interactive:
            return next((word for word in words if word.lower() == (given or "").lower()), given)
        answer: str = click.prompt(f"Severity ({', '.join(words)})", default="unknown")
        return self._near(answer.strip(), words) if answer.strip() else None

    def _words(self, name: str) -> list[str]:
        """Words of a vocabulary, asked for one after another where none is given."""
        chosen = list(self.given[name])
        if chosen or not self.interactive:
            return chosen
        words = _words(self.known)[name]
        label = f"{name.capitalize()}, one or more with commas between, or nothing"
        answer: str = click.prompt(label, default="", show_default=False)
        return [self._near(one.strip(), words) for one in answer.split(",") if one.strip()]

    def _near(self, answer: str, words: Iterable[str]) -> str:
        """The answer, or the known word that was probably meant."""
        known = list(words)
        if not known or answer in known:
            return answer
        near = difflib.get_close_matches(answer.lower(), known, n=3, cutoff=0.4)
        near += [word for word in known if answer.lower() in word.lower() and word not in near]
        hint = f"did you mean {', '.join(near[:5])}?" if near else f"known are {', '.join(known)}"
        click.echo(f"{printable(answer)!r} is not known; {hint}")
        return self._near(self._ask("Instead", near[0] if near else ""), known)


def _local_zone() -> str:
    """The machine's own zone by name."""
    name = tzlocal.get_localzone_name()
    if not name or ("/" not in name and name != "UTC"):
        raise HindsiteError("this machine's time zone has no Area/City name; give --timezone")
    return "UTC" if name in ("Etc/UTC", "Etc/UCT") else name


def _timeline(log: Any, first_day: date, zone: str) -> str:
    if log is None:
        return ""
    found = read_log(log.read(), first_day, ZoneInfo(zone))
    for assumed in found.assumed:
        click.echo(f"timeline: {printable(assumed)}", err=True)
    return timeline(found.entries, first_day)


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
