"""The command line: a list of commands, and the one place where an error becomes text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from hindsite.commands import Site, Told
from hindsite.commands.build import build
from hindsite.commands.serve import serve
from hindsite.commands.validate import validate
from hindsite.errors import HindsiteError, printable
from hindsite.site.building import BuildRequest, build_site, serve_site

COMMANDS: tuple[click.Command, ...] = (validate, build, serve)


@click.group()
@click.version_option(package_name="hindsite")
@click.pass_context
def cli(context: click.Context) -> None:
    """A static knowledge base of postmortems."""
    context.obj = context.obj or Site(_build, serve_site)


def _build(
    config_file: Path | None,
    site_dir: Path | None,
    told: Told,
    *,
    strict: bool,
    audience: Literal["internal", "public"] | None,
) -> Path:
    return build_site(BuildRequest(config_file, site_dir, strict, audience), told)


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run a command; what stops it is told on one line each, and the exit status is 2."""
    _telling(cli)()


def _telling(run: Callable[[], Any]) -> Callable[[], None]:
    def told() -> None:
        try:
            run()
        except HindsiteError as error:
            for line in str(error).splitlines():
                click.echo(f"hindsite: {printable(line)}", err=True)
            sys.exit(2)

    return told
