"""All postmortems of a project as one checked whole: records, vocabulary, and every problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from hindsite.config import Project
from hindsite.errors import HindsiteError, Problem, ProblemsError
from hindsite.library.house import house
from hindsite.library.references import check_references
from hindsite.library.store import (
    Attachment,
    Cache,
    Shelf,
    Workers,
    beside,
    extra_fields,
    read_sources,
    scan,
)
from hindsite.library.taxonomy import Service, Taxonomy, read_services, read_taxonomy
from hindsite.postmortem.schema import Postmortem
from hindsite.postmortem.vocabulary import Terms, Vocabulary


@dataclass(frozen=True)
class Library:
    """What a project holds. `postmortems` are those of the audience, the newest first.

    `services` is None without a catalogue. `problems` are all that were found, in the order of
    files and lines; with an error among them nothing should be published.
    """

    project: Project
    taxonomy: Taxonomy | None
    services: Mapping[str, Service] | None
    postmortems: tuple[Postmortem, ...]
    attachments: tuple[Attachment, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @cached_property
    def by_path(self) -> Mapping[str, Postmortem]:
        """The postmortems by their files' paths."""
        return {postmortem.path: postmortem for postmortem in self.postmortems}

    @cached_property
    def attachment_paths(self) -> frozenset[str]:
        """The paths of the files that are published beside postmortems."""
        return frozenset(attachment.path for attachment in self.attachments)


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The vocabularies a project keeps in files, where it keeps them."""

    taxonomy: Taxonomy | None
    services: Mapping[str, Service] | None


def read_catalogues(project: Project) -> Catalogues:
    """The taxonomy and the service catalogue; raises `ProblemsError` with all their problems."""
    problems: list[Problem] = []
    taxonomy: Taxonomy | None = None
    services: Mapping[str, Service] | None = None
    try:
        if (data := _optional(project, project.options.taxonomy)) is not None:
            taxonomy = read_taxonomy(project.options.taxonomy, data)
    except ProblemsError as error:
        problems.extend(error.problems)
    try:
        if (data := _optional(project, project.options.services)) is not None:
            services = read_services(project.options.services, data)
    except ProblemsError as error:
        problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return Catalogues(taxonomy, services)


def _optional(project: Project, path: str) -> bytes | None:
    file = project.root / path
    try:
        return file.read_bytes() if file.exists() else None
    except OSError as error:
        raise HindsiteError(f"{path}: cannot be read: {error.strerror}") from error


def vocabulary(project: Project, catalogues: Catalogues) -> Vocabulary:
    """What each file of a project is checked against."""
    taxonomy = catalogues.taxonomy
    return Vocabulary(
        severities=project.options.severities,
        causes=_cause_terms(taxonomy) if taxonomy else None,
        triggers=_trigger_terms(taxonomy) if taxonomy else None,
        services=frozenset(catalogues.services) if catalogues.services is not None else None,
        extra_fields=extra_fields(project),
        section_aliases=project.options.sections,
        house=house(project.options),
    )


def _cause_terms(taxonomy: Taxonomy) -> Terms:
    return Terms(
        names={slug: cause.name for slug, cause in taxonomy.causes.items()},
        aliases={alias: slug for slug, cause in taxonomy.causes.items() for alias in cause.aliases},
        areas={area.slug: tuple(cause.slug for cause in area.causes) for area in taxonomy.areas},
    )


def _trigger_terms(taxonomy: Taxonomy) -> Terms:
    return Terms(
        names={trigger.slug: trigger.name for trigger in taxonomy.triggers},
        aliases={alias: item.slug for item in taxonomy.triggers for alias in item.aliases},
    )


def load(
    project: Project,
    cache: Cache | None = None,
    workers: Workers | None = None,
    *,
    drafts: bool = False,
) -> Library:
    """Read a project's whole library: every file once, every problem of every file.

    Drafts are checked, but only kept when asked for.

    Raises HindsiteError when a folder or file cannot be read, ProblemsError when the taxonomy or
    the service catalogue is wrong; problems of postmortems are in the library.
    """
    catalogues = read_catalogues(project)
    return assemble(project, catalogues, scan(project), cache=cache, workers=workers, drafts=drafts)


def assemble(
    project: Project,
    catalogues: Catalogues,
    shelf: Shelf,
    *,
    whole: Shelf | None = None,
    cache: Cache | None = None,
    workers: Workers | None = None,
    drafts: bool = False,
) -> Library:
    """A library of the files on a shelf; those of `whole` may be referred to, too."""
    readings = read_sources(shelf.sources, vocabulary(project, catalogues), cache, workers)
    records = [record for record, _ in readings if record is not None]
    problems = [problem for _, found in readings for problem in found]
    problems += check_references(shelf, records, whole or shelf, project.root)
    shown = [
        record
        for record in records
        if _visible(record, project) and (drafts or record.status != "draft")
    ]
    attachments = _published_attachments(shelf.attachments, records, shown)
    return Library(
        project=project,
        taxonomy=catalogues.taxonomy,
        services=catalogues.services,
        postmortems=tuple(sorted(shown, key=lambda p: (p.day, p.id), reverse=True)),
        attachments=attachments,
        problems=tuple(sorted({*shelf.problems, *problems})),
    )


def _visible(record: Postmortem, project: Project) -> bool:
    return project.options.audience == "internal" or record.visibility == "public"


def _published_attachments(
    attachments: Iterable[Attachment], records: Sequence[Postmortem], shown: Sequence[Postmortem]
) -> tuple[Attachment, ...]:
    """All of them; where postmortems are hidden, those that a shown one links to."""
    if len(records) == len(shown):
        return tuple(attachments)
    named = {
        beside(record.path, unquote(link.destination.partition("#")[0]))
        for record in shown
        for link in record.relative_links
    }
    return tuple(attachment for attachment in attachments if attachment.path in named)
