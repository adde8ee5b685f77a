"""The files behind "have we seen this?": the index, and each incident's details beside its page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from hindsite.insight.knowledge import Records
from hindsite.insight.seen_index import Seen, index_files
from hindsite.insight.similar import Similar, Telling, find_similar, telling_terms
from hindsite.library.workers import Workers
from hindsite.postmortem.schema import Postmortem
from hindsite.site.writing import write
from hindsite.view import links
from hindsite.view.seen_details import seen_details


def seen_files(records: Records, told: Sequence[Telling]) -> dict[str, str]:
    """The index by addresses, as JSON; `told` are the terms of the counted incidents in order."""
    oldest_first = [
        Seen(incident.signatures, telling.terms)
        for incident, telling in zip(reversed(records.counted), reversed(told), strict=True)
    ]
    files = index_files(oldest_first, _salt(records))
    return {f"{links.SEEN_DATA}{name}.json": text for name, text in files.items()}


def _salt(records: Records) -> str:
    """Changes whenever what the details say may have changed."""
    digest = hashlib.sha256(repr((records.as_of, records.library.project.options)).encode())
    for incident in records.counted:
        digest.update(incident.id.encode() + b"\0" + incident.source.encode())
    return digest.hexdigest()


def publish_details(site: Path, incident: Postmortem, records: Records) -> None:
    """Write a counted incident's details under the folder `site`; raises OSError."""
    number = records.numbers.get(incident.id)
    if number is None:
        return
    write(site / links.seen_details(number), seen_details(incident, records))


def look_for_words(records: Records, workers: Workers | None) -> list[Telling]:
    """The telling terms of every counted incident, in their order; shared among processes."""
    read = partial(telling_terms, records.library.project.options.sections)
    return workers.map(read, records.counted) if workers else read(records.counted)


def likest(records: Records, told: Sequence[Telling]) -> dict[str, tuple[Similar, ...]]:
    """For each counted incident those most like it."""
    return find_similar([incident.id for incident in records.counted], told)
