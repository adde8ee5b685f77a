"""The files that Explore counts and lists by in the browser, without asking a server.

One file holds what every count needs, column by column, each value named by its place in a
dictionary. What only a row that is shown needs, and what only some questions need, stands in files
of its own, so that the first screen of a large collection is small:

- `facets.json`: days, facets, time to resolve; enough to filter, count, sort and take a median;
- `rows-N.json`: ids and titles of 250 incidents, fetched where one of them is shown;
- `ids.json`: all ids, fetched with the first query, which the full-text search answers in ids;
- `impact.json`: full-outage equivalents and users, fetched when the list is sorted by them;
- `signatures.json`: error messages, searched where there is no full-text search.

An incident is its place in the list of all, the newest first, in every file. All files of one build
carry the same `version`, a hash of their content.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hindsite.config import ExtraFieldOption
from hindsite.insight.knowledge import Records
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.schema import DETECTORS, UNKNOWN, Postmortem
from hindsite.view import links
from hindsite.view.rows import CAUSES_SHOWN, SERVICES_SHOWN, badge, scale_ends

SCHEMA_VERSION = 1
ROWS_PER_FILE = 250
EPOCH = date(1970, 1, 1).toordinal()
# A field of the site's own with more values than this, or with hardly two incidents to a value,
# names incidents (a ticket, an address) and does not group them.
MOST_EXTRA_VALUES = 500
FEW_EXTRA_VALUES = 12
_UNGROUPED = ("url", "date")

Values = Callable[[Postmortem], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to filter by.

    `name` is its key in Explore's address. `values` gives an incident's values, in its own order;
    none is unknown. `fixed` values are listed in that order even where an incident has none of
    them; others come by how many incidents have them. `several`: an incident may have more.
    """

    name: str
    title: str
    values: Values
    several: bool = False
    fixed: tuple[str, ...] = ()


def facet_files(records: Records) -> dict[str, str]:
    """The files by their addresses, as JSON texts; the same records give the same bytes."""
    incidents = records.counted
    files = {
        "facets": _facets_file(records),
        "ids": {"ids": [one.id for one in incidents]},
        "impact": {
            "outage_equivalent_s": [outage_equivalent(one) for one in incidents],
            "users": [one.impact.users for one in incidents],
        },
        "signatures": _signatures(incidents),
        **dict(_rows(incidents)),
    }
    texts = {name: _json(content) for name, content in files.items()}
    digest = hashlib.sha256("\n".join(texts.values()).encode())
    first = f'{{"version":"{digest.hexdigest()[:16]}",'
    return {
        f"{links.EXPLORE_DATA}{name}.json": first + text.removeprefix("{")
        for name, text in texts.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def facets_of(records: Records) -> tuple[Facet, ...]:
    """The facets in the order they are shown in, those of the site's own fields last."""
    options = records.library.project.options
    return (
        Facet("severity", "Severity", lambda p: (p.severity,), fixed=options.severities),
        Facet("cause", "Cause", lambda p: p.causes, several=True),
        Facet("service", "Service", lambda p: p.services, several=True),
        Facet("team", "Team", lambda p: p.teams, several=True),
        Facet("detected_by", "Detected by", lambda p: (p.detected_by,), fixed=DETECTORS),
        Facet("trigger", "Trigger", lambda p: (p.trigger,) if p.trigger else ()),
        Facet("status", "Status", lambda p: (p.status,), fixed=("published", "in-review")),
        Facet("tag", "Tag", lambda p: p.tags, several=True),
        *_extra_facets(records.counted, options.extra_fields),
    )


def _extra_facets(
    incidents: Sequence[Postmortem], declared: dict[str, ExtraFieldOption]
) -> Iterable[Facet]:
    for name, field in declared.items():
        if field.type in _UNGROUPED:
            continue
        facet = Facet(
            f"extra.{name}",
            name.replace("_", " ").capitalize(),
            lambda p, name=name: _extra_values(p.extra.get(name)),  # type: ignore[misc]
            several=field.type == "list",
        )
        if _groups(facet, incidents):
            yield facet


def _extra_values(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(value))
    whole = isinstance(value, float) and value.is_integer()
    return (str(int(value) if whole else value),)  # type: ignore[call-overload]


def _groups(facet: Facet, incidents: Sequence[Postmortem]) -> bool:
    """Whether a field groups incidents rather than naming each."""
    counts = Counter(value for one in incidents for value in facet.values(one))
    few = len(counts) <= FEW_EXTRA_VALUES
    return few or (len(counts) <= MOST_EXTRA_VALUES and counts.total() >= 2 * len(counts))


def _facets_file(records: Records) -> dict[str, Any]:
    incidents = records.counted
    severities = records.library.project.options.severities
    badges = [badge(word, severities) for word in (*severities, UNKNOWN)]
    facets = [_column(facet, incidents) for facet in facets_of(records)]
    return {
        "schema_version": SCHEMA_VERSION,
        "count": len(incidents),
        "rows_per_file": ROWS_PER_FILE,
        "terms_shown": {"service": SERVICES_SHOWN, "cause": CAUSES_SHOWN},
        "scale_s": scale_ends(),
        "badges": [{"word": one.word, "rank": one.rank, "spoken": one.spoken} for one in badges],
        "days": _steps([one.day.toordinal() - EPOCH for one in incidents]),
        "facets": facets,
        "resolve_s": [durations(one)["resolve"] for one in incidents],
        "estimated": _steps([at for at, one in enumerate(incidents) if one.started_estimated]),
    }


def _steps(numbers: Sequence[int]) -> list[int]:
    """Each as its distance from the one before, the first as it is: small numbers pack well."""
    return [after - before for before, after in zip((0, *numbers), numbers, strict=False)]


def _column(facet: Facet, incidents: Sequence[Postmortem]) -> dict[str, Any]:
    """A facet's dictionary, and each incident's values as places in it, one after the other."""
    found = [facet.values(one) for one in incidents]
    counts = Counter(value for values in found for value in values)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    values = list(dict.fromkeys((*facet.fixed, *ranked)))
    places = {value: place for place, value in enumerate(values)}
    column: dict[str, Any] = {
        "name": facet.name,
        "title": facet.title,
        "several": facet.several,
        "fixed": bool(facet.fixed),
        "values": values,
        "codes": [places[value] for values in found for value in values],
    }
    if facet.several or len(column["codes"]) != len(incidents):
        column["lengths"] = [len(values) for values in found]
    return column


def _signatures(incidents: Sequence[Postmortem]) -> dict[str, Any]:
    having = [at for at, one in enumerate(incidents) if one.signatures]
    return {"at": _steps(having), "texts": [list(incidents[at].signatures) for at in having]}


def _rows(incidents: Sequence[Postmortem]) -> Iterable[tuple[str, dict[str, Any]]]:
    for number, start in enumerate(range(0, len(incidents), ROWS_PER_FILE)):
        shown = incidents[start : start + ROWS_PER_FILE]
        yield (
            f"rows-{number}",
            {"ids": [one.id for one in shown], "titles": [one.title for one in shown]},
        )
