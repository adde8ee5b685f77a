"""Measure the search of a large generated collection: `python -m bench.search 5000`.

First the index: Pagefind's time and memory on the pages made for it. Then, in a browser over the
loopback with compression, each query in a fresh profile: what it moves and when it is answered.
`--site` takes a site that was built before, and measures queries alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.serving import Sent, serve_compressed
from tests.browser.chromium import find, flags

# What a reader might ask of bench/generate.py's texts: a word of few incidents, of some, of most.
QUERIES = (
    "backtracking",
    "certificate expired",
    "connection pool exhausted",
    "database",
    "the error",
)
RUNS = 3
# In the page: from the words to the first ten results with their passages.
ANSWER = """async ([address, words]) => {
    const began = performance.now();
    const search = await import(`${address}assets/hindsite/search.js`);
    const answer = await search.findPages(words, 10);
    return [performance.now() - began, answer.total];
}"""


@dataclass(frozen=True)
class Answered:
    """One query in a fresh profile: kB moved (the page's own aside), ms, how many pages match."""

    kilobytes: float
    milliseconds: float
    pages: int


def measure(browser: Browser, address: str, sent: Sent, words: str) -> Answered:
    """Ask once, with nothing cached."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}404.html", wait_until="networkidle")
    sent.clear()
    milliseconds, pages = page.evaluate(ANSWER, [address, words])
    answered = Answered(sent.total / 1000, milliseconds, pages)
    context.close()
    return answered


def build(count: int, folder: Path, seed: int) -> Path:
    """Generate a collection and build its site; prints what the build took, and the index."""
    source, site = folder / "source", folder / "site"
    generate = Path(__file__).parent / "generate.py"
    subprocess.run(
        [sys.executable, str(generate), str(count), str(source), "--seed", str(seed)], check=True
    )
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site))
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=source)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("the build failed; what it said stands above")
    peak = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    index = sum(file.stat().st_size for file in (site / "pagefind").rglob("*") if file.is_file())
    print(
        f"build with search: {time.perf_counter() - started:.1f} s, "
        f"largest process {peak:.0f} MB, index {index / 1e6:.1f} MB"
    )
    return site


def queries(site: Path) -> None:
    """Print what each query moves and takes."""
    with (
        serve_compressed(site) as (address, sent),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find(), args=flags()) as browser,
    ):
        print(f"{'query':28}{'pages':>8}{'kB':>8}{'ms':>8}")
        for words in QUERIES:
            runs = [measure(browser, address, sent, words) for _ in range(RUNS)]
            took = median(run.milliseconds for run in runs)
            print(f"{words:28}{runs[0].pages:>8,}{runs[0].kilobytes:>8.0f}{took:>8.0f}")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description="Measure the search of a generated knowledge base."
    )
    parser.add_argument("count", type=int, nargs="?", default=5000, help="postmortems (5000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (1)")
    parser.add_argument("--site", type=Path, help="a site that is built already")
    given = parser.parse_args()
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if given.site:
        queries(given.site)
        return
    with tempfile.TemporaryDirectory(prefix="hindsite-bench-") as name:
        queries(build(given.count, Path(name), given.seed))


if __name__ == "__main__":
    main()
