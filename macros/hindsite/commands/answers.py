"""What `hindsite new` is told: by its options, or at a terminal by a few questions."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from hindsite.errors import HindsiteError, printable
from hindsite.importers.draft import Draft, written
from hindsite.importers.outline import outline
from hindsite.postmortem import times
from hindsite.postmortem.reading import read
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.schema import MOMENTS
from hindsite.postmortem.vocabulary import Vocabulary

_NEAR = 0.7  # how alike a known word has to be to be offered, from 0 to 1
_OFFERED = 5


def words(known: Vocabulary) -> dict[str, dict[str, str]]:
    """The words of each vocabulary, with what they mean; empty where anything goes."""
    return {
        "severity": dict.fromkeys((*known.severities, "unknown"), ""),
        "services": dict.fromkeys(sorted(known.services or ()), ""),
        "causes": dict(known.causes.names) if known.causes else {},
        "trigger": dict(known.triggers.names) if known.triggers else {},
    }


@dataclass(frozen=True)
class Answers:
    """What the options give; at a terminal, what is asked for beside them."""

    given: dict[str, Any]
    known: Vocabulary
    zone: str
    interactive: bool

    def header(self) -> dict[str, object]:
        """The header of the draft; raises HindsiteError for what is missing, or no time."""
        self._check_given()
        found: dict[str, object] = {
            "title": self.given["title"] or self._ask("title", "Title, in one line"),
            "severity": self._severity(),
            "status": "draft",
        }
        found["started_at"] = self.given["started"] or self._ask(
            "started_at",
            f"Started, in {self.zone}",
            f"{datetime.now(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}",
        )
        for name in MOMENTS[1:]:
            found[name] = self.given[name.removesuffix("_at")]
        found["timezone"] = self.zone
        found["detected_by"] = self.given["detected_by"]
        found["services"] = self._several("services")
        found["teams"] = list(self.given["teams"])
        found["causes"] = self._several("causes")
        found["trigger"] = self.given["trigger"]
        found["impact"] = dict.fromkeys(("summary", "users_percent"))
        return found

    def _check_given(self) -> None:
        """Raise what is wrong with an option by its name, before anything is asked."""
        for option in ("title", *(name.removesuffix("_at") for name in MOMENTS)):
            value = self.given[option]
            if value is None:
                continue
            field = f"{option}_at" if f"{option}_at" in MOMENTS else option
            if reason := self._refusal(field, value):
                raise HindsiteError(f"--{option}: {reason}")
        needed = [name for name in ("title", "started") if self.given[name] is None]
        if needed and not self.interactive:
            flags = " and ".join(f"--{name}" for name in needed)
            raise HindsiteError(f"{flags} must be given: this is no terminal to ask at")

    def _refusal(self, field: str, value: str | list[str]) -> str | None:
        """Why the contract refuses a field's value, None if it does not."""
        day = "2000-01-01"
        header: dict[str, object] = {"title": "T", "severity": "unknown", "status": "draft"}
        if field in MOMENTS:
            try:
                day = times.read_time(str(value)).day.isoformat()
            except RefusedError as error:
                return str(error)
        header |= {"started_at": day, "timezone": self.zone, field: value}
        text = written(Draft(header, outline())).encode()
        _, problems = read(f"postmortems/{day}-t.md", text, self.known)
        wrong = (one for one in problems if one.level == "error" and one.field == field)
        return next((one.message for one in wrong), None)

    def _ask(self, field: str, what: str, default: str = "") -> str:
        """An answer that the contract takes; one that it does not is asked for again."""
        while True:
            answer: str = click.prompt(what, default=default, show_default=bool(default)).strip()
            reason = self._refusal(field, answer)
            if reason is None:
                return answer
            click.echo(printable(reason))

    def _severity(self) -> str:
        """The severity as the site writes it; unknown where nothing is said."""
        known, given = words(self.known)["severity"], self.given["severity"]
        if given is not None or not self.interactive:
            return next((one for one in known if one.lower() == str(given).lower()), given) or (
                "unknown"
            )
        answer: str = click.prompt(f"Severity ({', '.join(known)})", default="unknown").strip()
        return self._known("severity", answer) or "unknown"

    def _several(self, field: str) -> list[str]:
        """Words of a vocabulary, asked for one after another where none is given."""
        chosen = list(self.given[field])
        if chosen or not self.interactive:
            return chosen
        label = f"{field.capitalize()}, one or more with commas between, or nothing"
        answer: str = click.prompt(label, default="", show_default=False)
        found = (self._known(field, one.strip()) for one in answer.split(","))
        return list(dict.fromkeys(one for one in found if one))

    def _known(self, field: str, answer: str) -> str | None:
        """The answer as the vocabulary has it, asked for until it is known; None for nothing."""
        known = words(self.known)[field]
        while answer:
            word = next((one for one in known if one.lower() == answer.lower()), answer)
            if field == "causes" and self.known.causes is not None:
                word = self.known.causes.aliases.get(answer.lower(), word)
            reason = self._refusal(field, [word] if field != "severity" else word)
            if reason is None:
                return word
            hint = _hint(answer, known)
            told = f"{answer!r} is not known; {hint}" if known else reason
            click.echo(printable(told))
            answer = click.prompt("Instead, or nothing", default="", show_default=False).strip()
        return None


def _hint(answer: str, known: dict[str, str]) -> str:
    """The known words that were probably meant, else all of them."""
    wanted = answer.lower()
    plain = {word.lower(): word for word in known}
    near = [plain[one] for one in difflib.get_close_matches(wanted, plain, n=3, cutoff=_NEAR)]
    near += [
        word
        for word, name in known.items()
        if (wanted in word.lower() or wanted in name.lower()) and word not in near
    ]
    return (
        f"did you mean {', '.join(near[:_OFFERED])}?" if near else f"known are {', '.join(known)}"
    )
