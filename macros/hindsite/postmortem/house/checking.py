"""The house rules of a site, asked of one file, less what the file waives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from hindsite.errors import Level
from hindsite.postmortem.house import facts, personal, secret, wording
from hindsite.postmortem.house.rule import HouseRule, Subject
from hindsite.postmortem.rule import Finding, Place, Rule

HOUSE_RULES: tuple[HouseRule, ...] = (
    *facts.RULES,
    *wording.RULES,
    *secret.RULES,
    *personal.RULES,
)
UNUSED_WAIVER = Rule(
    "unused-waiver",
    "A waiver names a house rule that the file would break without it, once.",
    "warning",
)
RULES: tuple[Rule, ...] = (*(one.rule for one in HOUSE_RULES), UNUSED_WAIVER)


def check(subject: Subject) -> Iterator[Finding]:
    """Everything that breaks a house rule which is on and not waived, and each waiver too many."""
    waived = _waived(subject)
    used: set[str] = set()
    for house_rule in HOUSE_RULES:
        level = subject.house.level_of.get(house_rule.rule.id)
        for field, place, message in house_rule.check(subject) if level else ():
            if house_rule.rule.id in waived:
                used.add(house_rule.rule.id)
                break
            yield _weighing(house_rule.rule, level).at(place, field, message)
    yield from _unused(subject, waived, used)


@cache
def _weighing(rule: Rule, level: Level) -> Rule:
    return replace(rule, level=level)


def _waived(subject: Subject) -> frozenset[str]:
    return frozenset(waiver.rule for waiver in subject.file.header.waivers)


def _unused(subject: Subject, waived: frozenset[str], used: set[str]) -> Iterator[Finding]:
    """Waivers that waive nothing. Of a rule that is off here nothing can be told."""
    seen: set[str] = set()
    listed = subject.file.tree.data.get("waivers")
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        name = entry.get("rule") if isinstance(entry, dict) else None
        if name not in waived or name not in subject.house.level_of:
            continue
        place: Place = subject.file.place("waivers", index, "rule")
        if name in seen:
            message = f"{name} is waived above already; remove this entry"
            yield UNUSED_WAIVER.at(place, "waivers.rule", message)
        elif name not in used:
            message = f"expected a rule that this file breaks, got {name}, which it keeps"
            yield UNUSED_WAIVER.at(place, "waivers.rule", f"{message}; remove this entry")
        seen.add(name)
