"""Statuspage's incidents, as its public `incidents.json` and its management interface give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hindsite.errors import HindsiteError
from hindsite.importers import html_text
from hindsite.importers.github_issues import left_out, with_left_out
from hindsite.importers.json_source import Node, documents, records, sample
from hindsite.importers.remarks import Remark
from hindsite.importers.source import Imported, Wanted, escaped
from hindsite.importers.thread import Thread, draft

LISTS = ("incidents", "incident", "scheduled_maintenances")
_KEYS = frozenset({"name", "incident_updates"})
_HTML = re.compile(r"</?(?:br|p|a|b|i|em|strong|ul|ol|li|div|span|code)\b[^<>]*>", re.IGNORECASE)


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format is asked with the name
    """Whether every object of a JSON source has a name and updates."""
    found = sample(text, *LISTS)
    return bool(found) and all(one.keys() >= _KEYS for one in found)


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """The incidents; planned maintenance among them is left out and named."""
    found = records(text, *LISTS)
    around = list(_page(text))
    return with_left_out(
        [draft(_thread(one, wanted, around)) for one in found if not _is_planned(one)],
        [left_out(one, "planned maintenance", "name") for one in found if _is_planned(one)],
    )


def _page(text: str) -> Iterator[tuple[str, str]]:
    """What the source says of the status page itself."""
    for number, value in enumerate(documents(text)):
        page = value.get("page") if isinstance(value, dict) else None
        for key in ("name", "url", "time_zone"):
            if isinstance(page, dict) and isinstance(page.get(key), str):
                yield f"[{number}].page.{key}" if number else f"page.{key}", page[key]


def _is_planned(one: Node) -> bool:
    return bool(one.value.get("scheduled_for")) or one.value.get("impact") == "maintenance"


def _thread(incident: Node, wanted: Wanted, around: Sequence[tuple[str, str]]) -> Thread:
    made = Thread(incident.path, wanted, incident.text("name"), title_at="name")
    made.body = incident.text("postmortem_body")
    made.body_at = "postmortem_body"
    _times(incident, made, wanted)
    for key in ("impact", "impact_override"):
        word = incident.text(key)
        made.keep(incident.at(key), word)
        if word:
            made.unknown(incident.at(key), f"{word}: an impact is no severity; kept at the end")
    for key in ("status", "postmortem_body_last_updated_at", "postmortem_published_at"):
        made.keep(incident.at(key), incident.text(key))
    names = [(one.text("name"), one.at("name")) for one in incident.children("components")]
    made.services([(name, path) for name, path in names if name.strip()])
    for one in incident.children("components"):
        made.keep(one.at("description"), one.text("description"))
    for one in incident.children("incident_updates"):
        _update(one, made, wanted)
    made.linked(*incident.get("shortlink"))
    for path, value in around:
        made.keep(path, value)
    for path, value in incident.rest():
        made.keep(path, value)
    return made


def _times(incident: Node, made: Thread, wanted: Wanted) -> None:
    created = incident.time(wanted, "created_at")
    if created is not None:
        made.opened = (created, incident.at("created_at"))
    started = incident.time(wanted, "started_at")
    told = "Statuspage's start is when it was first written about, unless somebody set it"
    made.time("started_at", started, incident.at("started_at"), told)
    watched = incident.time(wanted, "monitoring_at")
    told = "from then on the repair was only watched"
    made.time("mitigated_at", watched, incident.at("monitoring_at"), told)
    made.time("resolved_at", incident.time(wanted, "resolved_at"), incident.at("resolved_at"))
    for key in ("created_at", "started_at", "monitoring_at", "resolved_at"):
        made.keep(incident.at(key), incident.value.get(key))


def _update(update: Node, made: Thread, wanted: Wanted) -> None:
    """An update as an entry of the timeline; a published postmortem is the text itself."""
    at = update.time(wanted, "display_at", "created_at")
    if at is None:
        raise HindsiteError(f"{update.at('created_at')}: expected the update's time, got none")
    status, said = update.text("status"), update.text("body")
    if status == "postmortem":
        if not made.body:
            made.body, made.body_at = said, update.at("body").removeprefix(f"{made.where}.")
        elif said.strip() != made.body.strip():
            made.keep(update.at("body"), said)
        made.remarks.append(Remark(at, "postmortem", "The postmortem was published"))
        return
    lines = [_markdown(said, made), *_changes(update)]
    body = "\n\n".join(line for line in lines if line)
    made.remarks.append(Remark(at, status.replace("_", " ").capitalize(), body))
    made.keep(update.at("custom_tweet"), update.text("custom_tweet"))


def has_marks(said: str) -> bool:
    """Whether an update's text has marks of HTML."""
    return bool(_HTML.search(said))


def _markdown(said: str, made: Thread) -> str:
    """An update's text: some have a few marks of HTML, most have none."""
    if not has_marks(said):
        # A line ends where the author ended it: Markdown would go on.
        return re.sub(r"(?<=\S)\n(?=\S)", r"\\\n", escaped(said.strip("\n")))
    text = html_text.markdown(said)
    for told in text.told:
        made.unknown(made.where, told)
    return text.markdown


def _changes(update: Node) -> list[str]:
    """What became of the parts: `Web: operational → major outage`."""
    found = []
    for one in update.children("affected_components"):
        old, new = one.text("old_status"), one.text("new_status")
        states = " → ".join(word.replace("_", " ") for word in (old, new) if word)
        found.append(escaped(f"{one.text('name')}: {states}"))
    return found
