"""`hindsite build`: the site, all or nothing."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Literal

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from hindsite.commands import Site, options

REDRAWN_AFTER = 0.1  # seconds


@click.command()
@options.config_file
@click.option(
    "--site-dir",
    "-d",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; mkdocs.yml's `site_dir` by default.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    help="`public` leaves out postmortems with `visibility: internal`.",
)
@click.pass_obj
def build(
    site: Site,
    config_file: Path | None,
    site_dir: Path | None,
    *,
    strict: bool,
    audience: Literal["internal", "public"] | None,
) -> None:
    """Build the site into a fresh folder and put it in the old one's place.

    A build that fails leaves the old site as it was.
    """
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        # A thread that draws the bar would keep the build from copying itself to other cores.
        auto_refresh=False,
        disable=not console.is_terminal,
    ) as bar:
        told = _Watching(bar).told
        target = site.build(config_file, site_dir, told, strict=strict, audience=audience)
    click.echo(f"The site is in {_shown(target)}")


class _Watching:
    """Moves the progress bar as the build tells."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID = bar.add_task("Reading", total=None)
        self._drawn = 0.0

    def told(self, doing: str, done: int, of: int) -> None:
        self._bar.update(self._task, description=doing, completed=done, total=of or None)
        if (now := monotonic()) - self._drawn > REDRAWN_AFTER:
            self._drawn = now
            self._bar.refresh()


def _shown(target: Path) -> str:
    here = Path.cwd()
    return str(target.relative_to(here)) if target.is_relative_to(here) else str(target)
