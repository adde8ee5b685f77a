"""The house rules of a site, as its configuration sets them."""

from __future__ import annotations

from typing import Protocol

from hindsite.config import CONFIG_FILE, Options
from hindsite.errors import Level, Problem, ProblemsError
from hindsite.postmortem import times
from hindsite.postmortem.header import MODELS
from hindsite.postmortem.house.settings import House, Need
from hindsite.postmortem.rule import shown, suggestion
from hindsite.postmortem.schema import HOUSE_RULES, UNKNOWN


class _Asked(Protocol):
    """Of which postmortems something is asked; without severities, of the most serious one."""

    @property
    def severities(self) -> tuple[str, ...] | None: ...
    @property
    def statuses(self) -> tuple[str, ...]: ...


def house(options: Options) -> House:
    """What each file of a site is checked against beyond the contract.

    Raises `ProblemsError` when a field is asked for that no header has.
    """
    _refuse_unknown(options)
    rules = options.rules
    words = options.severities
    levels: list[tuple[str, Level]] = []
    for name in HOUSE_RULES:
        level: Level | str = getattr(rules, name.replace("-", "_")).level
        if level in ("error", "warning"):
            levels.append((name, "error" if level == "error" else "warning"))
    return House(
        levels=tuple(levels),
        sections=tuple(_need(ask, words, ask.sections) for ask in rules.needed_section.ask),
        fields=tuple(_need(ask, words, ask.fields) for ask in rules.needed_field.ask),
        prevented=(_need(rules.preventive_action, words),),
        before_s=times.read_duration(rules.timeline_span.before),
        after_s=times.read_duration(rules.timeline_span.after),
        phrases=tuple(rules.blameless_language.phrases.items()),
        accepted=rules.blameless_language.accepted,
        domains=tuple(domain.lower() for domain in rules.personal_data.domains),
        networks=rules.personal_data.networks,
    )


def _refuse_unknown(options: Options) -> None:
    known = {
        ".".join((*path, name)) for path, model in MODELS.items() for name in model.model_fields
    } | {f"extra.{name}" for name in options.extra_fields}
    asked = (name for ask in options.rules.needed_field.ask for name in ask.fields)
    unknown = [name for name in asked if name not in known]
    if unknown:
        field = "plugins.hindsite.rules.needed-field.ask"
        raise ProblemsError(
            Problem(CONFIG_FILE, 1, 1, field, "option", "error", _no_key(name, known))
            for name in unknown
        )


def _no_key(name: str, known: set[str]) -> str:
    return f"there is no key {shown(name)} in a header; {suggestion(name, sorted(known))}"


def _need(asked: _Asked, words: tuple[str, ...], names: tuple[str, ...] = ()) -> Need:
    spelling = {word.casefold(): word for word in (*words, UNKNOWN)}
    chosen = asked.severities or words[:1]
    return Need(
        frozenset(spelling[word.casefold()] for word in chosen), frozenset(asked.statuses), names
    )
