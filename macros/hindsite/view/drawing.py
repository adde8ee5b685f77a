"""Incident pages drawn in chunks, in this process or in others."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from hindsite.insight.knowledge import Records
from hindsite.library.workers import CHUNK, Task, Workers
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links
from hindsite.view.incident_page import Aside, Forge, IncidentPage, draw_incident
from hindsite.view.links import Links

Draw = Callable[[], IncidentPage]
"""Gives a page that was, or is now, drawn."""


@dataclass(frozen=True, slots=True)
class Job:
    """A page to draw: the incident, whole, and where its file is edited."""

    incident: Postmortem
    forge: Forge


class Drawing:
    """The incident pages of one build; close it when they are written.

    `aside` is done for each incident wherever its page is drawn, so it must pickle.
    """

    def __init__(self, records: Records, workers: Workers | None, aside: Aside) -> None:
        self._records = records
        self._workers = workers
        self._aside = aside
        self._outline: Path | None = None

    def pages(self, jobs: Sequence[Job]) -> list[Draw]:
        """A way to each page, in the order of the jobs; many pages are begun at once."""
        if self._workers is None or not self._workers.worth_it(len(jobs)):
            return [partial(_draw, self._records, self._aside, job) for job in jobs]
        tasks = self._workers.submit(self._work(), jobs)
        return [partial(_drawn, tasks[index // CHUNK], index % CHUNK) for index in range(len(jobs))]

    def _work(self) -> Callable[[Sequence[Job]], list[IncidentPage]]:
        if self._workers is not None and self._workers.share_memory:
            return partial(_draw_all, self._records, self._aside)
        self._outline = _saved(self._records.outlined())
        return partial(draw_chunk, str(self._outline), self._aside)

    def close(self) -> None:
        """Forget what was laid out for the other processes."""
        if self._outline is not None:
            with suppress(OSError):
                self._outline.unlink()
            self._outline = None


def draw_chunk(outline: str, aside: Aside, jobs: Sequence[Job]) -> list[IncidentPage]:
    """Draw some pages; `outline` is the file in which the other incidents are outlined."""
    return _draw_all(_loaded(outline), aside, jobs)


def _draw_all(records: Records, aside: Aside, jobs: Sequence[Job]) -> list[IncidentPage]:
    return [_draw(records, aside, job) for job in jobs]


def _draw(records: Records, aside: Aside, job: Job) -> IncidentPage:
    here = Links.of(links.incident(job.incident.id))
    return draw_incident(job.incident, records, here, job.forge, aside)


def _drawn(task: Task[IncidentPage], position: int) -> IncidentPage:
    return task.take(position)


def _saved(records: Records) -> Path:
    with tempfile.NamedTemporaryFile(prefix="hindsite-", suffix=".outline", delete=False) as file:
        pickle.dump(records, file, pickle.HIGHEST_PROTOCOL)
    return Path(file.name)


@lru_cache(maxsize=1)
def _loaded(outline: str) -> Records:
    # The file is this build's own, readable by its user alone, and gone when the build ends.
    records = pickle.loads(Path(outline).read_bytes())  # noqa: S301
    if not isinstance(records, Records):
        raise TypeError(f"{outline} holds no outline of a library")
    return records
