"""Hand-computed collections: `tests/cases/figures/*.yml`, each a project and what it comes to.

`postmortems` are headers by id, `figures` the rows that `hindsite stats` with these options gives
(the keys named), `excluded` for each metric the incidents without a value, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parents[1] / "cases" / "figures"


@dataclass(frozen=True)
class Case:
    """One collection with what is expected of it."""

    name: str
    severities: tuple[str, ...]
    postmortems: dict[str, dict[str, Any]]
    figures: dict[str, list[dict[str, Any]]]
    excluded: dict[str, dict[str, str]]

    def files(self) -> dict[str, str]:
        """The project's files by path."""
        options = {"severities": list(self.severities)} if self.severities else {}
        configuration = yaml.safe_dump({"plugins": [{"hindsite": options}]})
        return {"mkdocs.yml": configuration} | {
            f"postmortems/{id_}.md": _written(header) for id_, header in self.postmortems.items()
        }


def _written(header: dict[str, Any]) -> str:
    whole = {"title": "Something broke", "severity": "SEV2", "timezone": "UTC", **header}
    return f"---\n{yaml.safe_dump(whole, sort_keys=False)}---\n"


def cases() -> list[Case]:
    """Every case, every scalar of a header as it is written."""
    return [_read(file) for file in sorted(CASES.glob("*.yml"))]


def _read(file: Path) -> Case:
    text = file.read_text(encoding="utf-8")
    written = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists and maps
    meant = yaml.safe_load(text)
    return Case(
        name=file.stem,
        severities=tuple(written.get("severities", ())),
        postmortems=written["postmortems"],
        figures=meant["figures"],
        excluded=meant.get("excluded", {}),
    )
