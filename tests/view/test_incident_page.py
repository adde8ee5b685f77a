from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from hindsite.insight.knowledge import Knowledge, gather
from hindsite.library.collection import load
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rendering import headings
from hindsite.postmortem.schema import Postmortem
from hindsite.view.incident_page import Forge, incident_view
from hindsite.view.incident_pairs import first_sentence
from hindsite.view.links import Links
from hindsite.view.models import ActionsPart, Chip, Fact, IncidentView, Link, Prose, RailPart
from hindsite.view.templates import render
from tests.insight.knowing import COMMIT, impact, knowing, record
from tests.library.trees import project, written
from tests.view.incidents import event

HERE = Links("../../")
HOSTILE = """"><img src=x onerror=alert(1)></title><script>alert(1)</script> {{ 7*7 }} {% raw %}"""


def page_of(one: Postmortem, knowledge: Knowledge, forge: Forge) -> IncidentView:
    """The page of an incident."""
    document = parse(one.body)
    return incident_view(one, document, headings(document), knowledge, HERE, forge)


def view(started: str = "2024-03-05 10:00", *ends: str, **changes: Any) -> IncidentView:
    """The page of one incident with these times."""
    one = record(started, *ends, **changes)
    return page_of(one, knowing(one), Forge())


def facts(shown: IncidentView) -> dict[str, Fact]:
    """The facts by label."""
    return {fact.label: fact for fact in shown.facts}


def pairs(shown: IncidentView) -> dict[str, tuple[str, tuple[object, ...]]]:
    """The pairs by label: their kind and values."""
    return {pair.label: (pair.kind, pair.values) for column in shown.pairs for pair in column}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("We rolled back.", "We rolled back"),
        ("We rolled back. Then it rained.", "We rolled back"),
        ("v1.2.3 was rolled back.", "v1.2.3 was rolled back"),
        ("A fault, e.g. the cache, was mended. Done.", "A fault, e.g. the cache, was mended"),
        ("Some of it, e.g. Redis, was restarted. Done.", "Some of it, e.g. Redis, was restarted"),
        ("Node No. 5 was drained. Done.", "Node No. 5 was drained"),
        ("Did it help? No. Then we slept.", "Did it help"),
        ("It helped (see Fig. 3). Then we slept.", "It helped (see Fig. 3)"),
        ('They said "stop." Then we slept.', 'They said "stop"'),
        ("Wait … no, wait... then it worked. Done.", "Wait … no, wait... then it worked"),
        ("Config at app.example.org was reverted! Done.", "Config at app.example.org was reverted"),
        ("no end at all", "no end at all"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would(text: str, sentence: str) -> None:
    """Not after a version, an abbreviation, a number's "No.", nor before a small letter."""
    assert first_sentence(text) == sentence


def test_a_long_sentence_is_cut_at_a_word() -> None:
    """A sentence without end is no longer than two lines."""
    cut = first_sentence("word " * 100)
    assert len(cut) <= 162
    assert cut.endswith("word …")


def test_facts_of_a_whole_record() -> None:
    """Each fact with what it rests on."""
    found = facts(
        view(
            "2024-03-05 10:00",
            "2024-03-05 14:00",
            detected="2024-03-05 10:10",
            mitigated="2024-03-05 12:00",
            impact=impact(users_percent=30.0, users=12_000, requests_failed=5, data_loss=False),
        )
    )
    assert {label: (fact.value, fact.note) for label, fact in found.items()} == {
        "Users affected for": ("2h 00m", "started to mitigated"),
        "Time to detect": ("10m", "by monitoring"),
        "Users affected": ("30%", "12,000 users"),
        "Full-outage equivalent": ("36m", "2h 00m × 30%"),
        "Data loss": ("none", "5 requests failed"),
    }


@pytest.mark.parametrize(
    ("changes", "label", "note"),
    [
        ({}, "Users affected for", "no end recorded"),
        ({"started": "2024-03-05"}, "Users affected for", "time of day not recorded"),
        ({"resolved": "2024-03-06"}, "Users affected for", "time of day not recorded"),
        (
            {"stated_durations": {"impact": 5400}},
            "Users affected for",
            "1h 30m as stated; no times",
        ),
        ({}, "Time to detect", "no time recorded"),
        (
            {"detected": "2024-03-05 10:10", "estimated": True},
            "Time to detect",
            "the start is not known",
        ),
        ({}, "Users affected", "not stated"),
        ({}, "Full-outage equivalent", "needs a share of users"),
        ({"impact": impact(users_percent=5.0)}, "Full-outage equivalent", "needs a length"),
        ({}, "Data loss", "not stated"),
    ],
)
def test_unknown_says_why(changes: dict[str, Any], label: str, note: str) -> None:
    """The word, muted, and the reason; never zero."""
    times = {"started": "2024-03-05 10:00", **changes}
    fact = facts(
        view(
            times.pop("started"), *([times.pop("resolved")] if "resolved" in times else []), **times
        )
    )[label]
    assert (fact.value, fact.unknown, fact.note) == ("unknown", True, note)


def test_an_estimated_start_makes_everything_at_least() -> None:
    """Lengths from the earliest known time are lower bounds, rounded down."""
    found = facts(
        view(
            "2024-03-05 10:00",
            "2024-03-05 11:29:50",
            estimated=True,
            impact=impact(users_percent=50.0),
        )
    )
    assert found["Users affected for"].value == "at least 1h 29m"
    assert found["Users affected for"].note == "earliest known time to resolved"
    assert found["Full-outage equivalent"].value == "at least 44m"


def test_zero_percent_is_known() -> None:
    """Nobody was affected: that is a share, and its equivalent is no time at all."""
    found = facts(view("2024-03-05 10:00", "2024-03-05 11:00", impact=impact(users_percent=0.0)))
    assert (found["Users affected"].value, found["Users affected"].unknown) == ("0%", False)
    assert found["Full-outage equivalent"].value == "0m"


def test_missing_pairs_are_said() -> None:
    """None recorded, or unknown, in the place where the value would stand."""
    found = pairs(view(detected_by="unknown"))
    assert found == {
        "Services": ("missing", ("none recorded",)),
        "Team": ("missing", ("none recorded",)),
        "Causes": ("missing", ("none recorded",)),
        "Detected by": ("missing", ("unknown",)),
        "Trigger": ("missing", ("unknown",)),
        "Ended by": ("missing", ("none recorded",)),
        "Error messages": ("missing", ("none recorded",)),
    }


def test_pairs_lead_on() -> None:
    """Services and causes are links, a cause with its count; own fields come last."""
    one = record(
        "2024-03-05 10:00",
        causes=("deploy",),
        services=("api",),
        teams=("a", "b"),
        trigger="load",
        extra={"change_ticket": "CHG-12", "on_call": True, "rooms": ["x", "y"]},
    )
    other = record("2024-01-01", causes=("deploy",))
    found = pairs(page_of(one, knowing(one, other), Forge()))
    assert found["Services"] == ("links", (Link("api", "../../services/api/"),))
    assert found["Causes"] == ("chips", (Chip("deploy", "../../causes/deploy/", 2),))
    assert found["Teams"] == ("words", ("a", "b"))
    assert found["Change ticket"] == ("words", ("CHG-12",))
    assert (found["On call"], found["Rooms"]) == (("words", ("yes",)), ("words", ("x", "y")))


BODY = f"""
## Summary

See [the other](2024-03-04-other.md#cause) and ![a graph](graph.png), not [that](gone.md).
{HOSTILE}

## Resolution

Version v1.2.3 was rolled back. Then people slept.

## Timeline

- 10:00 - Alert on `{{{{ $labels.instance }}}}`
- 10:30 - Mitigated

## Action items

- [x] Add a lock — type: prevent
- [ ] Write it down

## Lessons learned

List<String> and <region>.
"""


@pytest.fixture
def whole(tmp_path: Path) -> Knowledge:
    """Two postmortems from files, one of them hostile, with a picture beside."""
    made = project(
        tmp_path,
        {
            "2024-03-05-a.md": written(
                body=BODY,
                title=f"'{HOSTILE}'",
                signatures=f"['{HOSTILE}']",
                authors=f"['{HOSTILE}']",
                links="[{title: 'x\"><script>', url: 'https://example.org/?a=1&b=2'}]",
                resolved_at="2024-03-05 10:30",
            ),
            "2024-03-04-other.md": written("2024-03-04 10:00", "\n## Cause\n"),
            "graph.png": "",
        },
    )
    library = load(made)
    assert library.errors == ()
    return gather(library, COMMIT)


def shown(knowledge: Knowledge) -> IncidentView:
    """The hostile incident's page."""
    forge = Forge("https://forge.example.org/edit", "https://forge.example.org/log")
    return page_of(knowledge.by_id["2024-03-05-a"], knowledge, forge)


def test_the_body_keeps_its_order(whole: Knowledge) -> None:
    """Prose, rail and table stand where the author wrote them; the contents list the sections."""
    found = shown(whole)
    assert [type(part) for part in found.body] == [Prose, RailPart, Prose, ActionsPart, Prose]
    assert [entry.text for entry in found.toc] == [
        "Summary",
        "Resolution",
        "Timeline",
        "Action items",
        "Lessons learned",
    ]
    assert pairs(found)["Ended by"] == ("words", ("Version v1.2.3 was rolled back",))
    assert [act.link.href for act in found.acts][-1] == "../../incidents/2024-03-05-a.md"
    assert found.source == "postmortems/2024-03-05-a.md, commit 0123456"


def test_links_of_the_body_lead_to_pages(whole: Knowledge) -> None:
    """Another postmortem's file to its page, a picture to its copy; a broken link is text."""
    prose = next(part.html for part in shown(whole).body if isinstance(part, Prose))
    assert 'href="../../incidents/2024-03-04-other/#cause"' in prose
    assert 'src="../../files/graph.png"' in prose
    assert "gone.md" not in prose


class Elements(HTMLParser):
    """The elements and attributes of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def test_nothing_of_a_postmortem_becomes_markup(whole: Knowledge) -> None:
    """Titles, messages, names, links and text come out as written, escaped, on the whole page."""
    page = Elements(render("incident", view=shown(whole)))
    assert page.tags.count("script") == 0
    assert page.tags.count("img") == 1
    assert not any(name.startswith("on") for name in page.attributes)
    assert page.text.count("{{ 7*7 }} {% raw %}") >= 4
    for text in ("{{ $labels.instance }}", "List<String> and <region>."):
        assert text in page.text


def test_an_end_without_a_section_is_told_by_the_timeline() -> None:
    """The event at the moment of mitigation says what ended it."""
    moved = event("2024-03-05 10:30", text="Traffic **moved** away. People slept.")
    found = pairs(view(mitigated="2024-03-05 10:30", timeline=(event("2024-03-05 10:00"), moved)))
    assert found["Ended by"] == ("words", ("Traffic moved away",))
