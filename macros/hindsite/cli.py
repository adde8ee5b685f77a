"""The command line: a list of commands, and the one place where an error becomes text."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, Literal

import click

from hindsite.commands import Site, Told
from hindsite.errors import HindsiteError, printable

COMMANDS: tuple[str, ...] = ("new", "import", "validate", "stats", "diff", "build", "serve", "init")


class Commands(click.Group):
    """The commands, each in the module of its name (`import_` for the one that is a keyword).

    A module is imported when its command is called: checking a file as an editor or a hook does
    must not wait for the libraries that build a site, which take a second to import.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names, in the order people meet them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """A command by name, None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        found: click.Command = getattr(import_module(f"hindsite.commands.{name}"), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a mistyped one is told with what was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}."
            ctx.fail(f"No such command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands)
@click.version_option(package_name="hindsite")
@click.pass_context
def cli(context: click.Context) -> None:
    """A static knowledge base of postmortems."""
    context.obj = context.obj or Site(_build, _serve)


def _build(
    config_file: Path | None,
    site_dir: Path | None,
    told: Told,
    *,
    strict: bool,
    audience: Literal["internal", "public"] | None,
) -> Path:
    building = import_module("hindsite.site.building")
    request = building.BuildRequest(config_file, site_dir, strict, audience)
    built: Path = building.build_site(request, told)
    return built


def _serve(config_file: Path | None, address: str) -> None:
    import_module("hindsite.site.building").serve_site(config_file, address)


def main() -> None:
    """Run a command; what stops it is told on one line each, and the exit status is 2."""
    # Pydantic looks for plugins of its own in every installed package, which takes a fifth of the
    # time that checking a file does. No model here needs one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
