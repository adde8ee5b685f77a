"""The header: its fields with their types and descriptions, and the JSON Schema made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)

from hindsite.postmortem import values
from hindsite.postmortem.rule import TOP, Finding, Place, Rule, docstring, shown, suggestion
from hindsite.postmortem.schema import (
    DETECTORS,
    HOUSE_RULES,
    STATUSES,
    UNKNOWN,
    DetectedBy,
    HouseRuleName,
    Status,
    Visibility,
)
from hindsite.postmortem.strictyaml import Path, Tree, dotted
from hindsite.postmortem.times import WrittenTime
from hindsite.postmortem.vocabulary import Vocabulary

REQUIRED = ("title", "severity", "started_at")
VISIBILITIES = ("public", "internal")

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"


def _json(kind: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


_MAX = values.MAX_TEXT
Title = Annotated[str, values.title, _json("string", minLength=1, maxLength=values.MAX_TITLE)]
Line = Annotated[str, values.line, _json("string", minLength=1, maxLength=_MAX)]
Reason = Annotated[str, values.reason, _json("string", minLength=2, maxLength=_MAX)]
Signature = Annotated[str, values.signature, _json("string", minLength=1, maxLength=_MAX)]
Severity = Annotated[str, values.severity, _json("string")]
Boolean = Annotated[bool, values.boolean, _json("boolean")]
Percent = Annotated[float, values.percent, _json("number", minimum=0, maximum=100)]
Amount = Annotated[float, values.amount, _json("number", minimum=0)]
Count = Annotated[int, values.count, _json("integer", minimum=0)]
Currency = Annotated[str, values.currency, _json("string", pattern="^[A-Z]{3}$")]
Time = Annotated[WrittenTime, values.moment, _json("string", pattern=f"^{_DAY}({_CLOCK})?$")]
Zone = Annotated[str, values.timezone, _json("string", pattern="^(UTC|[A-Za-z]+/.+)$")]
Duration = Annotated[
    int,
    values.duration,
    _json("string", pattern="^[0-9]+[dhms]( +[0-9]+[hms])*$", examples=["1d 5h 47m 10s"]),
]
_SLUG = f"^{values.SLUG_PATTERN}$"
Slug = Annotated[str, values.slug, _json("string", pattern=_SLUG)]
Service = Annotated[str, values.service, _json("string", pattern=_SLUG)]
Cause = Annotated[str, values.cause, _json("string", pattern=_SLUG)]
Trigger = Annotated[str, values.trigger, _json("string", pattern=_SLUG)]
Incident = Annotated[str, values.incident, _json("string", pattern=f"^{values.ID_PATTERN}$")]
Address = Annotated[str, values.address, _json("string", pattern="^(https?://|mailto:)")]

_Listed = BeforeValidator(values.listed)
_Mapped = BeforeValidator(values.mapped)


class _Fields(BaseModel):
    # Only the whole is ever validated: building each part by itself would take as long again.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CostFields(_Fields):
    """Money."""

    amount: Amount = Field(description="How much, 0 or more.")
    currency: Currency = Field(description="The currency's code of ISO 4217, such as EUR.")


class ImpactFields(_Fields):
    """What the incident cost; a key that is left out is unknown."""

    summary: Line | None = Field(default=None, description="One sentence: what users met.")
    users_percent: Percent | None = Field(
        default=None, description="Share of users affected, 0 to 100."
    )
    users: Count | None = Field(default=None, description="Number of users affected.")
    requests_failed: Count | None = Field(default=None, description="Number of failed requests.")
    cost: Annotated[CostFields, _Mapped] | None = Field(default=None, description="Money lost.")
    data_loss: Boolean | None = Field(default=None, description="Whether data was lost for good.")


class StatedFields(_Fields):
    """Durations as people wrote them down, kept beside what the clock says."""

    detect: Duration | None = Field(default=None, description="From the start until noticed.")
    acknowledge: Duration | None = Field(
        default=None, description="From noticed until a person took it."
    )
    mitigate: Duration | None = Field(
        default=None, description="From the start until users recovered."
    )
    resolve: Duration | None = Field(
        default=None, description="From the start until the fault was gone."
    )
    impact: Duration | None = Field(default=None, description="How long users felt it.")


class LinkFields(_Fields):
    """A titled address."""

    title: Line = Field(description="What the address leads to.")
    url: Address = Field(description="The address: https, http or mailto.")


class WaiverFields(_Fields):
    """A house rule that this file need not keep."""

    rule: Annotated[
        HouseRuleName,
        PlainValidator(values.house_rule_name),
        _json("string", enum=list(HOUSE_RULES)),
    ] = Field(description="The rule's name.")
    reason: Reason = Field(description="Why it does not hold here, in words.")


class Header(_Fields):
    """The header of a postmortem. An empty value means unknown, as a missing key does."""

    title: Title | None = Field(default=None, description="The incident in one line of plain text.")
    severity: Severity | None = Field(
        default=None, description="One of the site's severities in any case, or `unknown`."
    )
    status: Annotated[Status, values.choice(STATUSES)] = Field(
        "published", description="A draft shows in `serve` only and never counts."
    )
    started_at: Time | None = Field(default=None, description="When users first felt it.")
    started_estimated: Boolean = Field(
        default=False,
        description="True: the start is not known, this is the earliest time that is.",
    )
    detected_at: Time | None = Field(default=None, description="When anyone or anything noticed.")
    acknowledged_at: Time | None = Field(default=None, description="When a person took it.")
    mitigated_at: Time | None = Field(default=None, description="When users stopped feeling it.")
    resolved_at: Time | None = Field(default=None, description="When the fault itself was gone.")
    timezone: Zone | None = Field(
        default=None,
        description="`UTC` or an Area/City name; needed by every time without an offset, "
        "and by clock times in the timeline.",
    )
    detected_by: Annotated[DetectedBy, values.choice(DETECTORS)] = Field(
        "unknown", description="Who or what noticed."
    )
    services: Annotated[tuple[Service, ...], _Listed] = Field(
        (), description="Slugs of the services hit."
    )
    teams: Annotated[tuple[Slug, ...], _Listed] = Field((), description="Slugs of the teams.")
    causes: Annotated[tuple[Cause, ...], _Listed] = Field(
        (), description="Contributing factors: a list, never a single root cause."
    )
    trigger: Trigger | None = Field(default=None, description="What set it off.")
    impact: Annotated[ImpactFields, _Mapped] = Field(
        ImpactFields.model_construct(), description="What the incident cost."
    )
    stated_durations: Annotated[StatedFields, _Mapped] = Field(
        StatedFields.model_construct(), description="Durations that people wrote down."
    )
    recurrence_of: Annotated[tuple[Incident, ...], _Listed] = Field(
        (), description="Ids of earlier incidents of which this is a repetition."
    )
    related: Annotated[tuple[Incident, ...], _Listed] = Field(
        (), description="Ids of incidents with something in common."
    )
    signatures: Annotated[tuple[Signature, ...], _Listed] = Field(
        (), description="Verbatim errors or alert names, to recognise it by."
    )
    authors: Annotated[tuple[Line, ...], _Listed] = Field((), description="Who wrote it.")
    tags: Annotated[tuple[Slug, ...], _Listed] = Field((), description="Free slugs.")
    links: Annotated[tuple[Annotated[LinkFields, _Mapped], ...], _Listed] = Field(
        (), description="Sources and further reading."
    )
    aliases: Annotated[tuple[Incident, ...], _Listed] = Field(
        (), description="Former ids; their addresses redirect."
    )
    visibility: Annotated[Visibility, values.choice(VISIBILITIES)] = Field(
        "public", description="`internal` is left out of a build for the public audience."
    )
    waivers: Annotated[
        tuple[Annotated[WaiverFields, BeforeValidator(values.waiver)], ...],
        BeforeValidator(values.waivers),
    ] = Field((), description="House rules that this file need not keep, each with the reason.")
    extra: Annotated[dict[str, Any], _Mapped] = Field(
        default_factory=dict, description="The organisation's own fields, as configured."
    )


Models = dict[tuple[str, ...], type[BaseModel]]  # by path, positions in lists left out
MODELS: Models = {
    (): Header,
    ("impact",): ImpactFields,
    ("impact", "cost"): CostFields,
    ("stated_durations",): StatedFields,
    ("links",): LinkFields,
    ("waivers",): WaiverFields,
}

UNKNOWN_KEY = Rule("unknown-key", "Every key is one that the contract knows.")
REQUIRED_KEY = Rule(
    "required",
    "`title`, `severity` and `started_at` are given, and both parts of a cost, link or waiver.",
)
RULES = (UNKNOWN_KEY, REQUIRED_KEY, *values.RULES)
_BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Checked:
    """A header's fields as far as they are right, and the findings about the others."""

    header: Header
    findings: tuple[Finding, ...]


def check(tree: Tree, vocabulary: Vocabulary) -> Checked:
    """Check each field of a header by itself; every wrong one is found, the right ones are kept."""
    findings = [_required(tree, name) for name in REQUIRED if name not in tree.data]
    findings = [finding for finding in findings if not _told_already(finding, tree)]
    findings += unknown_keys(tree, MODELS)
    try:
        return Checked(Header.model_validate(tree.data, context=vocabulary), tuple(findings))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    findings += findings_of(details, tree, _BY_ID)
    rest = _without(tree.data, [tuple(detail["loc"]) for detail in details])
    return Checked(Header.model_validate(rest, context=vocabulary), tuple(findings))


def _told_already(finding: Finding, tree: Tree) -> bool:
    # A value refused as an alias, or for its length, is not missing as well.
    return any(known.field == finding.field for known in tree.findings)


def _required(tree: Tree, name: str) -> Finding:
    spot = tree.spots.get((name,))
    place, got = (spot.value, "an empty value") if spot else (TOP, "no such key")
    meaning = Header.model_fields[name].description
    return REQUIRED_KEY.at(place, name, f"expected `{name}:`, got {got}; add it. {meaning}")


def unknown_keys(tree: Tree, models: Models) -> list[Finding]:
    """A finding at each key that no model knows, whether it has a value or not."""
    findings = []
    for path, spot in tree.spots.items():
        name = path[-1]
        model = models.get(tuple(part for part in path[:-1] if isinstance(part, str)))
        if model is None or not isinstance(name, str):
            continue
        names = _key_names(model)
        if name not in names:
            message = f"there is no key {shown(name)}; {suggestion(name, names)}"
            findings.append(UNKNOWN_KEY.at(spot.key, dotted(path), message))
    return findings


@cache
def _key_names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in model.model_fields.items())


def findings_of(
    details: list[Any], tree: Tree, rules: dict[str, Rule], root: str = "header"
) -> list[Finding]:
    """Pydantic's errors as findings, each at its value's place; unknown keys are found elsewhere.

    `rules` says which rule an error's type is. A missing key is at line 1 in a header, elsewhere
    at its entry.
    """
    known = (detail for detail in details if detail["type"] != "extra_forbidden")
    return [_finding(detail, tree, rules, root) for detail in known]


def _finding(detail: Any, tree: Tree, rules: dict[str, Rule], root: str) -> Finding:
    path: Path = tuple(detail["loc"])
    field = dotted(path, root)
    if detail["type"] == "missing":
        entry = _nearest_place(tree, path)
        where = f"in the entry on line {entry.line}"
        message = f"expected `{path[-1]}:` {where}, got no such key or no value; add it"
        return REQUIRED_KEY.at(TOP if root == "header" else entry, field, message)
    rule = rules.get(detail["type"], values.TYPE)
    return rule.at(_nearest_place(tree, path), field, detail["msg"])


def _nearest_place(tree: Tree, path: Path) -> Place:
    while path and path not in tree.spots:
        path = path[:-1]
    return tree.spots[path].value if path else TOP


def _without(data: object, gone: list[Path]) -> Any:
    """A copy of plain data without the values at some paths (a gap in a list closes)."""
    here = {path[0] for path in gone if len(path) == 1}
    below: dict[str | int, list[Path]] = {}
    for path in gone:
        if path[1:]:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(data, dict):
        return {
            key: _without(value, below.get(key, []))
            for key, value in data.items()
            if key not in here and not _incomplete(value, below.get(key, []))
        }
    if isinstance(data, list):
        return [
            _without(value, below.get(index, []))
            for index, value in enumerate(data)
            if index not in here and not _incomplete(value, below.get(index, []))
        ]
    return data


_WHOLE = ({"amount", "currency"}, {"title", "url"}, {"rule", "reason"})


def _incomplete(value: object, gone: list[Path]) -> bool:
    # A cost, link or waiver of which a part is wrong or missing goes as a whole.
    parts = {path[0] for path in gone if len(path) == 1}
    return any(isinstance(value, dict) and parts & whole for whole in _WHOLE)


def header_json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the header, with the site's own words filled in."""
    schema = Header.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Header of a postmortem"
    schema["description"] = docstring(Header)
    schema["required"] = list(REQUIRED)
    properties = schema["properties"]
    for name in REQUIRED:
        properties[name] = _never_null(properties[name])
    severities = (*vocabulary.severities, UNKNOWN)
    properties["severity"] |= {"pattern": _any_case(severities), "examples": list(severities)}
    _fill(properties["causes"]["items"], vocabulary.causes and vocabulary.causes.names)
    _fill(properties["trigger"]["anyOf"][0], vocabulary.triggers and vocabulary.triggers.names)
    _fill(properties["services"]["items"], vocabulary.services)
    for name, words in (("status", STATUSES), ("detected_by", DETECTORS)):
        properties[name] |= {"type": "string", "enum": list(words)}
    properties["visibility"] |= {"type": "string", "enum": list(VISIBILITIES)}
    properties["extra"] = _extra_schema(vocabulary, properties["extra"])
    return schema


def _never_null(field: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in field.items() if key not in {"anyOf", "default"}}
    return {**field["anyOf"][0], **rest}


def _any_case(words: tuple[str, ...]) -> str:
    def letter(character: str) -> str:
        lower, upper = character.lower(), character.upper()
        if lower != upper:
            return f"[{upper}{lower}]"
        return character if character.isalnum() else f"[{character}]"

    return f"^({'|'.join(''.join(map(letter, word)) for word in words)})$"


def _fill(field: dict[str, Any], words: Any) -> None:
    if words is not None:
        field["enum"] = sorted(words)


_EXTRA_SCHEMA: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "url": {"type": "string", "format": "uri"},
    "list": {"type": "array", "items": {"type": "string"}},
}


def _extra_schema(vocabulary: Vocabulary, field: dict[str, Any]) -> dict[str, Any]:
    declared = vocabulary.extra_fields
    return {
        "type": "object",
        "title": "Extra",
        "description": field["description"],
        "additionalProperties": False,
        "properties": {
            name: {**_EXTRA_SCHEMA[extra.type], "description": extra.description}
            for name, extra in declared.items()
        },
        "required": [name for name, extra in declared.items() if extra.required],
    }
