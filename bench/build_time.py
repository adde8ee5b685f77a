"""Measure builds of generated knowledge bases: `python bench/build_time.py 5000`.

The whole collection and half of it (is the output linear?), without search and with it.
Rounds take every variant in turn, so that a busy minute of the machine falls on all alike; what is
printed are the medians. A time is that of the whole process, from start to exit.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

SEARCH = ("search", "material/search")
STRING, BOOLEAN = "tag:yaml.org,2002:str", "tag:yaml.org,2002:bool"
Entry = yaml.Node | tuple[yaml.Node, yaml.Node]
"""An entry of `plugins`: of a list, or of a mapping."""
HEAD = ("variant", "pages", "seconds", "ms each", "peak MB", "site MB", "largest page kB")


@dataclass(frozen=True)
class Variant:
    """One thing to measure: `count` postmortems in `source`, built with `configuration`."""

    name: str
    count: int
    source: Path
    configuration: str


@dataclass(frozen=True)
class Run:
    """What one build took and made. `peak_mb` is the largest single process of the build."""

    seconds: float
    peak_mb: float
    pages: int
    site_mb: float
    largest_page_kb: float
    largest_page: str


def without_search(text: str) -> str:
    """The configuration with no search of any kind; tags such as `!ENV` stay as they are."""
    root = yaml.compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise SystemExit("mkdocs.yml holds no mapping")
    for key, value in root.value:
        if key.value == "plugins":
            kept = [entry for entry in value.value if plugin(entry) not in SEARCH]
            value.value = [
                switched_off(entry) if plugin(entry) == "hindsite" else entry for entry in kept
            ]
    written: str = yaml.serialize(root)
    return written


def switched_off(entry: Entry) -> Entry:
    """The entry of the hindsite plugin, in whichever form, with `search: false`."""
    if isinstance(entry, tuple):
        return entry[0], _switched_off(entry[1])
    if isinstance(entry, yaml.MappingNode):
        return mapping([(entry.value[0][0], _switched_off(entry.value[0][1]))])
    return mapping([(entry, _switched_off(entry))])


def _switched_off(options: yaml.Node) -> yaml.MappingNode:
    given = options.value if isinstance(options, yaml.MappingNode) else []
    kept = [(key, value) for key, value in given if key.value != "search"]
    return mapping([*kept, (yaml.ScalarNode(STRING, "search"), yaml.ScalarNode(BOOLEAN, "false"))])


def mapping(entries: list[tuple[yaml.Node, yaml.Node]]) -> yaml.MappingNode:
    """A mapping of nodes."""
    return yaml.MappingNode("tag:yaml.org,2002:map", entries)


def plugin(entry: object) -> str:
    """The name of an entry of `plugins`: in a mapping, a one-key mapping, or a plain name."""
    node = entry[0] if isinstance(entry, tuple) else entry
    if isinstance(node, yaml.MappingNode):
        node = node.value[0][0]
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def build(variant: Variant, site: Path) -> Run:
    """Build once, in processes of their own."""
    command = ("-m", "mkdocs", "build", "--quiet", "--site-dir", str(site))
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, "--config-file", variant.configuration], cwd=variant.source
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{variant.name}: the build failed; what it said stands above")
    peak = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    sizes = {file: file.stat().st_size for file in site.rglob("*") if file.is_file()}
    pages = {file: size for file, size in sizes.items() if file.suffix == ".html"}
    largest = max(pages, key=lambda page: pages[page])
    return Run(
        seconds,
        peak,
        len(pages),
        sum(sizes.values()) / 1e6,
        pages[largest] / 1e3,
        largest.relative_to(site).as_posix(),
    )


def variants(count: int, folder: Path, seed: int) -> list[Variant]:
    """Generate the collections and say what to measure on them."""
    generate = Path(__file__).parent / "generate.py"
    found = []
    for size in (count // 2, count):
        source = folder / str(size)
        command = [sys.executable, str(generate), str(size), str(source), "--seed", str(seed)]
        subprocess.run(command, check=True)
        text = (source / "mkdocs.yml").read_text(encoding="utf-8")
        (source / "plain.yml").write_text(without_search(text), encoding="utf-8")
        found.append(Variant(f"{size:,}", size, source, "plain.yml"))
    found.append(Variant(f"{count:,} with search", count, found[-1].source, "mkdocs.yml"))
    return found


def row(variant: Variant, runs: list[Run]) -> tuple[str, ...]:
    """The medians of a variant's runs, as printed under HEAD."""
    seconds = median(run.seconds for run in runs)
    return (
        variant.name,
        f"{runs[0].pages:,}",
        f"{seconds:.2f}",
        f"{1000 * seconds / variant.count:.2f}",
        f"{median(run.peak_mb for run in runs):.0f}",
        f"{runs[0].site_mb:.0f}",
        f"{runs[0].largest_page_kb:.0f} ({runs[0].largest_page})",
    )


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as aligned columns: the first and last to the left, figures to the right."""
    lines = [HEAD, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]

    def cell(line: tuple[str, ...], column: int) -> str:
        left = column in {0, len(HEAD) - 1}
        return line[column].ljust(widths[column]) if left else line[column].rjust(widths[column])

    columns = range(len(HEAD))
    return "\n".join("  ".join(cell(line, column) for column in columns) for line in lines)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure builds of a generated knowledge base.")
    parser.add_argument("count", type=int, nargs="?", default=5000, help="postmortems (5000)")
    parser.add_argument("--runs", type=int, default=3, help="builds of each variant (3)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (1)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hindsite-bench-") as name:
        found = variants(given.count, Path(name), given.seed)
        runs: dict[str, list[Run]] = {variant.name: [] for variant in found}
        for number in range(given.runs):
            for variant in found:
                with tempfile.TemporaryDirectory(dir=name) as site:
                    runs[variant.name].append(build(variant, Path(site)))
                took = runs[variant.name][-1].seconds
                sys.stderr.write(f"round {number + 1}: {variant.name}: {took:.2f} s\n")
    half, whole = (median(run.seconds for run in runs[variant.name]) for variant in found[:2])
    more = found[1].count - found[0].count
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"medians of {given.runs} runs")
    print(table(row(variant, runs[variant.name]) for variant in found))
    print(f"each further postmortem, search aside: {1000 * (whole - half) / more:.2f} ms")


if __name__ == "__main__":
    main()
