"""`mkdocs.yml` of a new knowledge base: this repository's own, with the names and addresses out."""

from __future__ import annotations

import re

import yaml

from hindsite.starter.choices import Choices
from hindsite.starter.edits import Edit, edited, line, without_lines

LEFT_OUT = ("guide/adopt.md",)
"""Pages below `docs/` that are for those who have no knowledge base yet."""

_DESCRIPTION = "Postmortems, to browse, search and count."
_EXAMPLES = {
    "site_url": "https://postmortems.example.org/",
    "repo_url": "https://git.example.org/sre/postmortems",
    "repo_name": "sre/postmortems",
    "edit_uri": "edit/main/docs/",
}
# The plugin's entry, and the options below it.
_PLUGIN = re.compile(r"^( *)- hindsite:?\n(?:\1 {2,}\S.*\n)*", re.MULTILINE)


def configuration(original: str, choices: Choices) -> str:
    """The organisation's mkdocs.yml; an address that is not known is left as a comment."""
    return edited(
        original,
        (
            _key("site_name", choices.name),
            _key("site_description", _DESCRIPTION),
            line(
                r"# Where the site will be published.*",
                "# Where the site is published, and where its files are edited.",
            ),
            _key("site_url", choices.site_url),
            _key("repo_url", choices.repo_url),
            _key("repo_name", choices.repo_name),
            _key("edit_uri", choices.edit_uri),
            _plain_plugin,
            *(without_lines(rf"^ *- {re.escape(page)}$") for page in LEFT_OUT),
        ),
    )


def _key(name: str, value: str) -> Edit:
    if value:
        written = yaml.safe_dump({name: value}, allow_unicode=True, width=10_000).rstrip("\n")
        return line(f"{name}: .*", written)
    return line(f"{name}: .*", f"# {name}: {_EXAMPLES[name]}")


def _plain_plugin(text: str) -> str:
    """Our demonstration's options are no other's."""
    plain, count = _PLUGIN.subn(r"\1- hindsite\n", text)
    if count != 1:
        raise ValueError(f"expected the plugin hindsite once, found it {count} times")
    return plain
