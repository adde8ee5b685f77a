"""The five facts below an incident's head: what it did to users, and how it was noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.schema import UNKNOWN, Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Fact

Define = Callable[[str], str]


def incident_facts(postmortem: Postmortem, links_: Links) -> Iterator[Fact]:
    """The facts in the order of the page; what is unknown says why."""
    define = partial(_definition, links_)
    yield _users_affected_for(postmortem, define)
    yield _time_to_detect(postmortem, define)
    yield _users_affected(postmortem, define)
    yield _outage_equivalent(postmortem, define)
    yield _data_loss(postmortem)


def _definition(links_: Links, anchor: str) -> str:
    return links_.to(links.definition(anchor))


def _length(postmortem: Postmortem, seconds: float) -> str:
    return (words.at_least if postmortem.started_estimated else words.duration)(seconds)


def _users_affected_for(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Users affected for", define("users-affected-for")
    seconds = durations(postmortem)["impact"]
    stated = postmortem.stated_durations.get("impact")
    if seconds is None:
        note = _stated_note(stated) or _why_no_end(postmortem)
        return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)
    end = "mitigated" if postmortem.mitigated else "resolved"
    note = f"earliest known time to {end}" if postmortem.started_estimated else f"started to {end}"
    return Fact(label, _length(postmortem, seconds), note=note, definition_href=href)


def _stated_note(seconds: int | None) -> str:
    return f"{words.duration(seconds)} as stated; no times" if seconds is not None else ""


def _why_no_end(postmortem: Postmortem) -> str:
    if postmortem.started.at is None or postmortem.mitigated or postmortem.resolved:
        return "time of day not recorded"
    return "no end recorded"


def _time_to_detect(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Time to detect", define("time-to-detect")
    by = postmortem.detected_by
    seconds = durations(postmortem)["detect"]
    if seconds is not None:
        note = "detected by unknown" if by == UNKNOWN else f"by {by.replace('-', ' ')}"
        return Fact(label, words.duration(seconds), note=note, definition_href=href)
    if postmortem.started_estimated and postmortem.detected:
        note = "the start is not known"
    else:
        note = "no time recorded"
    return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)


def _users_affected(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Users affected", define("users-affected")
    percent, users = postmortem.impact.users_percent, postmortem.impact.users
    if percent is not None:
        note = words.plural(users, "user") if users is not None else "number of users unknown"
        return Fact(label, words.percent(percent), note=note, definition_href=href)
    if users is not None:
        return Fact(
            label, words.count(users), unit="users", note="share unknown", definition_href=href
        )
    return Fact(label, UNKNOWN, note="not stated", unknown=True, definition_href=href)


def _outage_equivalent(postmortem: Postmortem, define: Define) -> Fact:
    label, href = "Full-outage equivalent", define("full-outage-equivalent")
    seconds = outage_equivalent(postmortem)
    impact = durations(postmortem)["impact"]
    percent = postmortem.impact.users_percent
    if seconds is None or impact is None or percent is None:
        note = "needs a share of users" if percent is None else "needs a length"
        return Fact(label, UNKNOWN, note=note, unknown=True, definition_href=href)
    note = f"{words.duration(impact)} × {words.percent(percent)}"
    return Fact(label, _length(postmortem, seconds), note=note, definition_href=href)


def _data_loss(postmortem: Postmortem) -> Fact:
    impact = postmortem.impact
    parts = []
    if impact.requests_failed is not None:
        parts.append(words.plural(impact.requests_failed, "request") + " failed")
    if impact.cost is not None:
        parts.append(f"cost {words.money(impact.cost)}")
    note = ", ".join(parts)
    if impact.data_loss is None:
        return Fact("Data loss", UNKNOWN, note=note or "not stated", unknown=True)
    return Fact("Data loss", "yes" if impact.data_loss else "none", note=note)
