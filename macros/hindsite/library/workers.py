"""Processes that share the work of a large build: reading files, drawing pages.

Where a process can be copied as it stands (Linux, one thread), the work's input is shared by the
copies and only results travel. Elsewhere processes start anew and get their input sent. A program
that cannot start processes, or whose processes die, does the same work by itself.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], list[Result]]

# Below this many items the start of a process costs more than it saves.
PARALLEL_FROM = 400
CHUNK = 40
MOST_PROCESSES = 8

# What copies of this process work on; set just before they are made.
_shared: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


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
    """The processes of one build. Close it when the build ends."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = min(processes or _processors(), MOST_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    def worth_it(self, count: int) -> bool:
        """Whether so many items are worth starting processes for."""
        return self._processes > 1 and count >= PARALLEL_FROM

    @property
    def share_memory(self) -> bool:
        """Whether work handed out now sees this process's own objects, without any being sent.

        A copy has the calling thread only: with others about, one of them might hold a lock in it
        for ever. macOS's own libraries forbid such copies.
        """
        return sys.platform == "linux" and threading.active_count() == 1

    def submit(self, work: Work[Item, Result], items: Sequence[Item]) -> list[Task[Result]]:
        """Hand items out in chunks of `CHUNK`; unless memory is shared, `work` must pickle."""
        self.close()
        chunks = [slice(start, start + CHUNK) for start in range(0, len(items), CHUNK)]
        if not self.share_memory:
            self._pool = _pool(self._processes, "spawn")
            return [_task(self._pool, work, items, part, work, items[part]) for part in chunks]
        global _shared
        _shared = (work, items)
        # What stands here now is left alone by the collector, so that memory stays shared.
        gc.freeze()
        try:
            self._pool = _pool(self._processes, "fork")
            return [_task(self._pool, work, items, part, _work_shared, part) for part in chunks]
        finally:
            _shared = None

    def map(self, work: Work[Item, Result], items: Sequence[Item]) -> list[Result]:
        """All results in the order of the items; here and now when there are few."""
        if not self.worth_it(len(items)):
            return work(items)
        results = [result for task in self.submit(work, items) for result in task.results()]
        self.close()
        return results

    def alongside(self, work: Callable[[], None]) -> Callable[[], None]:
        """Begin one piece of work in a process of its own; what is given back waits for its end.

        What the work leaves must be outside of the process: files. It is done here, when it is
        waited for, where memory cannot be shared or where the process failed; what it raises, too.
        """
        if self._processes == 1 or not self.share_memory:
            return work
        context = get_context("fork")
        done, tell = context.Pipe(duplex=False)
        process = context.Process(target=_apart, args=(work, tell))
        try:
            process.start()
        except OSError:
            return work
        tell.close()

        def wait() -> None:
            try:
                with done:
                    done.recv_bytes()
            except EOFError:
                work()
            process.join()

        return wait

    def close(self) -> None:
        """End the processes; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
            gc.unfreeze()


def _processors() -> int:
    """How many processors this process may use, where the system tells."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(processes: int, method: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        processes, mp_context=get_context(method), initializer=_collect_rarely
    )


def _apart(work: Callable[[], None], tell: Connection) -> None:
    """Work in a copy of a process, and tell when it is done.

    What fails here is done again, and told, where it is waited for.
    """
    # What stands here now is left alone by the collector, so that memory stays shared.
    gc.freeze()
    _collect_rarely()
    with suppress(Exception), tell:
        work()
        tell.send_bytes(b"done")


def _collect_rarely() -> None:
    # A worker makes many objects, hardly any of them in cycles, and does not live long.
    gc.set_threshold(200_000, 20, 100)


def _work_shared(part: slice) -> list[Any]:
    assert _shared is not None, "this process was not copied with work to do"  # noqa: S101
    work, items = _shared
    result: list[Any] = work(items[part])
    return result


def _task(
    pool: ProcessPoolExecutor,
    work: Work[Item, Result],
    items: Sequence[Item],
    part: slice,
    sent: Callable[[Any], list[Result]],
    argument: object,
) -> Task[Result]:
    future: Future[list[Result]]
    try:
        future = pool.submit(sent, argument)
    except (BrokenProcessPool, OSError, RuntimeError) as error:
        future = Future()
        future.set_exception(BrokenProcessPool(str(error)))
    return Task(future, lambda: work(items[part]))
