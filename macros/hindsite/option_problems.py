"""What is wrong with an option, in words: expected, got, how to mend it; and where it stands."""

from __future__ import annotations

from typing import Any

import yaml

SHOWN = 60  # characters of a value that a message may repeat

# What a text that must have a form should be, by the form.
_FORMS = {
    r"^[a-z0-9][a-z0-9-]*$": "a slug of small letters, digits and hyphens",
    r"^[a-z][a-z0-9_]*$": "a name of small letters, digits and underscores",
    r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,11}$": "1 to 12 letters, digits, spaces, dots or hyphens",
    r"^[0-9]{1,4}[dhms]( [0-9]{1,4}[hms])*$": "a length of time such as `12h` or `1d 6h`",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$": "a key of the header such as `impact.users`",
    r"^[A-Za-z0-9._/-]*$": "the name of a branch",
}
_KINDS = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), ("a whole number", "{}")),
    **dict.fromkeys(("bool_parsing", "bool_type"), ("true or false", "write one of them")),
    **dict.fromkeys(("tuple_type", "list_type"), ("a list", "write [a, b]")),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), ("a mapping", "write `key: value`")
    ),
    "string_type": ("a text", "put it in quotes"),
}
_CORRECT = "correct it"


def message(detail: Any) -> str:
    """One of pydantic's errors as a message of this program."""
    kind, context, given = detail["type"], detail.get("ctx", {}), detail.get("input")
    if kind == "value_error":
        return str(context["error"])  # a check of our own, in full
    got = f"got {shown(given)}"
    if kind in _KINDS:
        expected, hint = _KINDS[kind]
        return f"expected {expected}, {got}; {hint.format('write digits')}"
    if kind == "literal_error":
        words = context["expected"].replace("'", "")
        return f"expected {words}, {got}; write one of them"
    if kind == "string_pattern_mismatch":
        return f"expected {_FORMS.get(context['pattern'], 'another form')}, {got}; {_CORRECT}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"{context['ge']} or more" if "ge" in context else f"{context['le']} or less"
        return f"expected {bound}, {got}; {_CORRECT}"
    return _length(detail, kind, context, got) or f"{detail['msg']}; {got}"


def _length(detail: Any, kind: str, context: dict[str, Any], got: str) -> str:
    if kind == "too_short":
        hint = "add one, or leave the option out"
        return f"expected at least {context['min_length']} entry, got none; {hint}"
    if kind == "too_long":
        count = len(detail["input"])
        return f"expected at most {context['max_length']} entries, got {count}; remove some"
    if kind == "string_too_short":
        return f"expected at least {context['min_length']} characters, {got}; write more of it"
    if kind == "string_too_long":
        return f"expected at most {context['max_length']} characters, {got}; shorten it"
    return ""


def shown(value: object) -> str:
    """A value as a message repeats it: cut where it is long, as YAML has it where it is no text."""
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}…"


def place(root: yaml.Node | None, path: tuple[str | int, ...], *, key: bool) -> tuple[int, int]:
    """The line and column, from 1, of what stands at a path of the plugin's options.

    `root` is the whole file; of a path that it does not have, the nearest part. `key` asks for the
    place of the last key instead of its value.
    """
    node, mark = _block(root), None
    for part in path:
        entry = _entry(node, part)
        if entry is None:
            break
        above, node = entry
        mark = (above if key and above is not None else node).start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _block(root: yaml.Node | None) -> yaml.Node | None:
    """The node of the plugin's options, where there is one."""
    plugins = _entry(root, "plugins")
    listed = plugins[1] if plugins else None
    entries = listed.value if isinstance(listed, yaml.SequenceNode) else [listed]
    found = (_entry(one, "hindsite") for one in entries)
    return next((one[1] for one in found if one), None)


def _entry(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode):
        inside = isinstance(part, int) and part < len(node.value)
        return (None, node.value[part]) if inside else None
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(part)), None)
    return None
