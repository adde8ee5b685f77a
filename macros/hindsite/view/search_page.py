"""What the search reads of an incident: its prose, its words and its errors, and nothing drawn.

The search index is made from these pages, not from the ones people read: those hold facts, figures
and lists, which would be found by every word that stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from hindsite.insight.knowledge import Records
from hindsite.library.taxonomy import Cause, Trigger
from hindsite.postmortem.schema import Postmortem
from hindsite.view import words
from hindsite.view.models import BodyPart, SearchPage, SearchTerm
from hindsite.view.rows import badge
from hindsite.view.templates import render


def search_page(
    postmortem: Postmortem, body: tuple[BodyPart, ...], records: Records, language: str
) -> str:
    """An incident as a page for the indexer; `body` are the parts of its own page."""
    options = records.library.project.options
    view = SearchPage(
        language=language,
        title=postmortem.title,
        summary=postmortem.impact.summary or "",
        severity=postmortem.severity,
        rank=badge(postmortem.severity, options.severities).rank,
        day=words.iso_day(postmortem.day),
        services=postmortem.services,
        errors=postmortem.signatures,
        terms=tuple(_terms(postmortem, records)),
        body=body,
    )
    return render("search_page", view=view)


def guide_page(title: str, content: str, language: str) -> str:
    """A page that people wrote, for the indexer; `content` is its HTML, `title` plain text."""
    return render("search_guide", title=title, content=content, language=language)


def _terms(postmortem: Postmortem, records: Records) -> Iterator[SearchTerm]:
    """Causes and trigger with every word for them, so that any of the words finds the incident."""
    taxonomy = records.library.taxonomy
    for slug in postmortem.causes:
        yield _term(slug, taxonomy.causes.get(slug) if taxonomy else None)
    if postmortem.trigger:
        known = taxonomy.trigger_by_slug.get(postmortem.trigger) if taxonomy else None
        yield _term(postmortem.trigger, known)


def _term(slug: str, entry: Cause | Trigger | None) -> SearchTerm:
    if entry is None:
        return SearchTerm(slug.replace("-", " "))
    return SearchTerm(entry.name, tuple(alias.replace("-", " ") for alias in entry.aliases))
