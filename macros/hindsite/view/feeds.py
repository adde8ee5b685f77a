"""Feeds of incidents: Atom (RFC 4287) and JSON Feed 1.1.

The Atom form comes from a template, with the same escaping as the pages: of the libraries that
write feeds none writes both forms, and the most used one was last released in 2023.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from markupsafe import Markup

from hindsite.postmortem.durations import durations
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.publication import Publication, xml_text
from hindsite.view.templates import render

JSON_FEED = "https://jsonfeed.org/version/1.1"
# What an empty feed outside git says of its last change: a time is required.
_LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `page` is the address of the page that it belongs to (`""`, `"services/x/"`).

    `incidents` are those it tells, the newest first.
    """

    title: str
    page: str
    incidents: Sequence[Postmortem]


class FeedWriter:
    """Writes the feeds of one build; an incident that stands in several is put into words once."""

    def __init__(self, publication: Publication, as_of: date | None) -> None:
        self._publication = publication
        self._as_of = as_of
        self._entry = cache(self._drawn)
        self._item = cache(self._told)

    def atom(self, feed: Feed) -> str:
        """The feed as Atom. Its links are relative to the site where its address is not known."""
        return render(
            "atom",
            title=xml_text(feed.title),
            subtitle=xml_text(self._publication.description),
            author=xml_text(self._publication.name),
            id=self._identity(feed.page),
            # Where the site's address is not known, links are relative to its root.
            base="" if self._publication.root else Links.of(feed.page).to(""),
            page=self._publication.absolute(feed.page) or "./",
            own=self._publication.absolute(links.atom_feed(feed.page)),
            updated=self._updated(feed),
            entries=Markup().join(self._entry(one) for one in feed.incidents),
        )

    def json(self, feed: Feed) -> str:
        """The feed as JSON Feed; the same."""
        to = self._publication.absolute
        here = {
            "home_page_url": to(feed.page),
            "feed_url": to(links.json_feed(feed.page)),
        }
        document = {
            "version": JSON_FEED,
            "title": feed.title,
            **(here if self._publication.root else {}),
            **_given(description=self._publication.description),
            "authors": [{"name": self._publication.name}],
            "items": [
                {**self._item(one), "url": self._way(feed.page) + one.url} for one in feed.incidents
            ],
        }
        return json.dumps(document, ensure_ascii=False, allow_nan=False)

    def _way(self, page: str) -> str:
        return self._publication.root or Links.of(page).base

    def _identity(self, address: str) -> str:
        """An id that stays as long as the site's address: the page's, or one made of it."""
        if self._publication.root:
            return self._publication.absolute(address)
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self._publication.name}/{address}").urn

    def _updated(self, feed: Feed) -> str:
        newest = max((one.day for one in feed.incidents), default=_LONG_AGO)
        return _midnight(self._as_of or newest)

    def _drawn(self, incident: Postmortem) -> Markup:
        return Markup(  # noqa: S704 - the template escapes
            render(
                "atom_entry",
                title=xml_text(_title(incident)),
                url=self._publication.absolute(incident.url),
                id=self._identity(incident.url),
                at=_started(incident),
                authors=[xml_text(author) for author in incident.authors],
                terms=_terms(incident),
                summary=xml_text(summary(incident)),
            )
        )

    def _told(self, incident: Postmortem) -> dict[str, Any]:
        return {
            "id": self._identity(incident.url),
            "title": _title(incident),
            "content_text": summary(incident),
            "date_published": _started(incident),
            **_given(authors=[{"name": author} for author in incident.authors]),
            "tags": _terms(incident),
        }


def summary(incident: Postmortem) -> str:
    """An incident in a few lines of plain text: how bad, when, how long, what users met."""
    known = durations(incident)
    told = words.at_least if incident.started_estimated else words.duration
    lengths = [
        f"{label} {told(seconds)}"
        for label, seconds in (
            ("users affected for", known["impact"]),
            ("resolved after", known["resolve"]),
        )
        if seconds is not None
    ]
    facts = [_severity(incident), words.long_day(incident.day), *lengths]
    lines = [
        f"{', '.join(facts)}.",
        incident.impact.summary,
        f"Services: {', '.join(incident.services)}." if incident.services else None,
        f"Causes: {', '.join(incident.causes)}." if incident.causes else None,
    ]
    return "\n".join(line for line in lines if line)


def _severity(incident: Postmortem) -> str:
    unknown = incident.severity == "unknown"
    return "Severity unknown" if unknown else incident.severity


def _title(incident: Postmortem) -> str:
    return f"{incident.title} (in review)" if incident.status == "in-review" else incident.title


def _terms(incident: Postmortem) -> list[str]:
    severity = [] if incident.severity == "unknown" else [incident.severity]
    return list(dict.fromkeys([*severity, *incident.services, *incident.causes, *incident.tags]))


def _started(incident: Postmortem) -> str:
    """When it began, in UTC (RFC 3339): the one time that every record has and no edit moves."""
    at = incident.started.at
    return _midnight(incident.day) if at is None else _instant(at)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC).isoformat()[:19]}Z"


def _midnight(day: date) -> str:
    return f"{words.iso_day(day)}T00:00:00Z"


def _given(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}
