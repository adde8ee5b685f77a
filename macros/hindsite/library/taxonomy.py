"""The site's own words: the taxonomy of causes and triggers, and the service catalogue."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hindsite.errors import ProblemsError
from hindsite.postmortem import header, strictyaml, values
from hindsite.postmortem.rule import TOP, Finding, Rule, shown
from hindsite.postmortem.strictyaml import Limits, Path, Tree
from hindsite.postmortem.vocabulary import Terms, Vocabulary


@dataclass(frozen=True, slots=True)
class Cause:
    """A contributing factor. `distinction` says what it is not; it may be empty."""

    slug: str
    name: str
    definition: str
    distinction: str
    example: str
    aliases: tuple[str, ...]
    area: str


@dataclass(frozen=True, slots=True)
class Area:
    """A group of causes."""

    slug: str
    name: str
    definition: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What can set an incident off."""

    slug: str
    name: str
    definition: str
    example: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Taxonomy:
    """All areas with their causes, and all triggers, in the file's order."""

    areas: tuple[Area, ...]
    triggers: tuple[Trigger, ...]

    @cached_property
    def causes(self) -> dict[str, Cause]:
        """Every cause by its slug."""
        return {cause.slug: cause for area in self.areas for cause in area.causes}

    @cached_property
    def trigger_by_slug(self) -> dict[str, Trigger]:
        """Every trigger by its slug."""
        return {trigger.slug: trigger for trigger in self.triggers}

    @cached_property
    def cause_terms(self) -> Terms:
        """The causes as a header is checked against them."""
        areas = {area.slug: tuple(cause.slug for cause in area.causes) for area in self.areas}
        return _terms(self.causes, areas)

    @cached_property
    def trigger_terms(self) -> Terms:
        """The triggers as a header is checked against them."""
        return _terms(self.trigger_by_slug, {})


@dataclass(frozen=True, slots=True)
class Service:
    """An entry of the service catalogue; `description` and `owner` may be empty."""

    slug: str
    name: str
    description: str = ""
    owner: str = ""


def _terms(entries: Mapping[str, Cause | Trigger], areas: Mapping[str, tuple[str, ...]]) -> Terms:
    names = {slug: entry.name for slug, entry in entries.items()}
    aliases = {alias: entry.slug for entry in entries.values() for alias in entry.aliases}
    return Terms(names, aliases, areas)


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


_Text = Annotated[str, values.line]
_Slug = Annotated[str, values.slug]
_Listed = BeforeValidator(values.listed)
_Mapped = BeforeValidator(values.mapped)


class _TriggerFields(_Fields):
    slug: _Slug
    name: _Text
    definition: _Text
    example: _Text
    aliases: Annotated[tuple[_Slug, ...], _Listed] = ()

    def trigger(self) -> Trigger:
        return Trigger(self.slug, self.name, self.definition, self.example, self.aliases)


class _CauseFields(_TriggerFields):
    distinction: _Text = Field("", alias="not")

    def cause(self, area: str) -> Cause:
        words = (self.slug, self.name, self.definition, self.distinction, self.example)
        return Cause(*words, aliases=self.aliases, area=area)


class _AreaFields(_Fields):
    slug: _Slug
    name: _Text
    definition: _Text
    causes: Annotated[tuple[Annotated[_CauseFields, _Mapped], ...], _Listed]

    def area(self) -> Area:
        causes = tuple(cause.cause(self.slug) for cause in self.causes)
        return Area(self.slug, self.name, self.definition, causes)


class _TaxonomyFields(_Fields):
    causes: Annotated[tuple[Annotated[_AreaFields, _Mapped], ...], _Listed]
    triggers: Annotated[tuple[Annotated[_TriggerFields, _Mapped], ...], _Listed] = ()


class _ServiceFields(_Fields):
    slug: _Slug
    name: _Text
    description: _Text = ""
    owner: _Text = ""


class _CatalogueFields(_Fields):
    services: tuple[Annotated[_ServiceFields, _Mapped], ...] = ()


ENCODING = Rule("encoding", "A file is UTF-8 text.")
SAME_SLUG = Rule("same-slug", "A slug or alias stands for one thing.")
_Model = TypeVar("_Model", bound=BaseModel)
_BY_ID = {rule.id: rule for rule in header.RULES}
_LIMITS = Limits(characters=1_000_000, events=200_000)
_MODELS: header.Models = {
    (): _TaxonomyFields,
    ("causes",): _AreaFields,
    ("causes", "causes"): _CauseFields,
    ("triggers",): _TriggerFields,
}
_SERVICE_MODELS: header.Models = {
    (): _CatalogueFields,
    ("services",): _ServiceFields,
}


def read_taxonomy(path: str, data: bytes) -> Taxonomy:
    """The taxonomy in a file's bytes; raises `ProblemsError` with every problem's line."""
    tree = _tree(path, data, "taxonomy", as_list=False)
    fields = _checked(_TaxonomyFields, tree, path, _MODELS, "taxonomy")
    areas = tuple(area.area() for area in fields.causes)
    taxonomy = Taxonomy(areas, tuple(trigger.trigger() for trigger in fields.triggers))
    _refuse(path, tuple(_repeated(_cause_words(taxonomy), tree)))
    _refuse(path, tuple(_repeated(_trigger_words(taxonomy), tree)))
    return taxonomy


def read_services(path: str, data: bytes) -> dict[str, Service]:
    """The service catalogue by slug; raises `ProblemsError` with every problem's line."""
    tree = _tree(path, data, "services", as_list=True)
    fields = _checked(_CatalogueFields, tree, path, _SERVICE_MODELS, "services")
    words = ((entry.slug, ("services", n, "slug")) for n, entry in enumerate(fields.services))
    _refuse(path, tuple(_repeated(words, tree)))
    return {entry.slug: Service(**entry.model_dump()) for entry in fields.services}


def _tree(path: str, data: bytes, root: str, *, as_list: bool) -> Tree:
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        _refuse(path, (ENCODING.at(TOP, root, "expected UTF-8 text; save the file as UTF-8"),))
        raise
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tree = strictyaml.read(text, root=root, limits=_LIMITS, as_list=as_list)
    _refuse(path, tree.findings)
    return tree


def _checked(
    model: type[_Model],
    tree: Tree,
    path: str,
    models: header.Models,
    root: str,
) -> _Model:
    findings = header.unknown_keys(tree, models)
    try:
        fields = model.model_validate(tree.data, context=Vocabulary())
    except ValidationError as error:
        details = list(error.errors(include_url=False, include_input=False))
        findings += header.findings_of(details, tree, _BY_ID, root)
        raise ProblemsError(finding.problem(path) for finding in findings) from None
    _refuse(path, tuple(findings))
    return fields


def _refuse(path: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        raise ProblemsError(finding.problem(path) for finding in findings)


def _cause_words(taxonomy: Taxonomy) -> Iterator[tuple[str, Path]]:
    for a, area in enumerate(taxonomy.areas):
        yield area.slug, ("causes", a, "slug")
        for c, cause in enumerate(area.causes):
            yield cause.slug, ("causes", a, "causes", c, "slug")
            for index, alias in enumerate(cause.aliases):
                yield alias, ("causes", a, "causes", c, "aliases", index)


def _trigger_words(taxonomy: Taxonomy) -> Iterator[tuple[str, Path]]:
    for t, trigger in enumerate(taxonomy.triggers):
        yield trigger.slug, ("triggers", t, "slug")
        for index, alias in enumerate(trigger.aliases):
            yield alias, ("triggers", t, "aliases", index)


def _repeated(words: Iterator[tuple[str, Path]], tree: Tree) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for word, path in words:
        place = tree.spots[path].value
        if word in seen:
            message = f"{shown(word)} stands on line {seen[word]} already; choose another word"
            yield SAME_SLUG.at(place, strictyaml.dotted(path), message)
        seen.setdefault(word, place.line)
