"""Have we seen this? A field for what an alert or a log said, and all error messages below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hindsite.insight.knowledge import Records
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Link, Pager, RelatedItem
from hindsite.view.rows import pager

ASSETS = "assets/hindsite/"
INCIDENTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class MessageRow:
    """An error message and its incidents, the newest first; `more` says how many are not listed."""

    message: str
    incidents: tuple[RelatedItem, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class SeenView:
    """The page, or a further page of its list: then without the field, `live` False.

    `style` and `script` are this page's own files, `data` the folder of the index, `incidents` the
    one of the incidents' pages, `form` where a postmortem is started ("" nowhere).
    """

    title: str
    lead: str
    action: str
    live: bool
    heading: str
    messages: tuple[MessageRow, ...]
    explore: Link
    style: str
    script: str
    data: str
    incidents: str
    form: str = ""
    pager: Pager | None = None


Messages = Mapping[str, Sequence[Postmortem]]


def all_messages(records: Records) -> dict[str, list[Postmortem]]:
    """Every error message in alphabetical order, with its incidents, the newest first."""
    found: dict[str, list[Postmortem]] = {}
    for incident in records.counted:
        for message in dict.fromkeys(incident.signatures):
            found.setdefault(message, []).append(incident)
    return {message: found[message] for message in sorted(found, key=_alphabetical)}


def _alphabetical(message: str) -> tuple[str, str]:
    return message.casefold(), message


def seen_view(records: Records, messages: Messages, links_: Links, page: int) -> SeenView:
    """One page of the list; the first has the field."""
    options = records.library.project.options
    start = (page - 1) * options.page_size
    shown = list(messages.items())[start : start + options.page_size]
    return SeenView(
        title="Have we seen this?" if page == 1 else "Error messages",
        lead=(
            "Paste a stack trace, a log line or the name of an alert. Incidents whose error "
            "message stands in it come first, then those that share rare words with it."
        ),
        action=links_.to(links.SEEN),
        live=page == 1,
        heading=words.plural(len(messages), "error message"),
        messages=tuple(_row(message, incidents, links_) for message, incidents in shown),
        explore=Link("Explore", links_.to(links.EXPLORE)),
        style=links_.to(f"{ASSETS}seen.css"),
        script=links_.to(f"{ASSETS}seen/seen.js"),
        data=links_.to(links.SEEN_DATA),
        incidents=links_.to(links.INCIDENTS),
        form=links_.anywhere(options.form_url) if options.form_url else "",
        pager=pager(links.SEEN, page, len(messages), options.page_size, links_, "Error messages"),
    )


def _row(message: str, incidents: Sequence[Postmortem], links_: Links) -> MessageRow:
    more = len(incidents) - INCIDENTS_SHOWN
    return MessageRow(
        message,
        tuple(
            RelatedItem(
                one.title,
                links_.to(links.incident(one.id)),
                f"{one.severity}, {words.iso_day(one.day)}",
            )
            for one in incidents[:INCIDENTS_SHOWN]
        ),
        f"and {words.count(more)} earlier" if more > 0 else "",
    )
