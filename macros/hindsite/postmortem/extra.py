"""The organisation's own fields, under `extra`, as the site's configuration declares them."""

from __future__ import annotations

from hindsite.postmortem.rule import (
    TOP,
    Finding,
    Place,
    RefusedError,
    Rule,
    shown,
    suggestion,
)
from hindsite.postmortem.strictyaml import Tree
from hindsite.postmortem.values import CHECKS, MAX_ITEMS, kind
from hindsite.postmortem.vocabulary import ExtraField, Vocabulary

EXTRA = Rule(
    "extra-field",
    "A key under `extra` is declared in the site's configuration, holds what is declared for it, "
    "and is there if it is required.",
)
RULES = (EXTRA,)

_CHECKS = {
    "string": "signature",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "url": "address",
}


def read(
    given: dict[str, object], tree: Tree, vocabulary: Vocabulary
) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """The declared fields' values (text, number, boolean, date, tuple of text), and findings."""
    read_values: dict[str, object] = {}
    findings = [
        _missing(name)
        for name, declared in vocabulary.extra_fields.items()
        if declared.required and name not in given
    ]
    for path, spot in tree.spots.items():
        if len(path) == 2 and path[0] == "extra" and path[1] not in vocabulary.extra_fields:
            name = str(path[1])
            findings.append(EXTRA.at(spot.key, f"extra.{name}", _undeclared(name, vocabulary)))
    for name, value in given.items():
        declared = vocabulary.extra_fields.get(name)
        if declared is None:
            continue
        try:
            read_values[name] = _value(value, declared, vocabulary)
        except RefusedError as error:
            findings.append(_refused(name, tree.spots[("extra", name)].value, error))
    return read_values, tuple(findings)


def _missing(name: str) -> Finding:
    message = f"expected `{name}:` under `extra`, got no such key or no value; add it"
    return EXTRA.at(TOP, f"extra.{name}", message)


def _refused(name: str, place: Place, error: RefusedError) -> Finding:
    return EXTRA.at(place, f"extra.{name}", str(error))


def _undeclared(name: str, vocabulary: Vocabulary) -> str:
    declared = tuple(vocabulary.extra_fields)
    hint = suggestion(name, declared, "declared are") if declared else "none is declared"
    return f"{shown(name)} is not declared; {hint}; see `extra_fields` in the configuration"


def _value(value: object, declared: ExtraField, vocabulary: Vocabulary) -> object:
    if declared.type == "list":
        if not isinstance(value, list) or len(value) > MAX_ITEMS:
            raise RefusedError(f"expected a list of at most {MAX_ITEMS} texts, got {kind(value)}")
        return tuple(_text(item, "string", vocabulary) for item in value)
    return _text(value, declared.type, vocabulary)


def _text(value: object, wanted: str, vocabulary: Vocabulary) -> object:
    if not isinstance(value, str):
        raise RefusedError(f"expected a {wanted}, got {kind(value)}")
    return CHECKS[_CHECKS[wanted]](value, vocabulary)
