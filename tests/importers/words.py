"""The promise of every import: no word of the source is lost."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from hindsite.importers.draft import file_name, written
from hindsite.importers.source import Imported, clean
from hindsite.postmortem.reading import read
from hindsite.postmortem.vocabulary import Vocabulary

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(re.findall(r"\w+", text))


def lost(source: str, *incidents: Imported) -> set[str]:
    """The words of a source that neither the files nor what is told of them have."""
    kept: set[str] = set()
    for one in incidents:
        file = written(one.draft)
        kept |= words(file) | words(_ESCAPE.sub(r"\1", file)) | words(_text(one.draft.header))
        kept |= {word for finding in one.findings for word in words(finding.where)}
    return words(clean(source)) - kept


def _text(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(_text(inner) for pair in value.items() for inner in pair)
    if isinstance(value, list | tuple):
        return " ".join(_text(inner) for inner in value)
    return str(value)


def broken_header(imported: Imported) -> list[str]:
    """The problems of the header that the engine finds in the file."""
    file = written(imported.draft)
    name = file_name(imported.day, str(imported.draft.header["title"]))
    _, problems = read(f"postmortems/{name}", file.encode(), Vocabulary())
    body = {"timeline", "actions"}
    return [str(one) for one in problems if one.level == "error" and one.field not in body]


_WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
_MARKS = st.sampled_from(
    (
        *("#", "##", "###", "-", "*", "+", ">", "|", "||", "---", "===", "```", "~~~", "`", "**"),
        *("__", "_", "[", "]", "(", ")", "[x]:", "<!--", "-->", "<b>", "</b>", "&", "&amp;", "\\"),
        *(":", "{{", "}}", "{%", "%}", "!!python/object", "?", "'", '"', "1.", "2)", "[^1]:", "~"),
        *("~~", "•", "@", "%", "\t"),
    )
)
_TIMES = st.sampled_from(
    (
        *(
            "10:05",
            "10:05 AM",
            "9:05pm",
            "[10:05]",
            "**10:05**",
            "~10:05",
            "10:05 – 10:20",
            "25:99",
        ),
        *("10:05 UTC+2", "10:05 GMT-4", "10:05 (UTC+02:00)", "10:05 CEST", "10:05ish", "10:05h"),
        *("3/14/2024", "05/Mar/24", "14-Mar-2024 10:05", "10:05 EDT", "2024-03-31 02:30 CEST"),
        *("10:05 UTC", "10:05 PST", "2023-06-04 10:05", "2023-06-04T10:05:00Z", "June 4, 2023"),
        *(
            "4 June 2023 10:05 CET",
            "2023-02-30",
            "10:05:59.123",
            "04/06/2023",
            "12am",
            "2023-06-04",
        ),
    )
)
_LABELS = st.sampled_from(
    (
        *("Summary", "Issue Summary", "Impact", "Timeline", "Timeline (UTC)", "Root cause(s)"),
        *("Action items", "Tasks", "Lessons learnt", "What went well", "Duration", "Severity"),
        *("Date", "Start time", "Authors", "Affected services", "Status", "Trigger", "Detected by"),
        *(
            "Time to resolve",
            "MTTR",
            "Reported by",
            "Time zone",
            "Incident Commander",
            "📅 Timeline",
        ),
        *("Title", "Team", "Tags", "Users affected", "Next steps", "Detection", "Owner", "Cause"),
    )
)
_PIECE = st.one_of(_WORD, _WORD, _MARKS, _TIMES, _LABELS)
_LINE = st.one_of(
    st.lists(_PIECE, max_size=6).map(" ".join),
    _LABELS.map("## {}".format),
    _LABELS.map("**{}**".format),
    _LABELS.map("{}:".format),
    st.tuples(_LABELS, _PIECE).map(lambda pair: f"**{pair[0]}**: {pair[1]}"),
    st.tuples(_LABELS, _PIECE).map(lambda pair: f"{pair[0]}: {pair[1]}"),
    st.tuples(_TIMES, _WORD).map(lambda pair: f"- {pair[0]} {pair[1]}"),
    st.tuples(_TIMES, _WORD).map(lambda pair: f"{pair[0]}: {pair[1]}"),
    st.lists(_PIECE, min_size=1, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |"),
    st.just("| --- | --- |"),
    st.just("| Time | Event |"),
    st.just("| Action | Type | Due |"),
    st.just(""),
)
_INDENTED = st.tuples(st.sampled_from(("", "", "", "  ", "    ", "\t")), _LINE).map("".join)
sources = st.lists(_INDENTED, min_size=1, max_size=25).map("\n".join)
"""Texts as people might write them: labels, times, tables and lists among anything else."""

anything = st.text(max_size=300)
