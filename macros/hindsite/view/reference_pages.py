"""Reference documentation made from the code it describes: macros, rules, fields, options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hindsite.config import ExtraFieldOption, Options
from hindsite.library import references, store
from hindsite.postmortem import rules as file_rules
from hindsite.postmortem.header import MODELS, REQUIRED, header_json_schema
from hindsite.postmortem.rule import Rule
from hindsite.postmortem.vocabulary import Vocabulary
from hindsite.view.templates import render

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a macro, as its docstring tells."""

    name: str
    text: Markup


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """One macro of the reference."""

    name: str
    call: str
    summary: Markup
    arguments: tuple[Argument, ...]
    example: str


def macros(entries: Iterable[tuple[str, inspect.Signature, str]]) -> str:
    """The macro reference: name, signature and docstring of each."""
    return render("reference_macros", entries=[_macro(*entry) for entry in entries])


def _macro(name: str, signature: inspect.Signature, doc: str) -> MacroEntry:
    summary, _, rest = doc.partition("\n\n")
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
    ]
    return MacroEntry(
        name=name,
        call=f"{name}{inspect.Signature(plain)}",
        summary=coded(summary),
        arguments=tuple(_arguments(rest)),
        example="\n".join(line.strip() for line in _part(rest, "Example:")),
    )


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
    """Every rule that can be broken, as it is met: the folder, a file, the whole tree."""
    return (*store.RULES, *file_rules.RULES, *references.RULES)


def rules() -> str:
    """The rules by id, with their words."""
    rows = [
        (Markup("<code>{}</code>").format(rule.id), rule.level, coded(rule.text))
        for rule in every_rule()
    ]
    return render("reference_table", heads=("rule", "level", "what it says"), rows=rows)


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


def _options(model: type[BaseModel], prefix: str) -> Iterator[tuple[Markup, str, Markup]]:
    for name, info in model.model_fields.items():
        default = info.get_default(call_default_factory=True)
        shown = "" if default is PydanticUndefined else _default(default)
        yield Markup("<code>{}</code>").format(prefix + name), shown, _described(info)


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if value not in ("", {}) else "none"
