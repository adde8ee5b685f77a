"""A labelled value as its field: the value, and what a guess of it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hindsite.importers import labels
from hindsite.importers.source import Wanted, one_line, severity
from hindsite.postmortem.rule import shown
from hindsite.postmortem.schema import STATUSES, UNKNOWN
from hindsite.postmortem.values import MAX_ITEMS, MAX_SLUG, MAX_TITLE

_LISTED = re.compile(r"\s*(?:[,;\n]|\band\b|&)\s*")
_LONGEST_NAME = 40  # of a service or team; longer ones are sentences
_COUNT = re.compile(r"(?:~|about |approximately )?(\d{1,3}(?:,\d{3})+|\d{1,15})(\s?%)?")


class Value(NamedTuple):
    """A field's value; `guess` is empty where there is no other way to read it."""

    field: str
    value: object
    guess: str = ""


def field_value(name: str, text: str, wanted: Wanted) -> Value | None:
    """A text as a field of `labels.FIELDS`, times and lengths aside; None where it is none."""
    return _READERS[name](text, wanted)


def slug(text: str) -> str:
    """A name as a slug, or empty."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    return "-".join(words)[:MAX_SLUG].strip("-") if text.isascii() else ""


def number(text: str) -> int | float:
    """A number in digits, perhaps with a decimal point."""
    return float(text) if "." in text else int(text)


def _words(text: str) -> list[str]:
    return [word for word in _LISTED.split(text) if word.strip()]


def _title(text: str, _: Wanted) -> Value:
    return Value("title", one_line(text, MAX_TITLE))


def _severity(text: str, wanted: Wanted) -> Value | None:
    exact = severity(text, wanted)
    if exact is not None:
        return Value("severity", exact)
    words = re.findall(r"[A-Za-z]+[\s_-]?\d+|\w+", text)
    found = {one for word in words if (one := severity(word, wanted))}
    if len(found) == 1:
        return Value("severity", found.pop(), f"read from {shown(one_line(text, 60))}")
    number = re.match(r"(?:s|sev|severity)?[\s:_-]*(\d)(?!\w)", text, re.IGNORECASE)
    level = numbered_severity(number[1], wanted) if number and not found else None
    return Value("severity", level, f"the number in {shown(one_line(text, 60))}") if level else None


def numbered_severity(digit: str, wanted: Wanted) -> str | None:
    """The one severity of the site with a number, as 2 in SEV2, or None."""
    found = [one for one in wanted.severities if re.findall(r"\d+", one) == [digit]]
    return found[0] if len(found) == 1 else None


def _authors(text: str, _: Wanted) -> Value | None:
    names = _words(text)[:MAX_ITEMS]
    return Value("authors", names) if names else None


def _exact(text: str, known: Mapping[str, str]) -> list[str] | None:
    """The slugs of words that are all known by their exact names."""
    words = [word.casefold() for word in _words(text)]
    found = [known[word] for word in words if word in known]
    return list(dict.fromkeys(found)) if found and len(found) == len(words) else None


def _causes(text: str, wanted: Wanted) -> Value | None:
    found = _exact(text, wanted.causes)
    return Value("causes", found) if found else None


def _trigger(text: str, wanted: Wanted) -> Value | None:
    found = wanted.triggers.get(text.casefold())
    return Value("trigger", found) if found else None


def _services(text: str, wanted: Wanted) -> Value | None:
    if not wanted.services:
        return _slugs("services")(text, wanted)
    found = _exact(text, wanted.services)
    return Value("services", found) if found else None


def _slugs(name: str) -> Callable[[str, Wanted], Value | None]:
    def read(text: str, _: Wanted) -> Value | None:
        words = _words(text)
        found = [slug(word) for word in words]
        long = any(len(word) > _LONGEST_NAME for word in words)
        if not found or long or not all(found) or UNKNOWN in found:
            return None
        guess = "" if found == words else "the names as slugs"
        return Value(name, list(dict.fromkeys(found))[:MAX_ITEMS], guess)

    return read


def _detected_by(text: str, _: Wanted) -> Value | None:
    found = labels.DETECTORS.get(labels.plain(text))
    return Value("detected_by", found) if found else None


def _status(text: str, _: Wanted) -> Value | None:
    word = text.casefold().replace(" ", "-")
    return Value("status", word) if word in STATUSES else None


def _users(text: str, _: Wanted) -> Value | None:
    found = _COUNT.fullmatch(text)
    if found is None:
        return None
    count = int(found[1].replace(",", ""))
    about = "" if text[0].isdigit() else f"read from {shown(text)}"
    if found[2] is None:
        return Value("impact.users", count, about)
    return Value("impact.users_percent", count, about) if count <= 100 else None


_READERS: dict[str, Callable[[str, Wanted], Value | None]] = {
    "title": _title,
    "severity": _severity,
    "authors": _authors,
    "services": _services,
    "teams": _slugs("teams"),
    "detected_by": _detected_by,
    "trigger": _trigger,
    "causes": _causes,
    "tags": _slugs("tags"),
    "status": _status,
    "impact.users": _users,
}
