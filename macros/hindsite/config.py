"""The site's options: the `hindsite:` block of `mkdocs.yml`, typed. The one home of every option.

The command line reads the block without importing MkDocs; the plugin hands the same mapping to the
same model, so that both refuse the same mistakes in the same words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from hindsite import option_problems
from hindsite.errors import HindsiteError, Problem, ProblemsError
from hindsite.rule_options import UNSET, HouseRules, Section

CONFIG_FILE = "mkdocs.yml"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SeverityWord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,11}$")]


class ExtraFieldOption(BaseModel):
    """One field of the organisation's own, declared under `extra_fields`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    type: Literal["string", "number", "boolean", "date", "url", "list"] = Field(
        default="string", description="What a value must be."
    )
    required: bool = Field(default=False, description="Whether every postmortem must give it.")
    description: str = Field(default="", description="What it means, for the reference.")


class Options(BaseModel):
    """Every option of the `hindsite` plugin, with its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    postmortems_dir: str = Field(
        default="postmortems",
        description="Folder of the postmortems, relative to `mkdocs.yml`.",
    )
    taxonomy: str = Field(
        default="taxonomy.yml",
        description="File with the causes and triggers. Without the file any slug is accepted.",
    )
    services: str = Field(
        default="services.yml",
        description="Service catalogue. Without the file any service slug is accepted.",
    )
    severities: tuple[SeverityWord, ...] = Field(
        default=("SEV1", "SEV2", "SEV3", "SEV4"),
        min_length=1,
        max_length=12,
        description="The site's severities, the most serious first.",
    )
    sections: dict[Section, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Further level-2 headings for a section, beside the contract's own.",
    )
    extra_fields: dict[FieldName, ExtraFieldOption] = Field(
        default_factory=dict,
        description="The organisation's own fields, allowed under `extra:` in a header.",
    )
    rules: HouseRules = Field(
        default=UNSET,
        validate_default=True,
        description="The house rules: each one's level, or a mapping with its `level` and options.",
    )
    audience: Literal["internal", "public"] = Field(
        default="internal",
        description="`public` leaves postmortems with `visibility: internal` out of the build.",
    )
    page_size: int = Field(default=100, ge=10, le=200, description="Rows on one page of a list.")
    search: bool = Field(
        default=True,
        description="Whether the build makes the index that the site's full-text search reads.",
    )
    cache_dir: str = Field(
        default=".cache/hindsite",
        description="Folder, relative to `mkdocs.yml`, that keeps charts between builds; it may "
        "be deleted at any time.",
    )
    content_security_policy: bool = Field(
        default=True,
        description="Whether each page says itself that it runs the site's own scripts only.",
    )
    form_url: str = Field(
        default="submit/",
        description="Where 'Write a postmortem' leads: an address, or a page of the site.",
    )
    forge: Literal["", "github", "gitlab", "gitea"] = Field(
        default="",
        description="Whose page for a new file the form opens in the repository of `repo_url`; "
        "`gitea` is Forgejo's too. Empty: told by the host's name, or by `edit_uri`.",
    )
    branch: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9._/-]*$",
        description="The branch that a new postmortem is for. Empty: the one in `edit_uri`, "
        "or `main`.",
    )

    @field_validator("severities")
    @classmethod
    def _severities_differ(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        folded = [word.casefold() for word in words]
        if len(set(folded)) != len(folded):
            twice = next(word for word in words if folded.count(word.casefold()) > 1)
            raise ValueError(f"expected each severity once, got {twice!r} twice; remove one")
        if "unknown" in folded:
            raise ValueError(
                "expected words of the site's own, got 'unknown'; remove it: it is always allowed"
            )
        return words

    @field_validator("rules")
    @classmethod
    def _severities_known(cls, rules: HouseRules, info: ValidationInfo) -> HouseRules:
        known = {word.casefold() for word in (*info.data.get("severities", ()), "unknown")}
        wrong = [word for word in rules.severities() if word.casefold() not in known]
        if wrong and "severities" in info.data:
            severities = ", ".join((*info.data["severities"], "unknown"))
            got = ", ".join(map(repr, dict.fromkeys(wrong)))
            raise ValueError(f"expected severities of {severities}, got {got}; correct them")
        return rules

    @field_validator("postmortems_dir", "taxonomy", "services", "cache_dir")
    @classmethod
    def _inside_project(cls, path: str) -> str:
        parts = Path(path)
        if parts.is_absolute() or ".." in parts.parts or not path.strip() or not parts.parts:
            expected = "expected a path below the folder of mkdocs.yml"
            raise ValueError(f"{expected}, got {path!r}; write one such as `postmortems`")
        return parts.as_posix()


class Project(BaseModel):
    """Where things are: the project's folder and its options."""

    model_config = ConfigDict(frozen=True)

    root: Path
    options: Options

    @property
    def postmortems(self) -> Path:
        """The folder of the postmortems."""
        return self.root / self.options.postmortems_dir


def parse_options(
    raw: Mapping[str, Any] | None, path: str = CONFIG_FILE, text: str = ""
) -> Options:
    """The options in a plugin block; raises `ProblemsError` naming every wrong one.

    `text` is the whole file, where it is at hand: problems then have their lines.
    """
    try:
        return Options.model_validate(dict(raw or {}))
    except ValidationError as error:
        root = yaml.compose(text, Loader=_LenientLoader)
        problems = [_problem(path, detail, root) for detail in _own(error)]
        raise ProblemsError(problems) from error


def load_project(config_file: Path | None, start: Path, *others: Path) -> Project:
    """The project of a configuration file, or of the nearest `mkdocs.yml` at or above `start`.

    Where there is none, it is looked for at or above the first of `others` that has one. Without
    any, the project is `start` with the defaults, if it holds a `postmortems` folder.
    Raises `HindsiteError` when there is none, `ProblemsError` for wrong options.
    """
    found = config_file or _nearest(start) or _nearest_of(others)
    if found is None:
        if not (start / Options().postmortems_dir).is_dir():
            raise HindsiteError(
                f"no {CONFIG_FILE} here or in a folder above, and no postmortems/ folder; "
                "run this inside a knowledge base or give --config-file"
            )
        return Project(root=start, options=Options())
    text, block = _plugin_block(found)
    options = parse_options(block, found.name, text)
    return Project(root=found.parent.absolute(), options=options)


def _nearest_of(paths: Iterable[Path]) -> Path | None:
    return next(filter(None, (_nearest(path.absolute()) for path in paths)), None)


def _nearest(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if (folder / CONFIG_FILE).is_file():
            return folder / CONFIG_FILE
    return None


def _plugin_block(path: Path) -> tuple[str, Mapping[str, Any]]:
    """The text of a configuration, and the plugin's options in it."""
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_LenientLoader)  # noqa: S506 - subclass of the safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise HindsiteError(f"{path}: cannot be read: {error}") from error
    plugins = data.get("plugins") if isinstance(data, dict) else None
    entries = plugins.items() if isinstance(plugins, dict) else _listed(plugins)
    for name, block in entries:
        if name == "hindsite":
            if block is not None and not isinstance(block, dict):
                raise HindsiteError(f"{path}: plugins: hindsite: expected options as `key: value`")
            return text, block or {}
    return text, {}


def _listed(plugins: object) -> list[tuple[str, Any]]:
    entries: list[tuple[str, Any]] = []
    for item in plugins if isinstance(plugins, list) else ():
        if isinstance(item, str):
            entries.append((item, None))
        elif isinstance(item, dict):
            entries.extend(item.items())
    return entries


class _LenientLoader(yaml.SafeLoader):
    """Reads `mkdocs.yml` past the tags that only MkDocs knows (`!ENV`, `!!python/name:`)."""


def _ignore_tag(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]


_LenientLoader.add_multi_constructor("!", _ignore_tag)
_LenientLoader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore_tag)


def _own(error: ValidationError) -> list[Any]:
    """The mistakes, without the ones that only follow: a list of wrong items is not too short."""
    details = error.errors()
    lists = {detail["loc"][:-1] for detail in details}
    return [one for one in details if one["type"] != "too_short" or one["loc"] not in lists]


def _problem(path: str, detail: Any, root: yaml.Node | None) -> Problem:
    name = ".".join(str(part) for part in detail["loc"])
    is_unknown = detail["type"] == "extra_forbidden"
    message = _no_option(detail["loc"]) if is_unknown else option_problems.message(detail)
    line, column = option_problems.place(root, detail["loc"], key=is_unknown)
    return Problem(path, line, column, f"plugins.hindsite.{name}", "option", "error", message)


def _no_option(place: tuple[str | int, ...]) -> str:
    known = _known_at(place)
    near = difflib.get_close_matches(str(place[-1]), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"there is no such option; {hint}"


def _known_at(place: tuple[str | int, ...]) -> list[str]:
    """The options that there are beside the last of a place."""
    model: type[BaseModel] = Options
    for part in place[:-1]:
        fields = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
        # Any other part is a position, or a name that the site chose.
        model = (_model_in(fields[part]) or model) if part in fields else model
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
