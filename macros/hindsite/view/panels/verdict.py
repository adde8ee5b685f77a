"""What a comparison comes to, in words."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.insight.comparison import Comparison, Hinge
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.statistics import SIGNIFICANCE, SMALLEST_FOR_MEDIAN
from hindsite.view import words
from hindsite.view.links import Links
from hindsite.view.models import Link
from hindsite.view.panels.evidence import incident_link

HEADLINES: dict[str, str] = {
    "too few": "too few values to compare",
    "cannot be told from noise": "the difference cannot be told from noise",
    "unlikely to be chance": "the difference is unlikely to be chance",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding: a `headline`, then sentences. `hinge` is the incident it hangs on, if any.

    `hinge_text` follows the incident's link.
    """

    headline: str
    sentences: tuple[str, ...]
    hinge: Link | None = None
    hinge_text: str = ""


def verdict_of(
    result: Comparison, names: tuple[str, str], knowledge: Knowledge, links_: Links
) -> Verdict:
    """A comparison in words; `names` are the groups'."""
    hinge = result.hinge
    return Verdict(
        _headline(result),
        tuple(_sentences(result, names)),
        incident_link(knowledge, links_, hinge.incident_id) if hinge else None,
        _hinge_text(hinge) if hinge else "",
    )


def _headline(result: Comparison) -> str:
    if result.p is None:
        return HEADLINES[result.verdict]
    return f"{HEADLINES[result.verdict]} ({p_words(result.p)})"


def _sentences(result: Comparison, names: tuple[str, str]) -> list[str]:
    said = []
    if result.p is None:
        said.append(f"A comparison needs {SMALLEST_FOR_MEDIAN} known values in each group.")
    else:
        said.append(_medians(result, names))
        said.append(_pairs(result))
        said.append(_chance(result))
    if result.shared:
        some = words.plural(len(result.shared), "incident")
        are = "is" if len(result.shared) == 1 else "are"
        said.append(f"{some} that both groups mean {are} in neither.")
    return said


def _medians(result: Comparison, names: tuple[str, str]) -> str:
    if not result.difference:
        return "The medians are equal."
    longer = names[0] if result.difference > 0 else names[1]
    return f"The median is {words.duration(abs(result.difference))} longer for {longer}."


def _pairs(result: Comparison) -> str:
    share = words.percent(round(100 * (result.longer or 0), 1))
    return (
        f"In {share} of all pairs the first group's incident took longer, an equal pair counting "
        "half."
    )


def _chance(result: Comparison) -> str:
    p = result.p or 0
    often = "less often than once in a thousand times" if p < 0.001 else f"{_of_hundred(p)}"
    judged = "" if p <= SIGNIFICANCE else ", so it cannot be told from noise"
    return f"Chance alone would set such groups at least so far apart {often}{judged}."


def _of_hundred(p: float) -> str:
    return f"{words.percent(round(100 * p, 1))} of the time"


def _hinge_text(hinge: Hinge) -> str:
    return f"decides it: without this incident of the {hinge.side} group {p_words(hinge.p)}."


def p_words(p: float) -> str:
    """Write a probability with two digits that count: "p = 0.31", "p = 0.0042", "p < 0.0001"."""
    if p < 0.0001:
        return "p < 0.0001"
    return f"p = {p:.2g}" if p < 0.995 else "p = 1"
