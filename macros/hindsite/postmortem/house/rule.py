"""What a house rule is: a function whose docstring is the rule, its name with hyphens the id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hindsite.errors import Level
from hindsite.postmortem import rules
from hindsite.postmortem.house.settings import House, Need
from hindsite.postmortem.markdown import Document
from hindsite.postmortem.rule import TOP, Place, Rule, docstring
from hindsite.postmortem.schema import Action, Event, Moment
from hindsite.postmortem.sections import Section
from hindsite.postmortem.strictyaml import dotted

Broken = tuple[str, Place, str]  # the field, its place, the message


@dataclass(frozen=True)
class Subject:
    """A whole file as the house rules see it, with what the contract's rules found in it.

    `wrong` are the fields with an error and `told` their lines: of what could not be read nothing
    else can be said.
    """

    house: House
    file: rules.Subject
    moments: Mapping[str, Moment | None]
    document: Document
    sections: tuple[Section, ...]
    events: tuple[Event, ...]
    actions: tuple[Action, ...]
    source: str
    body_line: int
    wrong: frozenset[str]
    told: frozenset[tuple[str, int]]

    @cached_property
    def data(self) -> bytes:
        """The file as UTF-8."""
        return self.source.encode()

    def right(self, *fields: str) -> bool:
        """Whether none of some fields has an error."""
        return self.wrong.isdisjoint(fields)

    @cached_property
    def words(self) -> str:
        """What it is, as a message says it: 'a published SEV1'."""
        status = self.file.header.status
        return f"{'an' if status[0] == 'i' else 'a'} {status} {self.file.header.severity}"

    def needs(self, needs: tuple[Need, ...]) -> Iterator[str]:
        """The names of the needs that are this postmortem's; "" for one without names."""
        header = self.file.header
        if not self.right("severity", "status") or header.severity is None:
            return
        for need in needs:
            if header.severity in need.severities and header.status in need.statuses:
                yield from need.names or ("",)

    def place_of(self, section: Section) -> Place:
        """Where a section's heading stands."""
        line = self.document.blocks[section.heading_block].line
        return Place(line + self.body_line - 1, 1)

    def field_at(self, place: Place) -> str:
        """The key of the header, or the section of the body, that holds a place."""
        if place.line >= self.body_line:
            above = [one for one in self.sections if self.place_of(one) <= place]
            return (above and above[-1].name) or "body"
        spots = self.file.tree.spots
        before = [(spot.value, path) for path, spot in spots.items() if spot.value <= place]
        return dotted(max(before, key=lambda one: (one[0], len(one[1])))[1]) if before else "header"

    def heading(self, name: str) -> Place:
        """Where the first section of a name stands; the top where there is none."""
        return next((self.place_of(one) for one in self.sections if one.name == name), TOP)


Check = Callable[[Subject], Iterator[Broken]]


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule with the level it has unless the site says otherwise, and its check."""

    rule: Rule
    check: Check


def house_rule(level: Level = "warning") -> Callable[[Check], HouseRule]:
    """Make a function a rule."""

    def made(check: Check) -> HouseRule:
        identifier = getattr(check, "__name__", "").replace("_", "-")
        return HouseRule(Rule(identifier, docstring(check), level), check)

    return made
