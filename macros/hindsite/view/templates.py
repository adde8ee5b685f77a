"""The one Jinja environment for what hindsite itself prints: escaping always on, nothing undefined.

Templates are this package's own files; a postmortem's text only ever comes in as a value. They take
one variable, `view`, a model of `hindsite.view.models`.
"""

from __future__ import annotations

import math
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER = Path(__file__).parent / "templates"


def render(name: str, **context: object) -> str:
    """The template `name` (a file of `templates/` without its ending) as HTML.

    Pages: incident, home, list, cause, causes, services, years, actions. Parts for pages that
    people write: macro_incidents, macro_figure, macro_timeline, macro_actions, macro_causes.
    A name that is missing raises jinja2's `TemplateNotFound` or `UndefinedError`, a field that a
    model does not have AttributeError.
    """
    return _ENVIRONMENT.get_template(f"{name}.jinja").render(context)


def number(value: float) -> str:
    """A finite number for CSS: "12.5"; anything else is a ValueError.

    A style is the one place where HTML escaping would not help, so only numbers pass.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"a finite number is expected for a position, got {value!r}")
    return f"{value:.3f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """A number from 0 to 100 as CSS: "12.5%"."""
    return f"{number(value)}%"


def pixels(value: float) -> str:
    """A height in the design's pixels as rem (20 px each), so that reader zoom holds: "2.8rem"."""
    return f"{number(value / 20)}rem"


class _ModelsOnly(Environment):
    """Fields of models are all that templates read: no items of mappings, nothing undefined.

    Jinja's own way to a field looks for more, and takes a tenth of the time of a page.
    """

    getattr = staticmethod(getattr)  # type: ignore[assignment]  # the built-in has no signature


def _environment() -> Environment:
    environment = _ModelsOnly(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(number=number, percent=percent, pixels=pixels)
    return environment


_ENVIRONMENT = _environment()
