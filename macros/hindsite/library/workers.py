"""Processes that share the work of a large build: reading files, drawing pages.

Each process starts anew ("spawn"), which is safe whatever threads the caller runs. A program that
cannot start processes, or whose processes die, does the same work by itself.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Below this many items the start of a process, about half a second, costs more than it saves.
PARALLEL_FROM = 400
CHUNK = 40
MOST_PROCESSES = 8


class Task(Generic[Result]):
    """Some results on their way; the work is done here and now if no process could do it."""

    def __init__(self, future: Future[list[Result]], again: Callable[[], list[Result]]) -> None:
        self._future = future
        self._again = again
        self._results: list[Result] | None = None

    def take(self, position: int) -> Result:
        """One result, which is then forgotten: a page need not be kept in two places."""
        results: list[Any] = self.results()
        taken: Result = results[position]
        results[position] = None
        return taken

    def results(self) -> list[Result]:
        """Wait for the results of this chunk, in its order."""
        if self._results is None:
            try:
                self._results = self._future.result()
            except (BrokenProcessPool, OSError):
                self._results = self._again()
        return self._results


class Workers:
    """A pool for one build; processes start with the first task. Close it when the build ends."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = min(processes or os.cpu_count() or 1, MOST_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    def worth_it(self, count: int) -> bool:
        """Whether so many items are worth starting processes for."""
        return self._processes > 1 and count >= PARALLEL_FROM

    def submit(
        self, work: Callable[[Sequence[Item]], list[Result]], items: Iterable[Item]
    ) -> list[Task[Result]]:
        """Hand items out in chunks; `work` takes a chunk and is found by name in any process."""
        pool = self._started()
        return [_task(pool, work, chunk) for chunk in _chunks(items)]

    def map(
        self, work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]
    ) -> list[Result]:
        """All results in the order of the items; here and now when there are few."""
        if not self.worth_it(len(items)):
            return work(items)
        return [result for task in self.submit(work, items) for result in task.results()]

    def close(self) -> None:
        """End the processes; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_collect_rarely
            )
        return self._pool


def _collect_rarely() -> None:
    # A worker makes many objects, hardly any of them in cycles, and does not live long.
    gc.set_threshold(200_000, 20, 100)


def _task(
    pool: ProcessPoolExecutor, work: Callable[[Sequence[Item]], list[Result]], chunk: list[Item]
) -> Task[Result]:
    try:
        future = pool.submit(work, chunk)
    except (BrokenProcessPool, OSError, RuntimeError) as error:
        future = Future()
        future.set_exception(BrokenProcessPool(str(error)))
    return Task(future, lambda: work(chunk))


def _chunks(items: Iterable[Item]) -> Iterable[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
