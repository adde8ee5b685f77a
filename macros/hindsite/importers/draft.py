"""A postmortem that does not stand in a file yet: its header and body, and how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from hindsite.postmortem.header import Header

LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A header by key (None: the key is written and left empty) and a body in Markdown.

    Values are what YAML can say: text, numbers, booleans, lists of them, mappings.
    """

    header: Mapping[str, object]
    body: str


class _Writer(yaml.SafeDumper):
    """Writes the part of YAML that headers are read in: no anchors, no tags, one line a value."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Write a value that comes twice twice."""
        return True


def _nothing(writer: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:null", "")


def _list(writer: yaml.SafeDumper, value: Sequence[Any]) -> yaml.SequenceNode:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Writer.add_representer(type(None), _nothing)
_Writer.add_representer(list, _list)
_Writer.add_representer(tuple, _list)


def written(draft: Draft) -> str:
    """The whole file. The header's keys stand in the contract's order, unknown ones at the end."""
    order = {name: place for place, name in enumerate(Header.model_fields)}
    keys = sorted(draft.header, key=lambda key: order.get(key, len(order)))
    header = yaml.dump(
        {key: draft.header[key] for key in keys},
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return f"---\n{header}---\n\n{draft.body.strip()}\n"


def file_name(day: str, title: str) -> str:
    """`2023-06-04-order-api-crashes.md` of a day (YYYY-MM-DD) and a title, or of a slug."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = "-".join(words)[: LONGEST_SLUG + 1]
    if len(slug) > LONGEST_SLUG:
        slug = slug.rpartition("-")[0] or slug[:LONGEST_SLUG]
    return f"{day}-{slug or 'incident'}.md"
