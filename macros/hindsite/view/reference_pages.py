"""Reference documentation made from the code it describes: macros, rules, fields, options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from markupsafe import Markup, escape
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hindsite.config import ExtraFieldOption, Options
from hindsite.library import references, store
from hindsite.library.columns import TABLES
from hindsite.postmortem import rules as file_rules
from hindsite.postmortem.header import MODELS, REQUIRED, header_json_schema
from hindsite.postmortem.house import checking as house
from hindsite.postmortem.rule import Rule
from hindsite.postmortem.vocabulary import Vocabulary
from hindsite.rule_options import HouseRules
from hindsite.view.templates import render

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a macro, as its docstring tells."""

    name: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Example:
    """A call as a page writes it, and what it prints there."""

    source: str
    printed_html: Markup


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """One macro of the reference."""

    name: str
    call: str
    paragraphs: tuple[Markup, ...]
    arguments: tuple[Argument, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column of a table: its SQL type, unit and meaning."""

    name: str
    kind: str
    unit: str
    meaning: Markup


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table that figures are asked of; `row` says what a row is."""

    name: str
    row: Markup
    columns: tuple[ColumnEntry, ...]


Answer = Callable[[str], str]
"""What a call prints, as HTML."""


def macros(entries: Iterable[tuple[str, inspect.Signature, str]], answer: Answer) -> str:
    """The macro reference: name, signature and docstring of each, its examples answered."""
    return render("reference_macros", entries=[_macro(*entry, answer) for entry in entries])


def unanswered(reason: str) -> str:
    """What stands in place of an example that this collection cannot answer."""
    return render("reference_unanswered", view=reason)


def _macro(name: str, signature: inspect.Signature, doc: str, answer: Answer) -> MacroEntry:
    said, _, _ = doc.partition("\n\nArgs:\n")
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
    ]
    return MacroEntry(
        name=name,
        call=f"{name}{inspect.Signature(plain)}",
        paragraphs=tuple(coded(part) for part in said.split("\n\n")),
        arguments=tuple(_arguments(doc)),
        examples=tuple(
            Example(source, Markup(answer(source)))  # noqa: S704 - what the macros print
            for source in _examples(doc)
        ),
    )


def _examples(doc: str) -> list[str]:
    """The calls of a docstring, each with all its lines."""
    text = dedent("\n".join(_part(doc, "Example:"))).strip()
    return [call.strip() for call in re.split(r"^(?={{)", text, flags=re.MULTILINE) if call]


def _part(doc: str, title: str) -> list[str]:
    lines = doc.splitlines()
    if title not in lines:
        return []
    start = lines.index(title) + 1
    end = next((i for i in range(start, len(lines)) if not lines[i].startswith(" ")), len(lines))
    return lines[start:end]


def _arguments(doc: str) -> Iterator[Argument]:
    text = "\n".join(_part(doc, "Args:"))
    for match in re.finditer(r"^ {4}(\w+): (.*(?:\n {8,}.*)*)", text, re.MULTILINE):
        yield Argument(match[1], coded(" ".join(match[2].split())))


def coded(text: str) -> Markup:
    """Escaped text in which `backticks` are code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def every_rule() -> tuple[Rule, ...]:
    """Every rule of the contract, as it is met: the folder, a file, the whole tree."""
    return (*store.RULES, *file_rules.RULES, *references.RULES)


def rules() -> str:
    """The contract's rules by id, with their words."""
    return _rules(every_rule(), "level")


def house_rules() -> str:
    """The house rules by id, with their words and the level they have unless it is set."""
    return _rules(house.RULES, "level, unless set")


def _rules(listed: Iterable[Rule], level: str) -> str:
    rows = [
        (Markup("<code>{}</code>").format(rule.id), rule.level, coded(rule.text)) for rule in listed
    ]
    return render("reference_table", heads=("rule", level, "what it says"), rows=rows)


def fields() -> str:
    """Every key of a header: what a value must be and what it means."""
    schema = header_json_schema(Vocabulary())
    rows = []
    for path, model in MODELS.items():
        for name, info in model.model_fields.items():
            key = ".".join((*path, name))
            needed = ("required" if key in REQUIRED else "") if not path else ""
            kind = _kind(_property(schema, model, name), schema)
            rows.append((Markup("<code>{}</code>").format(key), kind, needed, _described(info)))
    return render("reference_table", heads=("key", "value", "", "meaning"), rows=rows)


def _described(info: FieldInfo) -> Markup:
    return coded(info.description or "")


def _property(schema: dict[str, Any], model: type[BaseModel], name: str) -> dict[str, Any]:
    home = schema if name in schema["properties"] and model is MODELS[()] else None
    if home is None:
        home = schema["$defs"][model.__name__]
    found: dict[str, Any] = home["properties"][name]
    return found


def _kind(value: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in value:
        return "mapping"
    if "enum" in value:
        return ", ".join(map(str, value["enum"]))
    if "anyOf" in value:
        kinds = [_kind(one, schema) for one in value["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if value.get("type") == "array":
        return f"list of {_kind(value['items'], schema)}"
    names = {"string": "text", "object": "mapping", "boolean": "true, false"}
    kind = str(value.get("type", "text"))
    return names.get(kind, kind)


def options() -> str:
    """Every option of the site, with its default."""
    rows = [*_options(Options, ""), *_options(ExtraFieldOption, "extra_fields.<name>.")]
    return render("reference_table", heads=("option", "default", "meaning"), rows=rows)


def rule_options() -> str:
    """The options of each house rule beside its level, with their defaults."""
    standard = HouseRules.model_validate({})
    rows: list[tuple[Markup, str, Markup]] = []
    for name, info in HouseRules.model_fields.items():
        rule = info.alias or name
        for path, option in _nested(getattr(standard, name)):
            rows.append((Markup("<code>{}</code>").format(f"{rule}.{path}"), *option))
    return render("reference_table", heads=("option", "default", "meaning"), rows=rows)


def _nested(option: BaseModel) -> Iterator[tuple[str, tuple[str, Markup]]]:
    """The options of a rule, those of the entries of a list among them."""
    for name, info in type(option).model_fields.items():
        value = getattr(option, name)
        if name == "level":
            continue
        if name == "ask":
            yield from ((f"ask[].{path}", inner) for path, inner in _nested(value[0]))
        else:
            shown = "the first of `severities`" if value is None else _default(value)
            yield name, (shown.replace("`", ""), _described(info))


def _options(model: type[BaseModel], prefix: str) -> Iterator[tuple[Markup, str, Markup]]:
    for name, info in model.model_fields.items():
        default = info.get_default(call_default_factory=True)
        default = "each its own" if name == "rules" else default
        shown = "" if default is PydanticUndefined else _default(default)
        yield Markup("<code>{}</code>").format(prefix + name), shown, _described(info)


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if value not in ("", {}) else "none"


def tables() -> str:
    """Every table that figures are asked of, with its columns, their units and meanings."""
    entries = [
        TableEntry(
            name,
            coded(table.row),
            tuple(
                ColumnEntry(column, one.kind, one.unit, coded(one.meaning))
                for column, one in table.columns.items()
            ),
        )
        for name, table in TABLES.items()
    ]
    return render("reference_tables", tables=entries)
