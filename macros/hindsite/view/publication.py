"""What a site is called and where it is read, and the files it publishes for other programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hindsite.library.columns import TABLES

# What XML 1.0 cannot hold, written out or escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Publication:
    """A site: its name, a sentence about it, and its address, which ends with `/`; "" unknown."""

    name: str
    description: str = ""
    root: str = ""

    def absolute(self, address: str) -> str:
        """An address below the site's root in full; as it is where the site's is not known."""
        return self.root + address


def xml_text(text: str) -> str:
    """The text without the characters that no XML document may hold, however they are written."""
    return _NOT_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file for other programs: its address below the site's root, and what it holds."""

    address: str
    form: str
    text: str


def _parquet(table: str) -> DataFile:
    return DataFile(f"data/{table}.parquet", "Parquet", TABLES[table].row)


# What the site's own pages read; it changes with them, and nothing else should rely on it.
OWN_DATA = ("data/explore/", "data/seen/", "data/submit.json", "data/suggest.json")

DATA_FILES: Mapping[str, DataFile] = {
    one.address: one
    for one in (
        DataFile(
            "data/incidents.json",
            "JSON",
            "Every incident with all its fields, durations, timeline and action items.",
        ),
        DataFile("data/incidents.csv", "CSV", "Every incident, flat, for spreadsheets."),
        DataFile("data/actions.csv", "CSV", "Every action item, flat, for spreadsheets."),
        *(_parquet(table) for table in TABLES),
        DataFile(
            "data/actions.ics",
            "iCalendar",
            "The due dates of action items that are open or in progress, to subscribe to.",
        ),
        DataFile(
            "data/postmortem.schema.json",
            "JSON Schema",
            "The header of a postmortem, for editors and checks.",
        ),
        DataFile("data/postmortem-template.md", "Markdown", "A postmortem to fill in."),
        DataFile("feed.xml", "Atom", "The newest incidents, as a feed."),
        DataFile("feed.json", "JSON Feed", "The same for other readers."),
        DataFile("llms.txt", "Markdown", "A guide to all this for programs that read prose."),
    )
}
