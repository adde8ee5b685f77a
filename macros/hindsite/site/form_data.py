"""What the form for a new postmortem knows of the site: words, rules' tables, and where to send it.

The form checks what is typed by the engine's own rules; the tables that those rules look things up
in are published here, so that each has one home. The header's fields come from the JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from hindsite.importers.outline import outline
from hindsite.insight.knowledge import Records
from hindsite.library.collection import Catalogues, vocabulary
from hindsite.library.taxonomy import Cause, Service, Trigger
from hindsite.postmortem import actions, zones
from hindsite.postmortem.header import REQUIRED, VISIBILITIES, Header
from hindsite.postmortem.schema import (
    ACTION_STATUSES,
    ACTION_TYPES,
    DETECTORS,
    HOUSE_RULES,
    STATUSES,
    UNKNOWN,
    Postmortem,
)
from hindsite.postmortem.sections import HEADINGS
from hindsite.postmortem.vocabulary import Terms, Vocabulary
from hindsite.site.form_rules import house_data
from hindsite.view.rows import badge
from hindsite.view.submit_page import NewFile

SCHEMA_VERSION = 1
# The smallest header; every other field is optional. It is not valid before the title and the start
# are filled in, and says so when it is checked.
TEMPLATE = f"""\
---
title:
severity: unknown
status: in-review
started_at:
detected_at:
acknowledged_at:
mitigated_at:
resolved_at:
timezone:
detected_by: unknown
services: []
causes: []
trigger:
impact:
  summary:
  users_percent:
signatures: []
---

{outline()}
"""


def form_json(records: Records, new_file: NewFile | None) -> str:
    """`data/submit.json`; the same records give the same bytes."""
    library = records.library
    options = library.project.options
    words = vocabulary(library.project, Catalogues(library.taxonomy, library.services))
    taxonomy = library.taxonomy
    document = {
        "schema_version": SCHEMA_VERSION,
        "folder": options.postmortems_dir,
        "new_file": asdict(new_file) if new_file else None,
        "vocabulary": vocabulary_data(words),
        "badges": [
            asdict(badge(word, options.severities)) for word in (*options.severities, UNKNOWN)
        ],
        "causes": [_cause(cause) for cause in taxonomy.causes.values()] if taxonomy else None,
        "triggers": [_named(trigger) for trigger in taxonomy.triggers] if taxonomy else None,
        "services": _services(library.services),
        "used": _used(records.counted),
        "template": f"{outline()}\n",
        **tables(words),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def vocabulary_data(words: Vocabulary) -> dict[str, Any]:
    """What a header's values are checked against."""
    return {
        "severities": list(words.severities),
        "statuses": list(STATUSES),
        "detectors": list(DETECTORS),
        "visibilities": list(VISIBILITIES),
        "causes": _terms(words.causes),
        "triggers": _terms(words.triggers),
        "services": None if words.services is None else sorted(words.services),
        "house_rules": list(HOUSE_RULES),
        "extra_fields": {name: asdict(field) for name, field in words.extra_fields.items()},
        "meanings": {name: Header.model_fields[name].description for name in REQUIRED},
    }


def tables(words: Vocabulary) -> dict[str, Any]:
    """What the rules about times, timeline and action items look up."""
    more = words.section_aliases
    return {
        "zones": list(zones.zone_names().values()),
        "abbreviations": {word: list(names) for word, names in zones.ABBREVIATIONS.items()},
        "sections": {name: [*headings, *more.get(name, ())] for name, headings in HEADINGS.items()},
        "actions": {
            "keys": list(actions.KEYS),
            "columns": {name: list(columns) for name, columns in actions.COLUMNS.items()},
            "types": actions.TYPE_WORDS,
            "statuses": actions.STATUS_WORDS,
            "allowed_types": list(ACTION_TYPES),
            "allowed_statuses": list(ACTION_STATUSES),
        },
        "house": house_data(words.house),
    }


def _terms(terms: Terms | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    areas = {area: list(slugs) for area, slugs in terms.areas.items()}
    return {"names": dict(terms.names), "aliases": dict(terms.aliases), "areas": areas}


def _cause(cause: Cause) -> dict[str, str]:
    return {**_named(cause), "not": cause.distinction, "area": cause.area}


def _named(entry: Cause | Trigger) -> dict[str, str]:
    return {"slug": entry.slug, "name": entry.name, "definition": entry.definition}


def _services(catalogue: Mapping[str, Service] | None) -> list[dict[str, str]] | None:
    if catalogue is None:
        return None
    return [
        {"slug": one.slug, "name": one.name, "definition": one.description}
        for one in catalogue.values()
    ]


def _used(incidents: Iterable[Postmortem]) -> dict[str, list[str]]:
    """The words there are of what has no catalogue, to choose from."""
    found: dict[str, set[str]] = {name: set() for name in ("services", "teams", "tags", "causes")}
    triggers = set()
    for one in incidents:
        for name, words in found.items():
            words.update(getattr(one, name))
        triggers.add(one.trigger)
    used = {name: sorted(words) for name, words in found.items()}
    return {**used, "triggers": sorted(trigger for trigger in triggers if trigger)}
