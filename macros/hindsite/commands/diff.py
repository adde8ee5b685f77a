"""`hindsite diff`: what a branch changes in the aggregates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from hindsite.commands import options
from hindsite.config import Project, load_project
from hindsite.errors import HindsiteError, Problem
from hindsite.insight.changes import Change, changes, movements
from hindsite.insight.lookalikes import alike_by_words, lookalikes, undeclared_recurrences
from hindsite.library.collection import Library, load
from hindsite.library.revision import Revision, revision
from hindsite.library.store import Cache
from hindsite.library.tables import Tables
from hindsite.library.workers import Workers
from hindsite.postmortem.schema import Postmortem
from hindsite.view import words
from hindsite.view.changes.incident import incident_item
from hindsite.view.changes.parts import Item, Report, Words
from hindsite.view.changes.report import report
from hindsite.view.changes.writing import as_markdown, as_text


@click.command()
@click.argument("base")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="For a terminal, or for a comment on a pull request.",
)
@click.option("--name", metavar="WORDS", help="What to call BASE in the text.")
@options.nearest_config_file
def diff(base: str, format_: str, name: str | None, config_file: Path | None) -> None:
    """Compare the working tree with the last commit that it shares with BASE.

    BASE is a branch, a tag or a commit. Tells which postmortems are added, changed and removed,
    what was read of each, the past incidents it is near, and how medians and counts move.

    Exit status 0: done, also where postmortems have problems. 2: could not run.
    """
    project = load_project(config_file, Path.cwd())
    found = _compared(project, base, name or base, config_file)
    written = as_markdown(found) if format_ == "markdown" else as_text(found)
    click.echo(written, nl=False)


@dataclass(frozen=True, slots=True)
class _Side:
    """One state: every incident, drafts and hidden ones too, and those in the figures."""

    records: tuple[Postmortem, ...]
    unread: frozenset[str]  # ids of files with errors
    problems: tuple[Problem, ...]
    project: Project

    def without(self, ids: frozenset[str]) -> _Side:
        kept = tuple(one for one in self.records if one.id not in ids)
        return replace(self, records=kept)

    @property
    def counted(self) -> tuple[Postmortem, ...]:
        return tuple(one for one in self.records if not self.why_uncounted(one))

    def why_uncounted(self, one: Postmortem) -> str:
        """Why an incident is in no figure, "" where it is."""
        if one.status == "draft":
            return "it is a draft"
        if one.visibility == "internal" and self.project.options.audience == "public":
            return "it is internal, and the site is public"
        return ""

    def tables(self) -> Tables:
        return Tables(self.counted, self.project.options.severities)


def _compared(project: Project, base: str, name: str, config_file: Path | None) -> Report:
    cache, workers = Cache(), Workers()
    try:
        with revision(project, base, config_file) as past:
            after = _side(project, cache, workers)
            before = _past_side(past, base, cache, workers)
            return _report(name, past.commit, before, after)
    finally:
        workers.close()


def _past_side(past: Revision, base: str, cache: Cache, workers: Workers) -> _Side:
    try:
        return _side(past.project, cache, workers)
    except HindsiteError as error:
        raise HindsiteError(f"at {base}: {error}") from error


def _side(project: Project, cache: Cache, workers: Workers) -> _Side:
    # The audience chooses what is counted, not what a reviewer is told.
    seen = project.options.model_copy(update={"audience": "internal"})
    whole = project.model_copy(update={"options": seen})
    library = load(whole, cache, workers, drafts=True)
    return _Side(library.postmortems, _unread(library), library.problems, project)


def _unread(library: Library) -> frozenset[str]:
    read = {one.path for one in library.postmortems}
    return frozenset(Path(one.path).stem for one in library.errors if one.path not in read)


def _report(name: str, commit: str, before: _Side, after: _Side) -> Report:
    # A file that cannot be read now is a problem, not a removal: the rest is compared without it.
    before = before.without(after.unread)
    found = changes(before.records, after.records)
    touched = [one for change in found for one in (change.before, change.after) if one is not None]
    return report(
        name,
        commit,
        found,
        _incidents(found, after),
        movements(before.tables(), after.tables(), touched),
        _problems(found, after),
        _notes(before),
    )


def _incidents(found: Sequence[Change], after: _Side) -> list[Item]:
    present = [change.after for change in found if change.after is not None]
    aliases = after.project.options.sections
    others = after.counted
    known = {one.id for one in others}
    compared = (*others, *(one for one in present if one.id not in known))
    similar = alike_by_words(compared, aliases) if present else {}
    items = []
    for change in found:
        one = change.after
        if one is None:
            items.append(incident_item(change, (), ()))
            continue
        near = lookalikes(one, others, similar.get(one.id, ()))
        again = undeclared_recurrences(one, others)
        items.append(incident_item(change, near, again, after.why_uncounted(one)))
    return items


def _problems(found: Sequence[Change], after: _Side) -> list[Problem]:
    """All errors, since each stops a build; warnings of what the branch touches."""
    touched = {change.after.path for change in found if change.after is not None}
    return [one for one in after.problems if one.level == "error" or one.path in touched]


def _notes(before: _Side) -> list[Words]:
    if not before.unread:
        return []
    count = words.plural(len(before.unread), "postmortem")
    return [(f"{count} of the base had errors and could not be compared",)]
