"""Measure Explore at any size: `python bench/explore.py 5000 50000`.

A small knowledge base is generated and built; its incidents are then mixed with one another until
there are as many as asked for, and their columns take the place of the built ones. Sizes are those
of files compressed by gzip. Times are medians, in a browser on this machine over the loopback: to
open the page with its first rows, and from a click on an option of a facet until counts and rows
are drawn.
"""

from __future__ import annotations

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

# Started as a script or as a module, from any folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hindsite.config import load_project
from hindsite.insight.knowledge import Records
from hindsite.library.collection import load
from hindsite.postmortem.schema import Moment, Postmortem
from hindsite.site.facets import facet_files
from tests.browser.chromium import find, flags
from tests.browser.site import serve

REPOSITORY = Path(__file__).resolve().parents[1]
BASE = 1000
ROUNDS = 5
HEAD = (
    "incidents",
    "write s",
    "facets kB",
    "rows kB",
    "first kB",
    "open ms",
    "click ms",
    "most ms",
)
# Clicks an option and waits until what it leads to is on the screen; gives the milliseconds.
CLICK = """async ([facet, index]) => {
  const boxes = document.querySelectorAll(`.hs-facet:nth-of-type(${facet}) input[type=checkbox]`);
  const list = document.querySelector("[data-hs-part=list]");
  const begun = performance.now();
  boxes[index].click();
  while (list.hasAttribute("aria-busy")) await new Promise((next) => setTimeout(next));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - begun;
}"""
# (facet, option), each clicked on and off again: severity, cause, service, detected by.
CLICKS = ((1, 1), (2, 2), (3, 0), (3, 4), (6, 0))


def mixed(incidents: Sequence[Postmortem], count: int) -> tuple[Postmortem, ...]:
    """As many incidents, the newest first: the given ones, then mixtures of them on other days."""
    chance = random.Random(1)
    made = list(incidents[:count])
    made += [_mixture(chance, incidents, number) for number in range(count - len(made))]
    return tuple(sorted(made, key=lambda one: (one.day, one.id), reverse=True))


def _mixture(chance: random.Random, incidents: Sequence[Postmortem], number: int) -> Postmortem:
    """One's moments some days earlier, others' services, causes and whatever else is counted."""
    first, second, third = chance.choices(incidents, k=3)
    days, minutes = chance.randrange(1, 3000), chance.randrange(120)
    moments = {
        name: _shifted(getattr(first, name), days, minutes if name == "resolved" else 0)
        for name in ("started", "detected", "acknowledged", "mitigated", "resolved")
    }
    return replace(
        first,
        id=f"{first.id}-{number}",
        path=f"{number}/{first.path}",
        title=f"{second.title}, {third.title}",
        services=second.services,
        teams=second.teams,
        causes=third.causes,
        trigger=third.trigger,
        impact=second.impact,
        **moments,  # type: ignore[arg-type]
    )


def _shifted(moment: Moment | None, days: int, minutes: int) -> Moment | None:
    if moment is None:
        return None
    by = timedelta(days=days)
    at = moment.at - by + timedelta(minutes=minutes) if moment.at else None
    return Moment(moment.written, moment.day - by, at)


def build(folder: Path) -> tuple[Records, Path]:
    """A generated knowledge base, read and built: its records, and the folder of its site."""
    source, site = folder / "source", folder / "site"
    generate = str(REPOSITORY / "bench" / "generate.py")
    subprocess.run([sys.executable, generate, str(BASE), str(source)], check=True)
    configuration = source / "mkdocs.yml"
    command = ("-m", "mkdocs", "build", "-q", "-f", str(configuration), "-d", str(site))
    subprocess.run([sys.executable, *command], check=True)
    return Records(load(load_project(configuration, source)), None), site


def write(records: Records, count: int, site: Path) -> tuple[float, dict[str, int]]:
    """Put the columns of so many incidents in place: seconds it took, and sizes in bytes."""
    many = replace(records.library, postmortems=mixed(records.counted, count))
    begun = time.perf_counter()
    files = facet_files(Records(many, None))
    took = time.perf_counter() - begun
    for address, text in files.items():
        (site / address).write_text(text, encoding="utf-8")
    return took, {Path(name).stem: packed(text.encode()) for name, text in files.items()}


def packed(content: bytes) -> int:
    """Bytes after compression."""
    return len(gzip.compress(content, 6))


def opened(browser: Browser, address: str) -> tuple[Page, float, int]:
    """Explore in a fresh profile: milliseconds until it is drawn, bytes of all that it fetched."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url))
    page.goto(f"{address}explore/", wait_until="commit")
    page.locator("[data-hs-state=ready]").wait_for()
    took = page.evaluate("performance.getEntriesByName('explore-ready')[0].startTime")
    page.wait_for_load_state("networkidle")
    bodies = [page.request.get(url).body() for url in set(fetched)]
    return page, took, sum(map(packed, bodies))


def measure(browser: Browser, address: str) -> tuple[float, int, list[float]]:
    """Milliseconds to open, bytes of the first screen, milliseconds of the clicks."""
    times: list[float] = []
    clicks: list[float] = []
    size = 0
    for _ in range(ROUNDS):
        page, took, size = opened(browser, address)
        times.append(took)
        for click in CLICKS:
            on_and_off = [page.evaluate(CLICK, list(click)) for _ in range(2)]
            clicks.extend(map(float, on_and_off))
        page.context.close()
    return median(times), size, clicks


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure Explore at any size.")
    parser.add_argument("counts", type=int, nargs="*", default=[5000, 50_000])
    given = parser.parse_args()
    print("  ".join(f"{word:>9}" for word in HEAD))
    with tempfile.TemporaryDirectory(prefix="hindsite-bench-") as name, sync_playwright() as driver:
        records, site = build(Path(name))
        browser = driver.chromium.launch(executable_path=find(), args=flags())
        for count in given.counts:
            took, sizes = write(records, count, site)
            with serve(site) as address:
                opens, size, clicks = measure(browser, address)
            figures = (
                f"{count:,}",
                f"{took:.2f}",
                *(f"{number / 1000:.0f}" for number in (sizes["facets"], sizes["rows-0"], size)),
                *(f"{number:.0f}" for number in (opens, median(clicks), max(clicks))),
            )
            print("  ".join(f"{figure:>9}" for figure in figures), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
