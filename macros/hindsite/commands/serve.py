"""`hindsite serve`: the site on this machine, built again at every change."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from hindsite.commands import Site, options


@click.command()
@options.config_file
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.pass_obj
def serve(site: Site, config_file: Path | None, host: str, port: int) -> None:
    """Serve the site, drafts included, and build it again when a file changes."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    site.serve(config_file, f"{host}:{port}")
