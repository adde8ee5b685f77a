"""Measure "have we seen this?" and likeness: `python bench/seen.py 5000`.

Reads a generated collection, makes the index and the neighbours as a build does, and counts what a
lookup moves: the index, and the parts that the words of an 8 kB paste lead to at worst, compressed
as hosts do. Incidents have the words of their own texts and made ones with the frequencies of a
real vocabulary (Zipf), since generated prose repeats itself.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from hindsite.config import Project, parse_options
from hindsite.insight.seen_index import Seen, index_files
from hindsite.insight.similar import Telling, find_similar, telling_terms
from hindsite.library.collection import load
from hindsite.postmortem.schema import Postmortem

VOCABULARY = 60_000
WORDS_EACH = 200
MARKED_EACH = 30
# What the page asks for at most (view/assets/seen/lookup.js), and the rows it shows at first.
MOST_TERMS = 48
Result = TypeVar("Result")


def timed(what: str, count: int, work: Callable[[], Result]) -> Result:
    """Do it and print how long it took."""
    started, used = time.perf_counter(), time.process_time()
    result = work()
    took, cpu = time.perf_counter() - started, time.process_time() - used
    print(f"{what:36} {took:7.2f} s, {1000 * cpu / count:6.3f} ms CPU each")
    return result


def richer(told: list[Telling], seed: int) -> list[Telling]:
    """The same incidents with words that thin out as those of real texts do."""
    chance = random.Random(seed)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    names = [f"{chance.randrange(16**6):06x}word{rank}" for rank in range(VOCABULARY)]
    found = []
    for one in told:
        words = chance.choices(names, cum_weights=weights, k=WORDS_EACH)
        marked = frozenset(words[:MARKED_EACH])
        found.append(Telling(one.terms | frozenset(words), one.marked | marked))
    return found


def sizes(files: dict[str, str]) -> dict[str, int]:
    """Compressed bytes of each file."""
    return {name: len(gzip.compress(text.encode(), 6)) for name, text in files.items()}


def report(incidents: list[Postmortem], told: list[Telling]) -> None:
    """What building takes, and what a lookup moves."""
    count = len(incidents)
    ids = [one.id for one in incidents]
    found = timed("neighbours", count, lambda: find_similar(ids, told))
    seen = [Seen(one.signatures, own.terms) for one, own in zip(incidents, told, strict=True)]
    files = timed("index", count, lambda: index_files(seen, ""))
    moved = sizes(files)
    parts = sorted((size for name, size in moved.items() if name != "index"), reverse=True)
    print(f"{'incidents with a neighbour':36} {len(found):7,}")
    print(f"{'index.json, kB':36} {moved['index'] / 1e3:7.1f}")
    print(f"{'parts':36} {len(parts):7,}, {sum(parts) / 1e3:.0f} kB in all")
    worst = moved["index"] + sum(parts[:MOST_TERMS])
    print(f"{'a lookup at worst, kB':36} {worst / 1e3:7.1f}")
    print(f"{'terms in all':36} {sum(len(one.terms) for one in told):7,}")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure lookups of error texts, and likeness.")
    parser.add_argument("count", type=int, nargs="?", default=5000, help="postmortems (5000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (1)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hindsite-bench-") as name:
        source = Path(name) / "source"
        generate = str(Path(__file__).parent / "generate.py")
        subprocess.run([sys.executable, generate, str(given.count), str(source)], check=True)
        library = load(Project(root=source, options=parse_options({})))
    incidents = [one for one in library.postmortems if one.status != "draft"]
    told = timed("terms, in one process", len(incidents), lambda: telling_terms({}, incidents))
    print("\nAs generated")
    report(incidents, told)
    print("\nWith a real vocabulary")
    report(incidents, richer(told, given.seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory, the library included: {peak:.0f} MB")


if __name__ == "__main__":
    main()
