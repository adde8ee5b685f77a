"""What holds for any source, however strange."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.importers import csv_rows, formats, front_matter, markdown_templates, plain_text
from hindsite.importers.draft import written
from hindsite.importers.source import Imported, Wanted
from tests.importers.words import anything, broken_header, lost, sources

WANTED = Wanted(timezone="Europe/Berlin", day="2023-06-04")
# What only a person can mend, and the command tells: two times of the source that disagree, a
# clock time that a change of the clocks skips.
TOLD = ("is before", "at or after", "comes twice", "does not exist")


def holds(source: str, incidents: tuple[Imported, ...]) -> None:
    """No word is lost, and the header is one."""
    assert lost(source, *incidents) == set()
    broken = [problem for one in incidents for problem in broken_header(one)]
    assert [one for one in broken if not any(words in one for words in TOLD)] == []


@pytest.mark.parametrize("format_", [plain_text, markdown_templates])
@given(source=st.one_of(sources, anything))
def test_text_loses_no_word(format_: formats.Format, source: str) -> None:
    """Any text becomes a draft with all of its words, or is refused for want of a title."""
    try:
        incidents = format_.read(source, WANTED)
    except HindsiteError as error:
        known = ("title", "empty", "which differ")
        assert any(word in str(error) for word in known)  # noqa: PT017 - a property
    else:
        holds(source, incidents)


_KEY = st.sampled_from(("title", "date", "start_time", "end_time", "url", "tags", "company", "x-y"))
_VALUE = st.one_of(sources, anything, st.lists(anything, max_size=3))


@given(header=st.dictionaries(_KEY, _VALUE, max_size=5), body=sources)
def test_front_matter_loses_no_word(header: dict[str, object], body: str) -> None:
    """Whatever the values of a header are: they are in the file, quoted or below it."""
    lines = [f"{key}: {json.dumps(value)}" for key, value in header.items()]
    source = "\n".join(["---", "made: by hand", *lines, "---", body])
    try:
        incidents = front_matter.read(source, WANTED)
    except HindsiteError:
        return
    values = [item for value in header.values() for item in _items(value)]
    holds("\n".join([*values, body]), incidents)


def _items(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


@given(
    rows=st.lists(
        st.lists(st.one_of(sources, anything), min_size=6, max_size=6), min_size=1, max_size=4
    ),
    fields=st.permutations(csv_rows.FIELDS),
)
def test_csv_loses_no_word(rows: list[list[str]], fields: list[str]) -> None:
    """Whatever field a column is mapped to, and whatever stands in its cells."""
    columns = ["Title", "b", "c", "d", "e", "f"]
    mapping = dict(
        zip(columns, ["title", *(one for one in fields if one != "title")], strict=False)
    )
    made = io.StringIO()
    csv.writer(made).writerows([columns, *[["T", *row[1:]] for row in rows]])
    source = made.getvalue()
    try:
        incidents = csv_rows.read(
            source, Wanted(timezone="Europe/Berlin", day="2023-06-04", columns=mapping)
        )
    except HindsiteError:
        return
    cells = "\n".join(cell for row in rows for cell in row[1:])
    holds(cells, incidents)


HOSTILE = (
    "{{ config }} {% include 'x' %} {# gone #}",
    "title: x, status: published",
    "a: b --- render_macros: true",
    "!!python/object/apply:os.system ['id']",
    "*anchor &anchor <<: *x",
    "'\"}]{[",
    "x # y",
    "\u202eright to left",
    "=cmd|' /C calc'!A1",
    "<script>alert(1)</script><base href=//x>",
    "]]> --> </script>",
    "yes",
    "0x10",
    "1e3",
    "~",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_leave_its_place(title: str) -> None:
    """Text of a stranger is a quoted value in the header and text in the body, nothing else."""
    source = f"# {title}\n\nDate: 2023-06-04\n\n## Summary\n\n{title}\n"
    (one,) = markdown_templates.read(source, WANTED)
    holds(source, (one,))
    header = written(one.draft).split("---\n")[1]
    keys = [line.split(":")[0] for line in header.splitlines()]
    assert keys == ["title", "severity", "started_at", "timezone"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Title\n\nDate: 2023-06-04\n\xff\xfe", "line 4: expected utf-8 text, got the byte 0xFF"),
        (b"a\n\x00b", "line 2: expected text, got a zero byte"),
        (b"x" * (formats.MAX_BYTES + 1), "more than 16,000,000 bytes; split the source"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, told: str) -> None:
    """What is too large or no text is refused, with the line."""
    with pytest.raises(HindsiteError, match=told):
        formats.decoded(data)


def test_other_encodings() -> None:
    """UTF-16 tells itself by its mark; any other is named."""
    assert formats.decoded("Größe".encode("utf-16")) == "Größe"
    assert formats.decoded("\ufeffGröße".encode()) == "Größe"
    assert formats.decoded("Größe".encode("cp1252"), "cp1252") == "Größe"
    with pytest.raises(HindsiteError, match="no encoding"):
        formats.decoded(b"x", "no-such")


def test_a_text_too_long_for_a_postmortem() -> None:
    """What could never be valid is refused before it is read."""
    with pytest.raises(HindsiteError, match="a postmortem has at most 500,000 bytes"):
        formats.read("# T\n\n" + "word " * 120_000, "a.md", WANTED, "markdown")


OWN = "---\ntitle: T\nseverity: SEV1\nstarted_at: 2023-06-04\n---\n\n## Summary\n"


def test_a_file_of_hindsite() -> None:
    """A file that is one already is not imported again."""
    with pytest.raises(HindsiteError, match="own form already"):
        formats.read(OWN, "a.md", WANTED)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"any": "thing"}', "JSON of no known form"),
        ("[1, 2]", "JSON of no known form"),
        ("<!DOCTYPE html><html><body>An outage</body></html>", "it is HTML"),
        (" \n", "empty"),
    ],
)
def test_what_is_certainly_no_prose(text: str, told: str) -> None:
    """JSON and HTML of nobody known are not taken for plain text."""
    with pytest.raises(HindsiteError, match=told):
        formats.read(text, "a.txt", WANTED)
