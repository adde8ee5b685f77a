"""`hindsite new`: what it writes, and when it writes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.commands.test_validate import Command
from tests.site.harness import KnowledgeBase, draw, postmortem

ALL = (
    "--title", "Größere Störung: the order API crashes", "--severity", "sev2",
    "--started", "2024-06-04 10:00", "--detected", "2024-06-04 10:05",
    "--timezone", "Europe/Berlin",
    "--detected-by", "monitoring", "--service", "api", "--service", "web", "--team", "backend",
    "--cause", "deploy",
)  # fmt: skip
PATH = "postmortems/2024/2024-06-04-grossere-storung-the-order-api-crashes.md"


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A knowledge base with one postmortem."""
    return draw(tmp_path / "kb", {"postmortems/2024-03-05-a.md": postmortem()})


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "new", …)`."""
    return Command(monkeypatch, capsys)


def test_a_draft(base: KnowledgeBase, hindsite: Command) -> None:
    """Every section with a line of guidance, what is unknown left empty; it is valid as it is."""
    done = hindsite(base.root, "new", *ALL)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{PATH}: a draft.")
    golden = Path(__file__).parents[1] / "cases" / "new" / "draft.md"
    assert (base.root / PATH).read_text(encoding="utf-8") == golden.read_text(encoding="utf-8")
    assert hindsite(base.root, "validate", PATH).out == "1 postmortem checked: no problems.\n"


def test_never_overwrites(base: KnowledgeBase, hindsite: Command) -> None:
    """What is there stays, wherever in the tree it is; another slug helps."""
    hindsite(base.root, "new", *ALL)
    (base.root / PATH).write_text("mine", encoding="utf-8")
    assert "choose another --slug" in hindsite(base.root, "new", *ALL).err
    assert (base.root / PATH).read_text(encoding="utf-8") == "mine"
    taken = hindsite(
        base.root, "new", "--title", "A", "--started", "2024-03-05", "--timezone", "UTC"
    )
    assert taken.status == 2
    assert hindsite(base.root, "new", *ALL, "--slug", "other").status == 0
    assert (base.root / "postmortems/2024/2024-06-04-other.md").is_file()


def test_nothing_is_asked_without_a_terminal(base: KnowledgeBase, hindsite: Command) -> None:
    """In a script, what is missing is named, all at once."""
    done = hindsite(base.root, "new", "--severity", "SEV1")
    assert done.status == 2
    assert "--title and --started must be given" in done.err


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--cause", "deplyo"), "deploy"),
        (("--severity", "SEV9"), "expected SEV1, SEV2, SEV3, SEV4 or unknown"),
        (("--timezone", "PST"), "America/Los_Angeles"),
        (("--started", "yesterday"), "yesterday"),
        (("--detected", "2024-06-04 09:00"), "detected_at"),
    ],
)
def test_nothing_invalid_is_written(
    base: KnowledgeBase, hindsite: Command, wrong: tuple[str, ...], told: str
) -> None:
    """Wrong values are refused in the validator's words, and no file appears."""
    done = hindsite(base.root, "new", *ALL, *wrong)
    assert done.status == 2
    assert told in done.err
    assert not (base.root / "postmortems/2024").exists()


def test_a_conversation(
    base: KnowledgeBase, hindsite: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal what is missing is asked for; a word that is nearly known is offered."""
    answers = iter(
        ["The API is down", "SEV1", "2024-06-05 09:00", "api", "roll, config-change", "deploy"]
    )
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    done = hindsite(base.root, "new", "--timezone", "UTC")
    assert done.status == 0
    text = (base.root / "postmortems/2024/2024-06-05-the-api-is-down.md").read_text(
        encoding="utf-8"
    )
    assert "causes: [deploy, config-change]" in text
    assert "severity: SEV1" in text
    assert "'roll' is not known" in done.out


def talk(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """A terminal at which somebody gives these answers."""
    given = iter(answers)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(given))


def test_each_answer_is_checked_when_it_is_given(
    base: KnowledgeBase, hindsite: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the contract refuses is asked for again with the reason; nothing leaves a word out."""
    talk(
        monkeypatch,
        *("", "The API is down"),
        *("SEV9", "sev2"),
        *("yesterday", "2024-03-31 02:30", "2024-06-05 09:00"),
        *("Checkout API, web", "checkout-api"),
        *("deplyo, something else, deploy", "deploy", ""),
    )
    done = hindsite(base.root, "new", "--timezone", "Europe/Berlin")
    assert (done.status, done.err) == (0, "")
    for told in (
        "expected 1 to 160 characters, got none",
        "'SEV9' is not known; did you mean SEV",
        "got 'yesterday'",
        "2024-03-31 02:30 does not exist in Europe/Berlin",
        "'Checkout API'",
        "'deplyo' is not known; did you mean deploy?",
        "'something else' is not known; known are ",
    ):
        assert told in done.out
    text = (base.root / "postmortems/2024/2024-06-05-the-api-is-down.md").read_text("utf-8")
    for line in ("severity: SEV2", "services: [checkout-api, web]", "causes: [deploy]"):
        assert f"\n{line}\n" in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--started", "2024-13-14"), "--started: there is no month 13; months are 01 to 12"),
        (("--started", ""), "--started: expected "),
        (("--resolved", "soon"), "--resolved: expected "),
        (("--title", ""), "--title: expected 1 to 160 characters, got none"),
        (("--timezone", "PST"), "--timezone: "),
    ],
)
def test_a_wrong_option_is_named(
    base: KnowledgeBase, hindsite: Command, wrong: tuple[str, ...], told: str
) -> None:
    """Each value is refused by the name of its option."""
    done = hindsite(base.root, "new", *ALL, *wrong)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"hindsite: {told}")


def test_an_editor_that_fails(
    base: KnowledgeBase, hindsite: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft is written all the same, and where it is, is said; the status is 2."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "false")
    done = hindsite(base.root, "new", *ALL, "--edit")
    assert done.status == 2
    assert done.err == (
        f"hindsite: false: Editing failed; the draft {PATH} is written: open it yourself, or set "
        "$VISUAL or $EDITOR to an editor that is there\n"
    )
    assert (base.root / PATH).is_file()


@pytest.mark.parametrize(
    ("data", "options", "told"),
    [
        ("10:05 é".encode("latin-1"), (), "line 1: expected utf-8 text, got the byte 0xE9"),
        (b"\n10:05\xff", ("--encoding", "ascii"), "line 2: expected ascii text"),
        (b"10:05 a", ("--encoding", "no"), "there is no encoding 'no'"),
        (b"1\x000\x00:\x000\x005\x00", (), "line 1: expected text, got a zero byte"),
        (b"2024-13-45 10:05 - x", (), "got '2024-13-45 10:05 - x' on line 1"),
        (b'[{"created_at":"0001-01-01T00:00:00+14:00"}]', (), "[0].created_at: expected a time"),
    ],
)
def test_a_log_that_cannot_be_read(
    base: KnowledgeBase, hindsite: Command, data: bytes, options: tuple[str, ...], told: str
) -> None:
    """File and line are named, and no file appears."""
    (base.root / "log.txt").write_bytes(data)
    done = hindsite(base.root, "new", *ALL, "--from-timeline", "log.txt", *options)
    assert done.status == 2
    assert done.err.startswith("hindsite: --from-timeline: log.txt: ")
    assert told in done.err
    assert not (base.root / "postmortems/2024").exists()


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ("10:05 é".encode("latin-1"), ("--encoding", "latin-1")),
        ("10:05 é".encode("utf-16"), ()),
        (b"10:05 \xc3\xa9 and what a crash leaves behind\x00", ()),
    ],
)
def test_encodings(
    base: KnowledgeBase, hindsite: Command, data: bytes, options: tuple[str, ...]
) -> None:
    """A log in another encoding is read, by its mark or by its option."""
    (base.root / "log.txt").write_bytes(data)
    assert hindsite(base.root, "new", *ALL, "--from-timeline", "log.txt", *options).status == 0
    assert "- 10:05 — é" in (base.root / PATH).read_text(encoding="utf-8")


def test_from_timeline(base: KnowledgeBase, hindsite: Command) -> None:
    """A pasted log becomes the timeline; what was assumed is said on the error stream."""
    base.write({"log.txt": "23:50 It begins\n00:10 It ends\n"})
    done = hindsite(base.root, "new", *ALL, "--from-timeline", "log.txt")
    assert done.status == 0
    assert done.err == "timeline: 00:10 after 23:50 is taken as of 2024-06-05\n"
    text = (base.root / PATH).read_text(encoding="utf-8")
    assert "- 23:50 — It begins\n\n### 2024-06-05\n\n- 00:10 — It ends\n\n## Contributing" in text


def test_hostile_titles(base: KnowledgeBase, hindsite: Command) -> None:
    """A title is text whatever it looks like: no key, no comment, no list grows out of it."""
    title = "x: y # [z] {{ q }} *a &b !c 'd' \"e\""
    arguments = ("--title", title, "--started", "2024-06-04", "--timezone", "UTC", "--slug", "x")
    assert hindsite(base.root, "new", *arguments).status == 0
    found = hindsite(base.root, "validate", "postmortems/2024/2024-06-04-x.md")
    assert found.out == "1 postmortem checked: no problems.\n"
    assert (
        hindsite(
            base.root, "new", *arguments[:1], "a\nstatus: published", *arguments[2:], "y"
        ).status
        == 2
    )
