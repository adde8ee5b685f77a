"""The filters that macros and commands share: checked values in, one SQL condition out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from hindsite.errors import HindsiteError
from hindsite.library.tables import Tables
from hindsite.postmortem.schema import DETECTORS, UNKNOWN

# Filter name → the condition for "has one of these values", `{list}` being the placeholders.
_MEMBER: dict[str, str] = {
    "service": "id IN (SELECT incident_id FROM incident_services WHERE service IN ({list}))",
    "team": "id IN (SELECT incident_id FROM incident_teams WHERE team IN ({list}))",
    "cause": "id IN (SELECT incident_id FROM incident_causes WHERE cause IN ({list}))",
    "tag": "id IN (SELECT incident_id FROM incident_tags WHERE tag IN ({list}))",
    "trigger": "trigger IN ({list})",
    "severity": "severity IN ({list})",
    "detected_by": "detected_by IN ({list})",
    "year": "year IN ({list})",
    "quarter": "quarter IN ({list})",
}
# What `unknown` means where an incident may have several values: it has none.
_NONE: dict[str, str] = {
    "service": "id NOT IN (SELECT incident_id FROM incident_services)",
    "team": "id NOT IN (SELECT incident_id FROM incident_teams)",
    "cause": "id NOT IN (SELECT incident_id FROM incident_causes)",
    "tag": "id NOT IN (SELECT incident_id FROM incident_tags)",
}
_DATES = ("since", "until")
FILTER_NAMES: tuple[str, ...] = (*_MEMBER, *_DATES)

_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FilterError(HindsiteError):
    """A filter's name or value is wrong. `name` is the filter; the text says what is allowed."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


@dataclass(frozen=True)
class Known:
    """The values that exist, per filter; what suggestions are made from."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filters:
    """Which incidents are meant. Several values of one filter add up; several filters narrow.

    `since` and `until` are inclusive dates; `year` is `"2024"`, `quarter` `"2024-Q3"`.
    """

    service: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    detected_by: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    quarter: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def where(self) -> tuple[str, list[object]]:
        """A condition on the table `incidents` and its parameters; `TRUE` without filters."""
        conditions: list[str] = []
        parameters: list[object] = []
        for name in _MEMBER:
            if values := getattr(self, name):
                conditions.append(_condition(name, values))
                parameters.extend(_plain(name, values))
        for name, sign in (("since", ">="), ("until", "<=")):
            if (day := getattr(self, name)) is not None:
                conditions.append(f"day {sign} ?")
                parameters.append(day)
        return (" AND ".join(conditions) or "TRUE"), parameters

    @property
    def words(self) -> str:
        """The filters for a reader: `cause config-change, since 2024-01-01`; empty without any."""
        parts: list[str] = []
        for item in fields(self):
            value = getattr(self, item.name)
            if value:
                shown = value.isoformat() if isinstance(value, date) else " or ".join(value)
                parts.append(f"{item.name.replace('_', ' ')} {shown}")
        return ", ".join(parts)


EVERYTHING = Filters()


def _plain(name: str, values: tuple[str, ...]) -> list[str]:
    return [value for value in values if not (value == UNKNOWN and name in _NONE)]


def _condition(name: str, values: tuple[str, ...]) -> str:
    named = _plain(name, values)
    parts = []
    if named:
        parts.append(_MEMBER[name].format(list=", ".join("?" * len(named))))
    if len(named) < len(values):
        parts.append(_NONE[name])
    return f"({' OR '.join(parts)})"


def known_values(
    tables: Tables,
    *,
    causes: Iterable[str] = (),
    triggers: Iterable[str] = (),
    services: Iterable[str] = (),
    severities: Iterable[str] = (),
) -> Known:
    """What the collection holds, together with what the site's catalogues name."""

    def column(sql: str) -> set[str]:
        return {row[0] for row in tables.ask(sql) if row[0] is not None}

    found = {
        "service": column("SELECT DISTINCT service FROM incident_services") | set(services),
        "team": column("SELECT DISTINCT team FROM incident_teams"),
        "cause": column("SELECT DISTINCT cause FROM incident_causes") | set(causes),
        "tag": column("SELECT DISTINCT tag FROM incident_tags"),
        "trigger": column("SELECT DISTINCT trigger FROM incidents") | set(triggers),
        "severity": column("SELECT DISTINCT severity FROM incidents") | set(severities),
        "detected_by": set(DETECTORS),
    }
    return Known({name: frozenset(values | {UNKNOWN}) for name, values in found.items()})


def parse_filters(raw: Mapping[str, object], known: Known) -> Filters:
    """Checked filters from keyword arguments or options; raises `FilterError` at the first wrong.

    A value is a string or a list of strings (any of them); `year` may be a number; None is no
    filter.
    """
    checked: dict[str, object] = {}
    for name, value in raw.items():
        if name not in FILTER_NAMES:
            raise FilterError(name, _unknown_name(name))
        if value is None:
            continue
        checked[name] = _day(name, value) if name in _DATES else _values(name, value, known)
    filters = Filters(**checked)  # type: ignore[arg-type]
    if filters.since and filters.until and filters.since > filters.until:
        raise FilterError("until", f"until {filters.until} is before since {filters.since}")
    return filters


def _unknown_name(name: str) -> str:
    near = difflib.get_close_matches(name, FILTER_NAMES, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"there is no filter {name!r}; {hint}The filters are {', '.join(FILTER_NAMES)}"


def _day(name: str, value: object) -> date:
    text = str(value)
    message = f"{name} must be a date like 2024-01-31, got {value!r}"
    if not _DAY.fullmatch(text):
        raise FilterError(name, message)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FilterError(name, message) from None


def _values(name: str, value: object, known: Known) -> tuple[str, ...]:
    items = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    if not items:
        raise FilterError(name, f"{name} is an empty list; leave it out, or name a value")
    return tuple(_value(name, item, known) for item in items)


def _value(name: str, item: object, known: Known) -> str:
    text = str(item) if isinstance(item, str | int) and not isinstance(item, bool) else ""
    if name == "year":
        return _matching(name, text, item, _YEAR, "a year like 2024")
    if name == "quarter":
        return _matching(name, text.upper(), item, _QUARTER, "a quarter like 2024-Q3")
    allowed = known.values.get(name, frozenset())
    for candidate in (text, *(value for value in allowed if name == "severity")):
        if candidate in allowed and candidate.casefold() == text.casefold():
            return candidate
    raise FilterError(name, _unknown_value(name, item, allowed))


def _matching(name: str, text: str, item: object, pattern: re.Pattern[str], wanted: str) -> str:
    if not pattern.fullmatch(text):
        raise FilterError(name, f"{name} must be {wanted}, got {item!r}")
    return text


def _unknown_value(name: str, item: object, allowed: frozenset[str]) -> str:
    near = difflib.get_close_matches(str(item), sorted(allowed), n=3, cutoff=0.5)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    else:
        listed = sorted(allowed)
        hint = f"allowed are {', '.join(listed[:25])}{' …' if len(listed) > 25 else ''}"
    return f"{name} {item!r} is not known; {hint}"
