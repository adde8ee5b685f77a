"""`hindsite validate`: check postmortems and say everything that is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from hindsite.commands import options
from hindsite.config import load_project
from hindsite.errors import Problem, printable
from hindsite.library.checking import Report, check


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH …]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How problems are printed: for people, as GitHub annotations, or as a JSON list.",
)
@options.nearest_config_file
def validate(paths: tuple[Path, ...], format_: str, config_file: Path | None) -> None:
    """Check postmortems: all of them, or the files and folders given.

    Exit status 0: clean (there may be warnings). 1: problems. 2: could not run.
    """
    report = check(load_project(config_file, Path.cwd()), paths)
    _PRINTERS[format_](report)
    sys.exit(1 if report.errors else 0)


def _text(report: Report) -> None:
    for problem in report.problems:
        click.echo(str(problem))
    click.echo(_summary(report), err=bool(report.problems))


def _summary(report: Report) -> str:
    checked = f"{report.checked:,} {'postmortem' if report.checked == 1 else 'postmortems'} checked"
    if not report.problems:
        return f"{checked}: no problems."
    warnings = len(report.problems) - report.errors
    found = [f"{report.errors} {'error' if report.errors == 1 else 'errors'}"]
    if warnings:
        found.append(f"{warnings} {'warning' if warnings == 1 else 'warnings'}")
    return f"{checked}: {', '.join(found)}."


def _json(report: Report) -> None:
    found = [problem.as_dict() for problem in report.problems]
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _github(report: Report) -> None:
    for problem in report.problems:
        click.echo(annotation(problem))
    click.echo(_summary(report), err=True)


def annotation(problem: Problem) -> str:
    """A problem as a workflow command of GitHub Actions.

    The escapes are those of the workflow commands, so that no value of a file can end the command
    or begin another one.
    """
    place = f"file={_property(problem.path)},line={problem.line},col={problem.column}"
    title = _property(f"{problem.field} ({problem.rule})")
    return f"::{problem.level} {place},title={title}::{_data(problem.message)}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_PRINTERS: dict[str, Callable[[Report], None]] = {"text": _text, "github": _github, "json": _json}

__all__: Sequence[str] = ("annotation", "validate")
