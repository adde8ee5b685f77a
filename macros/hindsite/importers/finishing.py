"""From what was read of a source to a whole draft: what it lacks is said, never made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hindsite.errors import HindsiteError, printable
from hindsite.importers.draft import Draft, written
from hindsite.importers.lines import Line, lost
from hindsite.importers.markdown_headings import Arranged
from hindsite.importers.source import Finding, Imported, Wanted, kept
from hindsite.postmortem import times
from hindsite.postmortem.schema import UNKNOWN


def finished(arranged: Arranged, wanted: Wanted, lines: Sequence[Line] = ()) -> Imported:
    """A whole draft; raises HindsiteError where the source has no title or no date.

    A line of `lines`, the source's text, with a word that is nowhere in the draft is kept whole.
    """
    header = dict(arranged.header)
    findings = list(arranged.findings)
    if "title" not in header:
        header["title"] = _title(wanted, findings)
    if "severity" not in header:
        header["severity"] = UNKNOWN
        findings.append(Finding("unknown", None, "severity", "severity", "no severity was read"))
    if "started_at" not in header:
        header["started_at"] = _day(wanted, findings)
    draft = _draft(header, arranged.body, arranged.pairs)
    if rest := tuple(lost(lines, written(draft), draft.body)):
        draft = _draft(header, arranged.body, (*arranged.pairs, *rest))
    return Imported(draft, str(header["started_at"])[:10], tuple(findings))


def _draft(header: Mapping[str, object], body: str, pairs: Sequence[tuple[str, str]]) -> Draft:
    return Draft(header, "\n\n".join(part for part in (body, kept(pairs)) if part.strip()))


def _title(wanted: Wanted, findings: list[Finding]) -> str:
    """The title that was asked for, or else the name of the source's file."""
    if wanted.title:
        findings.append(Finding("placed", None, "--title", "title", printable(wanted.title)))
        return wanted.title
    if wanted.named_title:
        told = f"{printable(wanted.named_title)}: the name of the file"
        findings.append(Finding("guessed", None, "file name", "title", told))
        return wanted.named_title
    raise HindsiteError("the source has no title; give --title, for example --title 'Mail is late'")


def _day(wanted: Wanted, findings: list[Finding]) -> str:
    """The day that was asked for, or else the one in the name of the source's file."""
    if wanted.day is not None:
        day = str(times.read_date(wanted.day))
        findings.append(Finding("placed", None, "--date", "started_at", day))
    elif wanted.named_day is not None:
        day = wanted.named_day
        told = f"{day}: the date in the file's name"
        findings.append(Finding("guessed", None, "file name", "started_at", told))
    else:
        raise HindsiteError(_no_date(findings))
    return day


def _no_date(findings: Sequence[Finding]) -> str:
    """That there is no date, and where one could have been: a label, a line, what stood there."""
    told = ["no date of the incident can be read; give --date, for example --date 2023-06-04"]
    for one in findings:
        if one.kind == "unknown" and one.target == "started_at":
            line = f"line {one.line}: " if one.line else ""
            told.append(f"{line}{one.where}: {one.told.removesuffix('; kept as text')}")
    return "\n".join(told)


def marked(imported: Imported) -> Imported:
    """The draft with its guesses named in a comment at the top, for those who review the file."""
    guesses = [one for one in imported.findings if one.kind == "guessed"]
    if not guesses:
        return imported
    lines = ["<!-- Imported. Guessed, to be checked; delete this comment then:"]
    lines += dict.fromkeys(f"{_bare(one.target)}: {_bare(one.told)}" for one in guesses)
    body = "\n".join(lines) + "\n-->\n\n" + imported.draft.body
    return replace(imported, draft=Draft(imported.draft.header, body))


def _bare(text: str) -> str:
    """A text that cannot end the comment it stands in."""
    return " ".join(text.split()).replace("--", "- -").replace("<", "(").replace(">", ")")


def completed(imported: Imported, header: Mapping[str, object]) -> Imported:
    """The draft with fields that the source does not give."""
    draft = Draft({**header, **imported.draft.header}, imported.draft.body)
    return replace(imported, draft=draft)


__all__: Sequence[str] = ("completed", "finished", "marked")
