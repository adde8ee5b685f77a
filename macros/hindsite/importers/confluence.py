"""Confluence pages: as exported HTML, in the storage format, or as JSON of the REST interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from hindsite.errors import HindsiteError
from hindsite.importers import html_text, storage_format
from hindsite.importers.json_source import Node, looks_like_json, records, sample
from hindsite.importers.moments import whens
from hindsite.importers.source import Finding, Imported, Wanted, counted
from hindsite.importers.thread import Thread, draft

LISTS = ("results",)
_SIGNS = re.compile(
    r"<(?:ac|ri):[a-z-]+|id=[\"'](?:main-content|wiki-content|title-text|com-atlassian-confluence)"
    r"|class=[\"'][^\"']{0,200}(?:wiki-content|confluence)|ajs-(?:page|space)-",
    re.IGNORECASE,
)
_BODIES = ("storage", "view", "export_view", "styled_view", "editor")
_AROUND = {
    "breadcrumbs": "#breadcrumb-section, #breadcrumbs",
    "page-metadata": ".page-metadata",
    "footer": "#footer",
}
_CREATED = re.compile(r"\bcreated by\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, its Markdown, and what was left out of it.

    `whole_title` is given where it has more words than the title: the space's name, for one.
    `around` is what stands around the text, by its name: the way to the page, who wrote it when.
    `tasks` is how many tasks got an owner or a date out of what they mention.
    """

    title: str
    markdown: str
    told: tuple[str, ...]
    whole_title: str = ""
    around: tuple[tuple[str, str], ...] = ()
    tasks: int = 0


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether a source is HTML with Confluence's marks, or a page in JSON."""
    if looks_like_json(text):
        found = sample(text, *LISTS)
        return bool(found) and all(one.keys() >= {"title", "body"} and _html(one) for one in found)
    return text.lstrip("\ufeff \t\r\n").startswith("<") and bool(_SIGNS.search(text))


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The pages, each an incident."""
    if not looks_like_json(text):
        return (draft(_from_html(text, wanted)),)
    return tuple(draft(_from_json(one, wanted)) for one in records(text, *LISTS))


def page(html: str) -> Page:
    """A whole page, or the storage format of one, as Markdown."""
    parsed = html_text.parse(html)
    soup = parsed.soup
    whole = _title(soup)
    for tag in soup.find_all(["head", "title"]):
        tag.decompose()
    title = whole.partition(" : ")[2] or whole
    around = tuple(_around(soup))
    told = [*parsed.told, *storage_format.plain(soup)]
    tasks = storage_format.named_tasks(soup)
    text = html_text.as_text(soup)
    return Page(title, text, tuple(told), whole if whole != title else "", around, tasks)


def _html(value: object) -> str | None:
    """The HTML of a page in JSON, in the first form that it has."""
    body = value.get("body") if isinstance(value, dict) else None
    if not isinstance(body, dict):
        return None
    forms = (body.get(name) for name in _BODIES)
    texts = (form.get("value") for form in forms if isinstance(form, dict))
    return next((one for one in texts if isinstance(one, str)), None)


def _title(soup: BeautifulSoup) -> str:
    """The title as the page shows it, or as its tab does, or its first heading."""
    in_tab = soup.find("title")
    for tag in (soup.find(id="title-text"), in_tab, soup.find("h1")):
        words = " ".join(tag.get_text(" ").split()) if isinstance(tag, Tag) else ""
        if words and isinstance(tag, Tag):
            if tag is not in_tab:
                (tag.find_parent("h1") or tag).decompose()
            return words
    return ""


def _around(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Take out what an export puts around the text."""
    for name, selector in _AROUND.items():
        for tag in soup.select(selector):
            words = " ".join(tag.get_text(" ").split())
            tag.decompose()
            if words:
                yield name, words


def _from_html(text: str, wanted: Wanted) -> Thread:
    found = page(text)
    made = _thread("", found, wanted)
    _created(found, made)
    return made


def _created(found: Page, made: Thread) -> None:
    """The date in `Created by …`, of the page."""
    texts = (*(words for _, words in found.around), *found.markdown.splitlines())
    line = next((one for one in texts if _CREATED.search(one)), "")
    days = [one.day for one in whens(line) if one.day is not None]
    if days and made.day is None:
        made.day = (str(min(days)), "created by")


def _from_json(one: Node, wanted: Wanted) -> Thread:
    html = _html(one.value)
    if html is None:
        raise HindsiteError(
            f"{one.at('body')}: expected the page's text, got none; fetch it with "
            "`expand=body.storage` or `body-format=storage`"
        )
    found = page(html)
    made = _thread(one.path, Page(one.text("title"), found.markdown, found.told), wanted)
    one.used.update({"body", "status", "spaceId"})
    for dated in (one.child("history"), one):
        at = dated.time(wanted, "createdDate", "createdAt")
        if at is not None and made.day is None:
            made.day = (str(at.date()), dated.at("createdDate"))
    for path, value in one.rest():
        made.keep(path, value)
    for inner in ("history", "version"):
        for path, value in one.child(inner).rest():
            made.keep(path, value)
    return made


def _thread(where: str, found: Page, wanted: Wanted) -> Thread:
    made = Thread(where, wanted, found.title, found.markdown, "page", converted=True)
    in_title = [one.day for one in whens(found.title) if one.day is not None]
    if in_title:
        made.day = (str(in_title[0]), "title")
    made.keep("title", found.whole_title)
    for name, words in found.around:
        made.keep(name, words)
    if found.tasks:
        told = f"{counted(found.tasks, 'task')} with an owner or a date from whom or what they name"
        made.findings.append(Finding("guessed", None, "tasks", "section: Action items", told))
    made.findings += [Finding("unknown", None, where or "page", "", told) for told in found.told]
    return made
