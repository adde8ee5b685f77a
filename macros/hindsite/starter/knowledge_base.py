"""Every file of a new knowledge base, by its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from hindsite.errors import HindsiteError
from hindsite.starter import tools
from hindsite.starter.choices import Choices
from hindsite.starter.configuration import LEFT_OUT, configuration
from hindsite.starter.edits import without_lines
from hindsite.starter.example import SOURCE, example
from hindsite.starter.makefile import makefile
from hindsite.starter.originals import Originals

WORKFLOWS = ("check", "comment", "pages")
_GUIDE_INDEX = "docs/guide/index.md"
_REQUEST_TEMPLATE = ".github/PULL_REQUEST_TEMPLATE.md"
# Where GitLab looks for the same.
_GITLAB_TEMPLATE = ".gitlab/merge_request_templates/Default.md"

Made = Callable[[str], str]
"""From the text of a file of ours to that of theirs."""


def knowledge_base(ours: Originals, pages: Originals, choices: Choices) -> dict[str, bytes]:
    """Content by path, in order. `ours` are this repository's files, `pages` the starter's own.

    Raises HindsiteError where a file is missing, or is not what an edit expects.
    """
    made = dict(_documents(ours, pages))
    for path, (source, edit) in _edited(choices).items():
        made[path] = _made(source, edit, ours.content(source))
    readme = pages.content("README.md").decode()
    made["README.md"] = readme.replace("NAME", choices.name, 1).encode()
    made["requirements.txt"] = tools.requirements(choices.version, choices.wheel).encode()
    # git keeps no empty folder, and without the example this one would be.
    made["postmortems/.gitkeep"] = b""
    path, text = example(ours.content(SOURCE).decode())
    made[path] = text.encode()
    return dict(sorted(made.items()))


def _documents(ours: Originals, pages: Originals) -> Iterator[tuple[str, bytes]]:
    """`docs/`: ours but for what is for others, and an `about.md` of their own."""
    left_out = {f"docs/{page}" for page in LEFT_OUT}
    for path in ours.below("docs"):
        if path not in left_out:
            yield path, ours.content(path)
    yield "docs/about.md", pages.content("about.md")
    names = "|".join(re.escape(page.rpartition("/")[2]) for page in LEFT_OUT)
    index = without_lines(rf"^- \[[^\]]*\]\((?:{names})\)")
    yield _GUIDE_INDEX, _made(_GUIDE_INDEX, index, ours.content(_GUIDE_INDEX))


def _edited(choices: Choices) -> Mapping[str, tuple[str, Made]]:
    """By path: which of our files it is made from, and how."""
    made: dict[str, tuple[str, Made]] = {
        "mkdocs.yml": ("mkdocs.yml", partial(configuration, choices=choices)),
        "taxonomy.yml": ("taxonomy.yml", _same),
        "Makefile": ("Makefile", makefile),
        ".gitignore": (".gitignore", tools.gitignore),
        ".gitattributes": (".gitattributes", tools.gitattributes),
        ".pre-commit-config.yaml": (".pre-commit-hooks.yaml", tools.pre_commit),
    }
    if "github" in choices.forges:
        workflows = (f".github/workflows/{name}.yml" for name in WORKFLOWS)
        made |= {path: (path, _same) for path in workflows}
        made[_REQUEST_TEMPLATE] = (_REQUEST_TEMPLATE, tools.request_template)
    if "gitlab" in choices.forges:
        made[".gitlab-ci.yml"] = (".gitlab-ci.yml", _same)
        made[_GITLAB_TEMPLATE] = (_REQUEST_TEMPLATE, tools.request_template)
    return made


def _same(text: str) -> str:
    return text


def _made(source: str, edit: Made, content: bytes) -> bytes:
    try:
        return edit(content.decode()).encode()
    except ValueError as error:
        raise HindsiteError(f"{source} is not as expected: {error}; install hindsite again") from (
            error
        )
