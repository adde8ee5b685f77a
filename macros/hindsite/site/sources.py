"""The postmortems as they were written, published beside their pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from hindsite.library.workers import Task, Workers
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links


def begin_sources(
    site: Path, incidents: Sequence[Postmortem], workers: Workers
) -> Sequence[Task[Path]]:
    """Write each file's text at its address under the folder `site`.

    Many are written by other processes where that costs nothing: wait for what is returned.
    """
    write = partial(_write_all, site)
    if workers.worth_it(len(incidents)) and workers.share_memory:
        return workers.submit(write, incidents)
    write(incidents)
    return ()


def _write_all(site: Path, incidents: Sequence[Postmortem]) -> list[Path]:
    return [_write(site / links.source(incident.id), incident.source) for incident in incidents]


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    return file
