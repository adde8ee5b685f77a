"""`hindsite validate`: what it prints, to whom, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from hindsite.cli import main
from hindsite.commands.formats import annotation
from hindsite.errors import Problem
from tests.site.harness import KnowledgeBase, draw, postmortem

GOOD, BAD, WARNED = (f"postmortems/2024-03-0{n}-{name}.md" for n, name in enumerate("gbw", 5))
TREE: dict[str, str | bytes] = {
    GOOD: postmortem(),
    BAD: postmortem("Bad", "2024-03-06 10:00").replace("SEV2", "SEV9\nrender_macros: true"),
    WARNED: postmortem("Warned", "2024-03-07 10:00") + "\n[gone](gone.md)\n",
}


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


class Command:
    """Runs the command line within this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, folder: Path, *arguments: str) -> Done:
        """Run `hindsite …` in a folder."""
        self._monkeypatch.chdir(folder)
        self._monkeypatch.setattr(sys, "argv", ["hindsite", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        captured = self._capsys.readouterr()
        return Done(code if isinstance(code, int) else 0, captured.out, captured.err)


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "validate", …)`."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A postmortem that is fine, one with two errors, one with a warning."""
    return draw(tmp_path / "kb", TREE)


def errors(base: KnowledgeBase, hindsite: Command) -> list[dict[str, str | int]]:
    """All problems, as JSON."""
    found: list[dict[str, str | int]] = json.loads(
        hindsite(base.root, "validate", "--format", "json").out
    )
    return found


def test_json(base: KnowledgeBase, hindsite: Command) -> None:
    """JSON is a list of problems with the contract's keys, in the order of files and lines."""
    found = errors(base, hindsite)
    keys = ["path", "line", "column", "field", "rule", "level", "message"]
    assert [list(problem) for problem in found] == [keys] * 3
    assert [tuple(problem.values())[:6] for problem in found] == [
        (BAD, 3, 11, "severity", found[0]["rule"], "error"),
        (BAD, 4, 1, "render_macros", found[1]["rule"], "error"),
        (WARNED, 12, 1, "body", "link-target", "warning"),
    ]


def test_text(base: KnowledgeBase, hindsite: Command) -> None:
    """Text is one line a problem; the summary goes to the error stream, the status is 1."""
    done = hindsite(base.root, "validate")
    first, second, third = errors(base, hindsite)
    assert done == Done(
        1,
        f"{BAD}:3:11: severity: {first['message']}\n"
        f"{BAD}:4:1: render_macros: {second['message']}\n"
        f"{WARNED}:12:1: body: warning: {third['message']}\n",
        "3 postmortems checked: 2 errors, 1 warning.\n",
    )
    assert str(first["message"]).startswith("expected SEV1, SEV2, SEV3, SEV4 or unknown")


def test_github(base: KnowledgeBase, hindsite: Command) -> None:
    """Annotations are workflow commands, one a line."""
    done = hindsite(base.root, "validate", "--format", "github")
    first, second, third = errors(base, hindsite)
    assert done.out == (
        f"::error file={BAD},line=3,col=11,title=severity ({first['rule']})::{first['message']}\n"
        f"::error file={BAD},line=4,col=1,title=render_macros ({second['rule']})"
        f"::{second['message']}\n"
        f"::warning file={WARNED},line=12,col=1,title=body (link-target)::{third['message']}\n"
    )
    assert done.status == 1


def test_clean(base: KnowledgeBase, hindsite: Command) -> None:
    """One file that is fine: status 0, and it says so."""
    assert hindsite(base.root, "validate", GOOD) == Done(
        0, "1 postmortem checked: no problems.\n", ""
    )
    assert hindsite(base.root, "validate", GOOD, "--format", "json").out == "[]\n"


def test_warnings_only(base: KnowledgeBase, hindsite: Command) -> None:
    """Warnings are told and leave the status 0."""
    done = hindsite(base.root, "validate", WARNED)
    assert done.status == 0
    assert ": warning: " in done.out
    assert done.err == "1 postmortem checked: 0 errors, 1 warning.\n"


def test_folders(base: KnowledgeBase, hindsite: Command) -> None:
    """A folder means all files in it, told by their way from where the command runs."""
    inside = hindsite(base.root / "postmortems", "validate", ".")
    assert inside.out.replace("2024-", "postmortems/2024-") == hindsite(base.root, "validate").out
    assert inside.status == 1
    above = hindsite(base.root.parent, "validate", f"kb/{BAD}")
    assert above.out.startswith(f"kb/{BAD}:3:11: ")


@pytest.mark.parametrize("format_", ["github", "gitlab", "sarif"])
def test_forges_count_from_the_top(base: KnowledgeBase, hindsite: Command, format_: str) -> None:
    """In a folder of a larger repository, paths are the repository's, wherever the command runs."""
    subprocess.run(("git", "init", "-q", str(base.root.parent)), check=True)
    told = {hindsite(folder, "validate", "--format", format_).out for folder in folders(base)}
    assert len(told) == 1
    assert f"kb/{BAD}" in told.pop()
    (base.root.parent / ".git").rename(base.root / ".git")
    assert f"kb/{BAD}" not in hindsite(base.root, "validate", "--format", format_).out


def folders(base: KnowledgeBase) -> tuple[Path, ...]:
    """The project's folder, and one within."""
    return base.root, base.root / "postmortems"


def test_outside(base: KnowledgeBase, hindsite: Command, tmp_path: Path) -> None:
    """A file outside the tree is checked by the project's rules, and may name what is in it."""
    outside = tmp_path / "2024-03-09-outside.md"
    text = postmortem("Out", "2024-03-09 10:00").replace("SEV2", "SEV9\nrelated: [2024-03-05-g]")
    outside.write_text(text, encoding="utf-8")
    done = hindsite(base.root, "validate", str(outside))
    assert done.out.splitlines()[0].startswith(f"{outside}:3:11: severity: ")
    assert len(done.out.splitlines()) == 1
    assert done.status == 1


def test_missing(base: KnowledgeBase, hindsite: Command) -> None:
    """A path that does not exist is no clean file: status 2."""
    done = hindsite(base.root, "validate", "postmortems/nothing.md")
    assert done == Done(
        2, "", "hindsite: postmortems/nothing.md: there is no such file or folder\n"
    )


def test_no_project(hindsite: Command, tmp_path: Path) -> None:
    """Outside a knowledge base it cannot run, and says what to do."""
    done = hindsite(tmp_path, "validate")
    assert done.status == 2
    assert "no mkdocs.yml here or in a folder above" in done.err


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("site_name: [\n", "mkdocs.yml: cannot be read: "),
        ("plugins: [hindsite: [1]]\n", "plugins: hindsite: expected options"),
        (
            "plugins: [hindsite: {page_sise: 1}]\n",
            "there is no such option; did you mean page_size?",
        ),
        ("plugins: [hindsite: {severities: no}]\n", "plugins.hindsite.severities: "),
    ],
)
def test_broken_configuration(
    base: KnowledgeBase, hindsite: Command, configuration: str, told: str
) -> None:
    """A mkdocs.yml that cannot be used is told on lines of its own: status 2."""
    base.write({"mkdocs.yml": configuration})
    done = hindsite(base.root, "validate")
    assert done.status == 2
    assert done.out == ""
    assert told in done.err
    assert all(line.startswith("hindsite: ") for line in done.err.splitlines())


def test_broken_taxonomy(base: KnowledgeBase, hindsite: Command) -> None:
    """A vocabulary that is wrong is a problem of its file: status 1."""
    base.write({"taxonomy.yml": "causes: 5\n"})
    done = hindsite(base.root, "validate")
    assert done.status == 1
    assert done.out.startswith("taxonomy.yml:1:")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("validate", "--fromat", "json"), "--format"),
        (("validate", "--format", "xml"), "'text', 'github', 'gitlab', 'json', 'sarif'"),
        (("validate", "--config-file", "nowhere.yml"), "does not exist"),
        (("valdate",), "validate"),
    ],
)
def test_wrong_options(
    base: KnowledgeBase, hindsite: Command, arguments: tuple[str, ...], told: str
) -> None:
    """A mistyped option or command ends with 2 and what was probably meant."""
    done = hindsite(base.root, *arguments)
    assert done.status == 2
    assert told in done.err


FORGERIES = (
    "x\n::error file=a.md,line=1::forged",
    "x\r::error::forged",
    "x%0A::error::forged",
    "x,line=99,title=forged",
    "x::forged",
    "\x1b[2J\x1b]0;forged\x07",
    "\u2028::error::forged\u202e",
)


@pytest.mark.parametrize("text", FORGERIES)
def test_annotations_cannot_be_forged(text: str) -> None:
    """No file name, field or value ends an annotation or begins another."""
    line = annotation(Problem(text, 3, 1, text, "rule", "error", text))
    assert line.isprintable()
    command, properties, _ = line.split("::", 2)[0], *line.split("::", 2)[1:]
    assert command == ""
    assert properties.startswith("error file=")
    assert properties.count(",") == 3
    assert "%0A" not in line.replace("%250A", "")
    assert "%0D" not in line


@pytest.mark.parametrize("format_", ["text", "github"])
@pytest.mark.parametrize(
    "name", ["x\n::error::forged.md", "a%0A::error::b.md", "\x1b[31m.md", "::error::x,line=1.md"]
)
def test_file_names_cannot_speak(
    base: KnowledgeBase, hindsite: Command, format_: str, name: str
) -> None:
    """A file's name reaches the log as one line of printable characters."""
    base.write({f"postmortems/{name}": postmortem()})
    done = hindsite(base.root, "validate", "--format", format_)
    assert done.status == 1
    for line in (done.out + done.err).splitlines():
        assert line.isprintable()
        assert not line.startswith("::error::")
        start = ("::error file=", "::warning file=") if format_ == "github" else ("postmortems/",)
        assert line.startswith((*start, "4 postmortems checked")), line


HOUSE = """plugins:
  - hindsite:
      rules:
        blameless-language: error
        action-without-due: off
"""


def test_house_rules(base: KnowledgeBase, hindsite: Command) -> None:
    """The site's house rules are checked with the level that the configuration gives them."""
    base.write({"mkdocs.yml": HOUSE, GOOD: postmortem() + "\n## Actions\n\n- [ ] Human error\n"})
    done = hindsite(base.root, "validate", GOOD)
    assert done == Done(
        1,
        f"{GOOD}:14:1: actions: warning: expected an owner, got none; add `owner: @team`\n"
        f"{GOOD}:14:7: actions: expected words that blame nobody, got 'Human error'; say what the "
        "tool, the display or the procedure let happen\n",
        "1 postmortem checked: 1 error, 1 warning.\n",
    )


def test_waived_rules_are_counted(base: KnowledgeBase, hindsite: Command) -> None:
    """What is waived is not told, but that it is waived is."""
    waiver = (
        'waivers: [{rule: blameless-language, reason: "Quotes the customer."}]\n---\n\nHuman error'
    )
    base.write({GOOD: waiver.join(postmortem().rsplit("---\n", 1)) + "\nx\n"})
    done = hindsite(base.root, "validate", GOOD)
    assert done == Done(0, "1 postmortem checked: no problems, 1 waived.\n", "")


def test_house_rules_in_sarif(base: KnowledgeBase, hindsite: Command) -> None:
    """Each house rule that is broken is there in words."""
    base.write({GOOD: postmortem() + "\nHuman error.\n"})
    log = json.loads(hindsite(base.root, "validate", GOOD, "--format", "sarif").out)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "blameless-language"
    assert rule["shortDescription"]["text"].startswith("A postmortem tells what happened")


def test_it_waits_for_no_library_that_it_does_not_need(base: KnowledgeBase) -> None:
    """An editor waits for the imports: what builds, draws or shares work is not among them."""
    code = (
        "import sys\nfrom hindsite.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    command = (sys.executable, "-c", code, "validate", GOOD)
    done = subprocess.run(command, cwd=base.root, capture_output=True, text=True, check=True)
    rest = {"mkdocs", "duckdb", "altair", "jinja2", "rich", "pygments", "nh3", "multiprocessing"}
    assert rest.isdisjoint(done.stderr.split("\n"))
