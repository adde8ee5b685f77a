"""The options of the house rules: the `rules` of the `hindsite:` block."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from hindsite.option_problems import shown

Section = Literal[
    "summary", "impact", "timeline", "causes", "resolution", "detection", "actions", "lessons"
]
Level = Literal["error", "warning", "off"]
Status = Literal["draft", "in-review", "published"]
Phrase = Annotated[str, StringConstraints(min_length=3, max_length=80, strip_whitespace=True)]
Allowance = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}[dhms]( [0-9]{1,4}[hms])*$")]
HeaderField = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$")
]


# What a rule or the whole has when nothing is set. As a value to validate it is no model of its own
# to build, which every start of the program would wait for.
UNSET: Any = {}


class _RulePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _Asked(_RulePart):
    """Of which postmortems something is asked."""

    severities: tuple[str, ...] | None = Field(
        default=None, description="The severities; without any, the most serious one."
    )
    statuses: tuple[Status, ...] = Field(
        default=("published",), min_length=1, description="The statuses."
    )


class SectionsAsked(_Asked):
    """Sections that postmortems of some severities are to have."""

    sections: tuple[Section, ...] = Field(
        default=("timeline",), min_length=1, description="Sections of the contract, by name."
    )


class FieldsAsked(_Asked):
    """Fields that postmortems of some severities are to have."""

    fields: tuple[HeaderField, ...] = Field(
        default=("services", "causes"),
        min_length=1,
        description="Keys of the header, nested ones dotted.",
    )


class RuleOption(_RulePart):
    """How much a house rule weighs."""

    level: Level = Field(default="warning", description="`error`, `warning` or `off`.")

    @field_validator("level", mode="before")
    @classmethod
    def _off_is_a_word(cls, level: object) -> object:
        return "off" if level is False else level  # YAML reads a bare `off` as false


class SectionsOption(RuleOption):
    """`needed-section`: each entry asks sections of the postmortems it names."""

    ask: tuple[SectionsAsked, ...] = Field(
        default=(UNSET,),
        validate_default=True,
        description="Entries of `severities`, `statuses` and `sections`.",
    )


class FieldsOption(RuleOption):
    """`needed-field`: each entry asks fields of the postmortems it names."""

    ask: tuple[FieldsAsked, ...] = Field(
        default=(UNSET,),
        validate_default=True,
        description="Entries of `severities`, `statuses` and `fields`.",
    )


class PreventiveOption(RuleOption, _Asked):
    """`preventive-action`, of the postmortems it names."""


class SpanOption(RuleOption):
    """`timeline-span`, and how far the timeline may leave the incident."""

    before: Allowance = Field(
        default="7d", description="How long before the start it may begin, such as `12h`."
    )
    after: Allowance = Field(default="7d", description="How long after the end it may go on.")


class LanguageOption(RuleOption):
    """`blameless-language`, and the site's own words."""

    phrases: dict[Phrase, Phrase] = Field(
        default_factory=dict, description="Further words that blame, each with what to say instead."
    )
    accepted: tuple[Phrase, ...] = Field(default=(), description="Words that may stand.")


class SecretOption(RuleOption):
    """`secret`: it cannot be taken back once it is published."""

    level: Level = Field(default="error", description="`error`, `warning` or `off`.")


class PersonalOption(RuleOption):
    """`personal-data`, and what is the site's own."""

    domains: tuple[str, ...] = Field(
        default=(), description="Mail domains whose addresses may stand, those below them included."
    )
    networks: tuple[str, ...] = Field(
        default=(), description="IP networks whose addresses may stand, such as `198.18.0.0/15`."
    )

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [one for one in networks if not _is_network(one)]
        if wrong:
            got = ", ".join(map(repr, wrong))
            raise ValueError(
                f"expected IP networks such as `198.18.0.0/15`, got {got}; correct them"
            )
        return networks


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


class HouseRules(_RulePart):
    """The house rules: what is asked of postmortems beyond the contract."""

    needed_section: SectionsOption = Field(UNSET, alias="needed-section", validate_default=True)
    needed_field: FieldsOption = Field(UNSET, alias="needed-field", validate_default=True)
    preventive_action: PreventiveOption = Field(
        UNSET, alias="preventive-action", validate_default=True
    )
    action_without_owner: RuleOption = Field(
        UNSET, alias="action-without-owner", validate_default=True
    )
    action_without_due: RuleOption = Field(UNSET, alias="action-without-due", validate_default=True)
    timeline_span: SpanOption = Field(UNSET, alias="timeline-span", validate_default=True)
    impact_without_duration: RuleOption = Field(
        UNSET, alias="impact-without-duration", validate_default=True
    )
    blameless_language: LanguageOption = Field(
        UNSET, alias="blameless-language", validate_default=True
    )
    secret: SecretOption = Field(UNSET, validate_default=True)
    personal_data: PersonalOption = Field(UNSET, alias="personal-data", validate_default=True)

    def severities(self) -> Iterator[str]:
        """Every severity that a rule names."""
        asked = (*self.needed_section.ask, *self.needed_field.ask, self.preventive_action)
        for one in asked:
            yield from one.severities or ()

    @field_validator("*", mode="before")
    @classmethod
    def _level_alone(cls, option: object) -> object:
        if isinstance(option, str) or option is False:
            return {"level": option}
        if not isinstance(option, (dict, RuleOption)):
            expected = "expected error, warning or off, or a mapping with a `level`"
            raise ValueError(f"{expected}, got {shown(option)}; write one of them")
        return option
