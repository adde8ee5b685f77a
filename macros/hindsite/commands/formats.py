"""How problems are printed: for people, and for the tools that show them at their line."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hindsite.errors import Problem, printable
from hindsite.library import references, store
from hindsite.library.checking import Report
from hindsite.library.git import top_folder
from hindsite.postmortem import rules
from hindsite.postmortem.house import checking as house

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def placed(report: Report, root: Path, format_: str) -> Report:
    """The report with its paths as a format's readers take them; they come relative to `root`.

    People and editors start from the folder that the command runs in, forges from the top of the
    repository; JSON stays as it is.
    """
    if format_ == "json":
        return report
    top = Path.cwd() if format_ == "text" else top_folder(root) or root
    if top == root:
        return report
    moved = (replace(one, path=_from(top, root, one.path)) for one in report.problems)
    return replace(report, problems=tuple(moved))


def _from(top: Path, root: Path, path: str) -> str:
    """A path of `root` as seen from `top`; one that lies outside of `root` is whole already."""
    return path if Path(path).is_absolute() else Path(os.path.relpath(root / path, top)).as_posix()


def text(report: Report) -> str:
    """One problem a line."""
    return "\n".join(str(problem) for problem in report.problems)


def plain_json(report: Report) -> str:
    """A list of objects with the contract's keys."""
    return _dumped([problem.as_dict() for problem in report.problems])


def github(report: Report) -> str:
    """Workflow commands of GitHub Actions, one a line."""
    return "\n".join(annotation(problem) for problem in report.problems)


def annotation(problem: Problem) -> str:
    """A problem as a workflow command of GitHub Actions.

    The escapes are those of the workflow commands, so that no value of a file can end the command
    or begin another one.
    """
    place = f"file={_property(problem.path)},line={problem.line},col={problem.column}"
    title = _property(f"{problem.field} ({problem.rule})")
    return f"::{problem.level} {place},title={title}::{_data(problem.message)}"


def _data(value: str) -> str:
    return printable(value.replace("%", "%25"))


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report) -> str:
    """A code quality report of GitLab CI."""
    return _dumped(
        [
            {
                "description": printable(f"{problem.field}: {problem.message}"),
                "check_name": problem.rule,
                "fingerprint": fingerprint,
                "severity": "major" if problem.level == "error" else "minor",
                "location": {"path": problem.path, "lines": {"begin": problem.line}},
            }
            for problem, fingerprint in _with_fingerprints(report.problems)
        ]
    )


def sarif(report: Report) -> str:
    """A log in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS)."""
    known = (*store.RULES, *rules.RULES, *house.RULES, *references.RULES)
    every = {rule.id: rule for rule in known}
    broken = sorted({problem.rule for problem in report.problems})
    driver = {
        "name": "hindsite",
        "version": import_module("importlib.metadata").version("hindsite"),
        "rules": [
            {"id": name, "shortDescription": {"text": every[name].text if name in every else name}}
            for name in broken
        ],
    }
    results = [
        {
            "ruleId": problem.rule,
            "ruleIndex": broken.index(problem.rule),
            "level": problem.level,
            "message": {"text": printable(f"{problem.field}: {problem.message}")},
            "locations": [{"physicalLocation": _place(problem)}],
            "partialFingerprints": {"hindsite/v1": fingerprint},
        }
        for problem, fingerprint in _with_fingerprints(report.problems)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def _place(problem: Problem) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(problem.path, errors="surrogateescape")},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }


def _with_fingerprints(problems: Iterable[Problem]) -> Iterable[tuple[Problem, str]]:
    """Each problem with a name that stays when lines above it come and go; none comes twice."""
    seen: Counter[tuple[str, ...]] = Counter()
    for problem in problems:
        key = (problem.path, problem.rule, problem.field, problem.message)
        seen[key] += 1
        told = "\0".join((*key, str(seen[key])))
        yield problem, hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "github": github,
    "gitlab": gitlab,
    "json": plain_json,
    "sarif": sarif,
}
# What only people read is followed by a summary; the others are whole documents, even when empty.
LINES = ("text", "github")
