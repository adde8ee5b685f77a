"""What a site asks of its postmortems: which house rules are on, how much each weighs, and how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hindsite.errors import Level


@dataclass(frozen=True, slots=True)
class Need:
    """What postmortems of some severities and statuses are to have; `names` may be empty."""

    severities: frozenset[str]
    statuses: frozenset[str]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class House:
    """The house rules of a site; a bare `House()` has none.

    `levels` are the rules that are on, each with how much it weighs. `before_s` and `after_s` are
    the seconds by which a timeline may leave the incident. `phrases` are words of the site's own
    that blame, each with what to say instead, `accepted` are words that may stand, `domains` and
    `networks` mail domains and IP networks that tell of nobody.
    """

    levels: tuple[tuple[str, Level], ...] = ()
    sections: tuple[Need, ...] = ()
    fields: tuple[Need, ...] = ()
    prevented: tuple[Need, ...] = ()
    before_s: int = 0
    after_s: int = 0
    phrases: tuple[tuple[str, str], ...] = ()
    accepted: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    @cached_property
    def level_of(self) -> dict[str, Level]:
        """How much each rule weighs that is on."""
        return dict(self.levels)
