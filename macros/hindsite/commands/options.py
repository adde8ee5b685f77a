"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _config_file(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--config-file",
        "-f",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        help=f"The site's mkdocs.yml; {default} by default.",
    )


# MkDocs looks in the folder it is started in; what only reads looks further up.
config_file: Callable[[Command], Command] = _config_file("the one in this folder")
nearest_config_file: Callable[[Command], Command] = _config_file(
    "the nearest one at or above this folder"
)
