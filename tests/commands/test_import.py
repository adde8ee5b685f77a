"""`hindsite import`: what it writes and tells, and when it writes nothing."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from hindsite.commands.import_ import import_
from hindsite.importers.csv_rows import FIELDS
from hindsite.importers.formats import FORMATS
from tests.commands.test_validate import Command
from tests.conftest import REPOSITORY
from tests.site.harness import KnowledgeBase, draw, postmortem

CASES = REPOSITORY / "tests" / "cases" / "import"
FIRST = CASES / "plain-labels" / "source.txt"
PACIFIC = ("--timezone", "America/Los_Angeles")
PATH = "postmortems/2023/2023-06-04-outage-in-web-application.md"


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A knowledge base with one postmortem."""
    return draw(tmp_path / "kb", {"postmortems/2024-03-05-a.md": postmortem()})


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "import", …)`."""
    return Command(monkeypatch, capsys)


def put(base: KnowledgeBase, name: str, text: str) -> Path:
    """A source beside the knowledge base's own files."""
    file = base.root / name
    file.write_text(text, encoding="utf-8")
    return file


def files(base: KnowledgeBase) -> list[str]:
    """The postmortems there are."""
    found = (base.root / "postmortems").rglob("*.md")
    return sorted(file.relative_to(base.root).as_posix() for file in found)


def test_the_first_postmortem(base: KnowledgeBase, hindsite: Command) -> None:
    """A valid draft in the folder of its year, and the list of what was placed and guessed."""
    done = hindsite(base.root, "import", str(FIRST), *PACIFIC)
    assert (done.status, done.err) == (0, "")
    golden = CASES / "transcript.txt"
    assert done.out == golden.read_text(encoding="utf-8")
    written = (base.root / PATH).read_text(encoding="utf-8")
    assert written == (FIRST.with_name("1.md")).read_text(encoding="utf-8")
    assert hindsite(base.root, "validate", PATH).out == "1 postmortem checked: no problems.\n"


def test_an_abbreviation_is_never_taken_for_a_zone(base: KnowledgeBase, hindsite: Command) -> None:
    """Without --timezone nothing is written; what it may mean is listed."""
    done = hindsite(base.root, "import", str(FIRST))
    assert done.status == 2
    told = "the abbreviation PST on line 4 is no time zone: it may mean America/Los_Angeles or Asia"
    assert told in done.err
    assert "nothing was written" in done.err
    assert files(base) == ["postmortems/2024-03-05-a.md"]


def test_times_without_a_zone(base: KnowledgeBase, hindsite: Command) -> None:
    """They are never UTC in silence: the lines are named, and what to pass."""
    source = put(base, "x.txt", "An outage\n\nStarted: 2023-06-04 10:00\n\nSummary:\nIt was.\n")
    done = hindsite(base.root, "import", str(source))
    assert done.status == 2
    assert "the times on line 3 have no time zone; give --timezone" in done.err


def test_a_source_without_a_date(base: KnowledgeBase, hindsite: Command) -> None:
    """The date is asked for, or taken from the file's name, which is told as a guess."""
    text = "# An outage\n\n## Summary\n\nIt was.\n"
    undated, dated = put(base, "x.md", text), put(base, "2022-02-03-x.md", text)
    assert "give --date" in hindsite(base.root, "import", str(undated)).err
    assert hindsite(base.root, "import", str(undated), "--date", "2021-01-02").status == 0
    done = hindsite(base.root, "import", str(dated))
    assert "guessed -         file name → started_at: 2022-02-03: the date in the file" in done.out
    assert files(base)[:2] == [
        "postmortems/2021/2021-01-02-an-outage.md",
        "postmortems/2022/2022-02-03-an-outage.md",
    ]


def test_never_overwrites(base: KnowledgeBase, hindsite: Command) -> None:
    """What is there stays, and one file that cannot be written leaves none."""
    hindsite(base.root, "import", str(FIRST), *PACIFIC)
    (base.root / PATH).write_text("mine", encoding="utf-8")
    before = files(base)
    other = CASES / "google" / "source.md"
    done = hindsite(base.root, "import", str(other), str(FIRST), *PACIFIC)
    assert done.status == 2
    assert f"{PATH} is there already" in done.err
    assert (base.root / PATH).read_text(encoding="utf-8") == "mine"
    assert files(base) == before


def test_all_or_nothing(base: KnowledgeBase, hindsite: Command) -> None:
    """Every source that cannot be read is named, and none of the others is written."""
    bad = put(base, "bad.txt", "")
    done = hindsite(base.root, "import", str(FIRST), str(bad), "missing.md", *PACIFIC)
    assert done.status == 2
    assert "bad.txt: the source is empty" in done.err
    assert "missing.md: cannot be read: No such file or directory" in done.err
    assert files(base) == ["postmortems/2024-03-05-a.md"]


def test_csv(base: KnowledgeBase, hindsite: Command) -> None:
    """A row an incident; two of one name and day get names of their own."""
    rows = "name,on\nLate mail,2020-01-02\nLate mail,2020-01-02\n"
    source, mapping = put(base, "a.csv", rows), put(base, "m.yml", "name: title\non: started_at\n")
    assert "CSV needs --mapping FILE" in hindsite(base.root, "import", str(source)).err
    done = hindsite(base.root, "import", str(source), "--mapping", str(mapping))
    assert done.status == 0
    assert files(base)[:2] == [
        "postmortems/2020/2020-01-02-late-mail-2.md",
        "postmortems/2020/2020-01-02-late-mail.md",
    ]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("name: titel\n", "m.yml:1:7: name: expected a field, got 'titel'; did you mean title?"),
        ("nam: title\n", "there is no column 'nam', which the mapping names; did you mean name?"),
        ("", "m.yml: it is empty; expected lines `column: field`"),
        ("name: [title\n", "m.yml:"),
    ],
)
def test_a_wrong_mapping(base: KnowledgeBase, hindsite: Command, mapping: str, told: str) -> None:
    """A mapping that fits no column or names no field is told with its line."""
    source = put(base, "a.csv", "name,on\nLate mail,2020-01-02\n")
    put(base, "m.yml", mapping)
    done = hindsite(base.root, "import", str(source), "--mapping", "m.yml")
    assert done.status == 2
    assert told in done.err


def test_what_remains_to_be_mended(base: KnowledgeBase, hindsite: Command) -> None:
    """A file with problems is kept, and they are told as `validate` tells them."""
    text = (
        "# An outage\n\nDate: 2022-02-03\n\n## Timeline\n\n"
        "- 10:05 UTC it begins\n- 10:01 UTC it was seen\n"
    )
    done = hindsite(base.root, "import", str(put(base, "x.md", text)))
    assert done.status == 1
    assert "timeline: 10:01 is before 10:05" in done.out
    assert "postmortems/2022/2022-02-03-an-outage.md" in files(base)


def test_to_standard_output(
    base: KnowledgeBase, hindsite: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` reads standard input, `--output -` prints the file and nothing else."""
    stdin = io.TextIOWrapper(io.BytesIO(FIRST.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    done = hindsite(base.root, "import", "-", "--output", "-", *PACIFIC)
    assert done.status == 0
    assert done.out == FIRST.with_name("1.md").read_text(encoding="utf-8")
    assert "from standard input, read as text" in done.err
    assert files(base) == ["postmortems/2024-03-05-a.md"]


def test_another_folder(base: KnowledgeBase, hindsite: Command) -> None:
    """`--output DIR` writes there, and checks the file like any."""
    done = hindsite(base.root, "import", str(FIRST), "--output", "inbox", *PACIFIC)
    assert done.status == 0
    assert (base.root / "inbox" / Path(PATH).name).is_file()


def test_words_of_the_vocabulary(base: KnowledgeBase, hindsite: Command) -> None:
    """Severities, causes and triggers are read by their exact words, in any case."""
    labels = "Date: 2020-01-02\nSeverity: sev 3\nCause category: Deploy"
    text = f"Late mail\n\n{labels}\n\nSummary:\nIt was.\n"
    done = hindsite(base.root, "import", str(put(base, "x.txt", text)))
    written = (base.root / "postmortems/2020/2020-01-02-late-mail.md").read_text(encoding="utf-8")
    assert done.status == 0
    assert "severity: SEV3\n" in written
    assert "causes: [deploy]\n" in written


def test_nothing_of_a_source_reaches_the_terminal_raw(
    base: KnowledgeBase, hindsite: Command
) -> None:
    """Escape sequences in names and values are shown, never sent."""
    text = "Late \x1b[31mmail\n\nDate: 2020-01-02\nTea\x9bm: \x1b]0;x\x07\n\nSummary:\nIt was.\n"
    done = hindsite(base.root, "import", str(put(base, "x\x1b.txt", text)))
    assert done.status == 0
    assert done.out.replace("\n", "").isprintable()


def test_a_format_that_does_not_fit(base: KnowledgeBase, hindsite: Command) -> None:
    """`--format` forces a reader, which says what it expected."""
    done = hindsite(base.root, "import", str(FIRST), "--format", "github")
    assert done.status == 2
    assert "nothing was written" in done.err


def test_the_guide_has_every_format_option_and_field() -> None:
    """What can be given to the command is in its page."""
    page = (REPOSITORY / "docs" / "guide" / "import.md").read_text(encoding="utf-8")
    options = [name for one in import_.params for name in one.opts if name.startswith("--")]
    words = [*options, *FORMATS, *(name.rpartition(".")[2] for name in FIELDS)]
    assert [word for word in words if f"`{word}`" not in page and f".{word}`" not in page] == []
