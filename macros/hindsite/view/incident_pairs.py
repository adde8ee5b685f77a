"""The pairs below an incident's facts: what was hit and why, how it was found and ended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hindsite.insight.knowledge import Records
from hindsite.postmortem.rendering import plain
from hindsite.postmortem.schema import UNKNOWN, Postmortem
from hindsite.view import links
from hindsite.view.links import Links
from hindsite.view.models import Chip, Link, Pair

ENDED_BY_LENGTH = 160

_MARK = re.compile(r"""[.!?]+(?P<closing>["')\]”’]*)(?=\s|$)""")
_OPENING = "\"'([“‘"
_ABBREVIATIONS = frozenset({"e.g", "i.e", "vs", "cf", "ca", "approx", "incl", "dr", "mr", "ms"})
_BEFORE_NUMBERS = frozenset({"no", "nos", "fig", "sec", "ch", "p", "pp", "v", "ver", "vol"})


def incident_pairs(
    postmortem: Postmortem, records: Records, links_: Links
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The two columns of pairs; what is missing is said in words."""
    return (
        _what_pairs(postmortem, records, links_),
        _how_pairs(postmortem),
    )


def _missing(label: str, word: str) -> Pair:
    return Pair(label, "missing", (word,))


def _what_pairs(postmortem: Postmortem, records: Records, links_: Links) -> tuple[Pair, ...]:
    services = tuple(Link(slug, links_.to(links.service(slug))) for slug in postmortem.services)
    causes = tuple(
        Chip(slug, links_.to(links.cause(slug)), len(records.by_cause.get(slug, ())))
        for slug in postmortem.causes
    )
    none = "none recorded"
    pairs = [
        Pair("Services", "links", services) if services else _missing("Services", none),
        _words("Team" if len(postmortem.teams) < 2 else "Teams", postmortem.teams, none),
        Pair("Causes", "chips", causes) if causes else _missing("Causes", none),
    ]
    if postmortem.links:
        outside = tuple(Link(link.title, link.url) for link in postmortem.links)
        pairs.append(Pair("Links", "links", outside))
    return tuple(pairs)


def _words(label: str, values: Sequence[str], missing: str) -> Pair:
    return Pair(label, "words", tuple(values)) if values else _missing(label, missing)


def _how_pairs(postmortem: Postmortem) -> tuple[Pair, ...]:
    detected_by = postmortem.detected_by
    ended = ended_by(postmortem)
    signatures = postmortem.signatures
    pairs = [
        _words("Detected by", () if detected_by == UNKNOWN else (detected_by,), UNKNOWN),
        _words("Trigger", (postmortem.trigger,) if postmortem.trigger else (), UNKNOWN),
        _words("Ended by", (ended,) if ended else (), "none recorded"),
        Pair("Error messages", "code", signatures)
        if signatures
        else _missing("Error messages", "none recorded"),
    ]
    if postmortem.tags:
        pairs.append(_words("Tags", postmortem.tags, ""))
    if postmortem.authors:
        pairs.append(_words("Written by", postmortem.authors, ""))
    pairs.extend(
        _words(name.replace("_", " ").capitalize(), _extra_words(value), UNKNOWN)
        for name, value in postmortem.extra.items()
    )
    return tuple(pairs)


def _extra_words(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def ended_by(postmortem: Postmortem) -> str:
    """The resolution section's first sentence; else what the timeline tells of the end; else ""."""
    if postmortem.resolution:
        return first_sentence(postmortem.resolution)
    for moment in (postmortem.mitigated, postmortem.resolved):
        for event in postmortem.timeline:
            if moment and moment.at and event.at == moment.at:
                return first_sentence(plain(event.text))
    return ""


def first_sentence(text: str) -> str:
    """Up to the first mark that ends a sentence, cut at a word when it is very long."""
    for mark in _MARK.finditer(text):
        before = text[: mark.start()].rsplit(" ", 1)[-1].lstrip(_OPENING).casefold()
        if _ends_sentence(before, text[mark.end() :].lstrip()):
            text = text[: mark.start()] + mark["closing"]
            break
    if len(text) <= ENDED_BY_LENGTH:
        return text
    return text[: ENDED_BY_LENGTH - 1].rsplit(" ", 1)[0] + " …"


def _ends_sentence(before: str, after: str) -> bool:
    """Whether a mark between these ends a sentence: not after "e.g", nor between "No" and 5."""
    if not after:
        return True
    if after[0].islower() or before in _ABBREVIATIONS:
        return False
    return not (before in _BEFORE_NUMBERS and after[0].isdigit())
