"""`hindsite validate`: check postmortems and say everything that is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hindsite.commands import options
from hindsite.commands.formats import FORMATS, LINES, placed
from hindsite.config import CONFIG_FILE, Project, load_project
from hindsite.errors import HindsiteError
from hindsite.library.changed import changed_since
from hindsite.library.checking import Report, check


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH …]")
@click.option(
    "--changed",
    "base",
    metavar="BASE",
    help="Only what differs from this branch or commit, changes not committed included.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How problems are printed: for people, as annotations of GitHub Actions, as a code "
    "quality report of GitLab, as a JSON list, or as SARIF.",
)
@options.nearest_config_file
def validate(
    paths: tuple[Path, ...], base: str | None, format_: str, config_file: Path | None
) -> None:
    """Check postmortems: all of them, or the files and folders given.

    Exit status 0: clean (there may be warnings). 1: problems. 2: could not run.
    """
    project = load_project(config_file, Path.cwd(), *paths)
    report = _checked(project, paths, base, config_file)
    if printed := FORMATS[format_](placed(report, project.root, format_)):
        click.echo(printed)
    if format_ in LINES:
        click.echo(_summary(report), err=format_ == "github" or bool(report.problems))
    sys.exit(1 if report.errors else 0)


def _checked(
    project: Project, paths: tuple[Path, ...], base: str | None, config_file: Path | None
) -> Report:
    if base is None:
        return check(project, paths)
    if paths:
        raise HindsiteError("give paths or --changed, not both")
    changed = changed_since(project, base, config_file.name if config_file else CONFIG_FILE)
    if changed.beyond:
        told = f"{changed.beyond[0].upper()}{changed.beyond[1:]}"
        click.echo(f"{told}: checking everything.", err=True)
        return check(project)
    return check(project, changed.files) if changed.files else Report(0, ())


def _summary(report: Report) -> str:
    checked = f"{report.checked:,} {'postmortem' if report.checked == 1 else 'postmortems'} checked"
    waived = f", {report.waived:,} waived" if report.waived else ""
    if not report.problems:
        return f"{checked}: no problems{waived}."
    warnings = len(report.problems) - report.errors
    found = [f"{report.errors} {'error' if report.errors == 1 else 'errors'}"]
    if warnings:
        found.append(f"{warnings} {'warning' if warnings == 1 else 'warnings'}")
    return f"{checked}: {', '.join(found)}{waived}."
