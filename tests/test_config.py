from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.config import Options, Project, load_project, parse_options
from hindsite.errors import HindsiteError, ProblemsError


def configured(root: Path, text: str) -> Path:
    """A mkdocs.yml of this text."""
    file = root / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    return file


def messages(raw: dict[str, object]) -> list[str]:
    """What is said of wrong options, one text each."""
    with pytest.raises(ProblemsError) as caught:
        parse_options(raw, "kb/mkdocs.yml")
    return [str(problem) for problem in caught.value.problems]


def test_nothing_given_means_the_defaults() -> None:
    """An empty block, or none, is a valid configuration."""
    assert parse_options(None) == parse_options({}) == Options()
    assert Options().severities == ("SEV1", "SEV2", "SEV3", "SEV4")
    assert (Options().audience, Options().page_size) == ("internal", 100)


def test_every_option_is_described() -> None:
    """The reference of options is made from the descriptions: none may be missing."""
    assert [name for name, info in Options.model_fields.items() if not info.description] == []


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        ({"severites": []}, "severites: there is no such option; did you mean severities?"),
        ({"zzz": 1}, "zzz: there is no such option; known are postmortems_dir, taxonomy,"),
        ({"page_size": 5}, "page_size: expected 10 or more, got 5; correct it"),
        ({"page_size": "many"}, "page_size: expected a whole number, got 'many'; write digits"),
        (
            {"audience": "all"},
            "audience: expected internal or public, got 'all'; write one of them",
        ),
        ({"severities": []}, "severities: expected at least 1 entry, got none; add one, or leave"),
        (
            {"severities": ["a", "A"]},
            "severities: expected each severity once, got 'a' twice; remove one",
        ),
        (
            {"severities": ["unknown"]},
            "severities: expected words of the site's own, got 'unknown'; remove it",
        ),
        (
            {"severities": ["<b>"]},
            "severities.0: expected 1 to 12 letters, digits, spaces, dots or hyphens, got '<b>'",
        ),
        ({"postmortems_dir": "../x"}, "postmortems_dir: expected a path below the folder"),
        ({"postmortems_dir": "/x"}, "postmortems_dir: expected a path below the folder"),
        ({"postmortems_dir": "."}, "postmortems_dir: expected a path below the folder"),
        ({"taxonomy": " "}, "taxonomy: expected a path below the folder"),
        ({"sections": {"sumary": ["x"]}}, "sections.sumary.[key]: expected summary, impact,"),
        (
            {"extra_fields": {"Ticket": {}}},
            "extra_fields.Ticket.[key]: expected a name of small letters, digits",
        ),
        (
            {"rules": {"secrets": "off"}},
            "rules.secrets: there is no such option; did you mean secret?",
        ),
        (
            {"rules": {"secret": "on"}},
            "rules.secret.level: expected error, warning or off, got 'on'; write one of them",
        ),
        (
            {"rules": {"secret": True}},
            "rules.secret: expected error, warning or off, or a mapping with a `level`, got true;",
        ),
        (
            {"rules": {"timeline-span": {"befor": "1d"}}},
            "rules.timeline-span.befor: there is no such option; did you mean before?",
        ),
        (
            {"rules": {"timeline-span": {"before": "a day"}}},
            "rules.timeline-span.before: expected a length of time such as `12h` or `1d 6h`, got",
        ),
        (
            {"rules": {"needed-section": {"ask": [{"section": ["summary"]}]}}},
            "rules.needed-section.ask.0.section: there is no such option; did you mean sections?",
        ),
        (
            {"rules": {"needed-section": {"ask": [{"sections": []}]}}},
            "rules.needed-section.ask.0.sections: expected at least 1 entry, got none",
        ),
        (
            {"rules": {"preventive-action": {"severities": ["P1", "P2"]}}},
            "rules: expected severities of SEV1, SEV2, SEV3, SEV4, unknown, got 'P1', 'P2'",
        ),
        (
            {"rules": {"personal-data": {"networks": ["10.0.0.0/99"]}}},
            "rules.personal-data.networks: expected IP networks such as `198.18.0.0/15`, got '10.0",
        ),
        (
            {"extra_fields": {"ticket": {"typ": "url"}}},
            "extra_fields.ticket.typ: there is no such option; did you mean type?",
        ),
        (
            {"extra_fields": {"ticket": {"zzz": "url"}}},
            "extra_fields.ticket.zzz: there is no such option; known are type, required,",
        ),
    ],
)
def test_a_wrong_option_is_named_with_what_is_allowed(raw: dict[str, object], start: str) -> None:
    """The message has the file, the option and the remedy."""
    (message,) = messages(raw)
    assert message.startswith(f"kb/mkdocs.yml:1:1: plugins.hindsite.{start}")


def test_problems_have_the_lines_of_the_file(tmp_path: Path) -> None:
    """Every wrong option is told where it stands: its value, or a key that is not known."""
    lines = (
        "plugins:",
        "  - search",
        "  - hindsite:",
        "      page_sise: 50",
        "      audience: all",
        "      rules:",
        "        secret: on-request",
        "        needed-field:",
        "          ask: [{fields: [Users, causes]}]",
        "  - other: !ENV [X, 1]",
    )
    with pytest.raises(ProblemsError) as caught:
        load_project(configured(tmp_path, "\n".join(lines)), tmp_path)
    told = [(one.line, one.column, one.field.rsplit(".", 2)[-2:]) for one in caught.value.problems]
    assert told == [
        (4, 7, ["hindsite", "page_sise"]),
        (5, 17, ["hindsite", "audience"]),
        (7, 17, ["secret", "level"]),
        (9, 27, ["fields", "0"]),
    ]


@pytest.mark.parametrize("written", ["off", False, {"level": "off"}, {"level": False}])
def test_a_rule_is_switched_off_however_it_is_written(written: object) -> None:
    """YAML reads a bare `off` as false."""
    assert parse_options({"rules": {"secret": written}}).rules.secret.level == "off"


def test_a_rule_keeps_its_level_when_only_its_options_are_set() -> None:
    """Each rule has a level of its own until another is given."""
    rules = parse_options({"rules": {"timeline-span": {"after": "2h"}}}).rules
    assert (rules.timeline_span.level, rules.timeline_span.before) == ("warning", "7d")
    assert rules.secret.level == "error"


def test_all_wrong_options_are_told_at_once() -> None:
    """One run names every mistake; long values are cut."""
    found = messages({"page_size": 1, "audience": "x" * 500, "nope": True})
    assert len(found) == 3
    assert max(map(len, found)) < 250


@pytest.mark.parametrize("written", ["./incidents/", "incidents/", "incidents/."])
def test_paths_are_kept_in_one_form(written: str) -> None:
    """However a folder is written, paths below it begin with its plain name."""
    assert parse_options({"postmortems_dir": written}).postmortems_dir == "incidents"


@pytest.mark.parametrize(
    "plugins",
    [
        "plugins:\n  - search\n  - hindsite:\n      page_size: 50\n",
        "plugins:\n  hindsite:\n    page_size: 50\n",
        "plugins:\n  - macros\n  - hindsite: {page_size: 50}\n  - other: !ENV [X, {a: 1}]\n",
        "x: !!python/name:material.twemoji\nplugins: [hindsite: {page_size: 50}]\n",
    ],
)
def test_the_block_is_found_in_every_form(tmp_path: Path, plugins: str) -> None:
    """As a list or a mapping, past the tags that only MkDocs knows."""
    project = load_project(configured(tmp_path, plugins), tmp_path)
    assert project == Project(root=tmp_path, options=Options(page_size=50))
    assert project.postmortems == tmp_path / "postmortems"


@pytest.mark.parametrize("text", ["", "site_name: x\n", "plugins: [hindsite]\n", "plugins:\n"])
def test_without_options_the_defaults_hold(tmp_path: Path, text: str) -> None:
    """A plugin without options, or no plugin at all yet."""
    assert load_project(configured(tmp_path, text), tmp_path).options == Options()


def test_the_nearest_configuration_is_used(tmp_path: Path) -> None:
    """From a folder within the project, as git does."""
    configured(tmp_path, "plugins: [hindsite: {page_size: 50}]\n")
    inner = tmp_path / "postmortems" / "2024"
    inner.mkdir(parents=True)
    assert load_project(None, inner).root == tmp_path


def test_a_folder_of_postmortems_is_enough(tmp_path: Path) -> None:
    """Without any configuration the defaults hold where there is a postmortems folder."""
    (tmp_path / "postmortems").mkdir()
    assert load_project(None, tmp_path) == Project(root=tmp_path, options=Options())


def test_elsewhere_one_is_told_what_to_do(tmp_path: Path) -> None:
    """Outside a knowledge base the message names both ways to mend it."""
    with pytest.raises(HindsiteError, match=r"run this inside a knowledge base or give --config"):
        load_project(None, tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1\n", r"mkdocs\.yml: cannot be read: "),
        ("plugins: [hindsite: 5]\n", r"plugins: hindsite: expected options as `key: value`"),
    ],
)
def test_a_broken_configuration_is_an_error_with_its_file(
    tmp_path: Path, text: str, message: str
) -> None:
    """Not a traceback, and never the defaults instead."""
    with pytest.raises(HindsiteError, match=message):
        load_project(configured(tmp_path, text), tmp_path)


def test_a_missing_configuration_file_is_an_error(tmp_path: Path) -> None:
    """A file that was named and is not there."""
    with pytest.raises(HindsiteError, match="cannot be read"):
        load_project(tmp_path / "other.yml", tmp_path)
