"""What one file is checked against: the words that the site knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hindsite.postmortem.house.settings import House
from hindsite.postmortem.schema import DEFAULT_SEVERITIES, SectionName

ExtraType = Literal["string", "number", "boolean", "date", "url", "list"]


@dataclass(frozen=True, slots=True)
class ExtraField:
    """A field of the organisation's own, allowed under `extra`."""

    type: ExtraType = "string"
    required: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The slugs of one vocabulary (causes, or triggers).

    `names` maps a slug to its name, `aliases` another word to the slug it stands for, and `areas`
    the slug of a group, which itself cannot be used, to the slugs in it.
    """

    names: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything one file is checked against; a bare `Vocabulary()` accepts any slug.

    `causes` and `triggers` are None without a taxonomy file, `services` without a catalogue.
    `section_aliases` are headings beside the contract's own, `house` the house rules.
    """

    severities: tuple[str, ...] = DEFAULT_SEVERITIES
    causes: Terms | None = None
    triggers: Terms | None = None
    services: frozenset[str] | None = None
    extra_fields: Mapping[str, ExtraField] = field(default_factory=dict)
    section_aliases: Mapping[SectionName, tuple[str, ...]] = field(default_factory=dict)
    house: House = field(default_factory=House)
