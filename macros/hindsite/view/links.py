"""The addresses of the site's pages, and how one page writes the way to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

HOME = ""
EXPLORE = "explore/"
EXPLORE_DATA = "data/explore/"
INCIDENTS = "incidents/"
CAUSES = "causes/"
SERVICES = "services/"
YEARS = "years/"
ACTIONS = "actions/"
INSIGHTS = "insights/"
SEEN = "seen/"
SEEN_DATA = "data/seen/"
SUBMIT = "submit/"
DEFINITIONS = "definitions/"


def incident(id_: str) -> str:
    """The address of an incident's page below the site's root."""
    return f"{INCIDENTS}{id_}/"


def source(id_: str) -> str:
    """The address of an incident's own Markdown file."""
    return f"incidents/{id_}.md"


def attachment_place(path: str) -> str:
    """Where a file beside a postmortem is published; `path` is below the postmortems' folder."""
    return f"files/{path}"


def attachment(path: str) -> str:
    """The address of such a file, as links write it."""
    return quote(attachment_place(path))


def seen_details(number: int) -> str:
    """The address of what is shown of an incident that was seen before."""
    return f"{SEEN_DATA}incidents/{number}.json"


def cause(slug: str) -> str:
    """The address of a cause's page."""
    return f"{CAUSES}{slug}/"


def service(slug: str) -> str:
    """The address of a service's page."""
    return f"{SERVICES}{slug}/"


def year(number: int | str) -> str:
    """The address of a year's page."""
    return f"{YEARS}{number}/"


def explore_filtered(**filters: str | int | Iterable[str | int]) -> str:
    """The address of Explore with these filters chosen: `explore/?cause=deploy&year=2024`.

    Names are those of the filters everywhere, and `q` for words, `sort` for the order; several
    values of one add up. The site's own fields are named `extra.tier`: give those as `**{…}`.
    """
    listed = {
        name: [value] if isinstance(value, str | int) else list(value)
        for name, value in filters.items()
    }
    return f"{EXPLORE}?{urlencode(listed, doseq=True)}"


def atom_feed(page: str) -> str:
    """The address of the Atom feed of a page: the site's first (`""`), a service's, a cause's."""
    return f"{page}feed.xml"


def json_feed(page: str) -> str:
    """The address of the same as JSON Feed."""
    return f"{page}feed.json"


def numbered(base: str, page: int) -> str:
    """The address of a list's page, counted from 1: the first is the list's own."""
    if page == 1:
        return base
    # Below `services/` stand services, and one may be called "2"; none has a dot in its name.
    return f"{base}page.{page}/" if base == SERVICES else f"{base}{page}/"


def definition(anchor: str) -> str:
    """The address of a measure's definition."""
    return f"{DEFINITIONS}#{anchor}"


@dataclass(frozen=True, slots=True)
class Links:
    """Writes links for one page; `base` leads from it to the site's root: `""`, `"../"`."""

    base: str

    @classmethod
    def of(cls, url: str) -> Links:
        """For the page at `url` below the site's root (`"incidents/x/"`, `""`)."""
        return cls("../" * url.count("/"))

    def to(self, address: str) -> str:
        """The way to an address below the site's root, relative to this page."""
        return self.base + address or "./"

    def anywhere(self, address: str) -> str:
        """The way to an address below the site's root, or to another site's as it is."""
        return address if "://" in address else self.to(address)
