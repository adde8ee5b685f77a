"""The one postmortem that a new knowledge base begins with: the guide's template, as an example."""

from __future__ import annotations

import re

from hindsite.errors import HindsiteError
from hindsite.starter.edits import edited, line, replaced

SOURCE = "docs/guide/write.md"

_TEMPLATE = re.compile(
    r"Save it as `(?P<path>postmortems/[^`]+)`.*?^````markdown\n(?P<text>.*?)^````$",
    re.DOTALL | re.MULTILINE,
)
_NOTE = "> This is an example, with an invented incident. Delete `{path}` when you have your own."


def example(guide: str) -> tuple[str, str]:
    """The path and the text of the example, from the page that teaches writing."""
    found = _TEMPLATE.search(guide)
    if found is None:
        raise HindsiteError(f"{SOURCE} has no template; install hindsite again")
    path, text = found["path"], found["text"]
    title = re.search(r"^title: (.*)$", text, re.MULTILINE)
    if title is None:
        raise HindsiteError(f"the template in {SOURCE} has no title; install hindsite again")
    return path, edited(
        text,
        (
            line("title: .*", f'title: "Example: {title[1]}"'),
            line("status: .*", "status: published"),
            replaced("signatures:", "tags: [example]\nsignatures:"),
            replaced("## Summary\n", f"## Summary\n\n{_NOTE.format(path=path)}\n"),
        ),
    )
