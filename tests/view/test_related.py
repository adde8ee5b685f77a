from __future__ import annotations

from dataclasses import replace

from hindsite.insight.knowledge import Knowledge
from hindsite.insight.similar import Similar
from hindsite.view.links import Links
from hindsite.view.models import RelatedGroup
from hindsite.view.related import related_groups
from tests.insight.knowing import knowing, lasting

LINKS = Links("../../")


def groups(knowledge: Knowledge, id_: str) -> dict[str, list[str]]:
    """Labels with the last parts of the ids they list."""
    found = related_groups(knowledge.by_id[id_], knowledge, LINKS)
    return {
        group.label: [item.href.rstrip("/").rsplit("-", 1)[-1] for item in group.items]
        for group in found
    }


def group(knowledge: Knowledge, id_: str, label: str) -> RelatedGroup:
    """The group of this label."""
    (found,) = [
        one for one in related_groups(knowledge.by_id[id_], knowledge, LINKS) if one.label == label
    ]
    return found


def test_declared_links_are_shown_in_both_directions() -> None:
    """Who came before, who came back, whom one names and who names one."""
    knowledge = knowing(
        lasting(1, "2024-01-01", "a"),
        lasting(1, "2024-01-02", "b", recurrence_of=("2024-01-01-a",), related=("2024-01-04-d",)),
        lasting(1, "2024-01-03", "c", recurrence_of=("2024-01-02-b",)),
        lasting(1, "2024-01-04", "d"),
        lasting(1, "2024-01-05", "e", related=("2024-01-02-b",)),
    )
    assert groups(knowledge, "2024-01-02-b") == {
        "Recurrence of": ["a"],
        "Came back as": ["c"],
        "Named here": ["d"],
        "Named by": ["e"],
    }
    assert groups(knowledge, "2024-01-01-a") == {"Came back as": ["b"]}


def test_an_incident_is_named_once() -> None:
    """What is declared is not repeated for sharing a cause, nor for sharing a service."""
    shared = {"causes": ("x",), "services": ("s",)}
    knowledge = knowing(
        lasting(1, "2024-01-01", "a", **shared),
        lasting(
            1,
            "2024-01-02",
            "b",
            recurrence_of=("2024-01-01-a",),
            related=("2024-01-01-a",),
            **shared,
        ),
        lasting(1, "2024-01-03", "c", **shared),
        lasting(1, "2024-01-04", "d", services=("s",)),
    )
    assert groups(knowledge, "2024-01-02-b") == {
        "Recurrence of": ["a"],
        "Same cause": ["c"],
        "Same service": ["d"],
    }
    assert group(knowledge, "2024-01-02-b", "Same cause").others == "2 others"
    assert group(knowledge, "2024-01-02-b", "Same service").others == "3 others"


def test_the_rarest_cause_is_taken_and_the_newest_of_it() -> None:
    """Three of the same cause, two of the same service, newest first, the page's own left out."""
    knowledge = knowing(
        *(
            lasting(1, f"2024-01-{day:02}", f"n{day}", causes=("often", "rare"))
            for day in range(1, 6)
        ),
        *(lasting(1, f"2024-02-{day:02}", f"m{day}", causes=("often",)) for day in range(1, 6)),
        *(lasting(1, f"2024-03-{day:02}", f"s{day}", services=("api",)) for day in range(1, 6)),
        lasting(1, "2024-01-31", "own", causes=("often", "rare", "alone"), services=("api",)),
    )
    assert groups(knowledge, "2024-01-31-own") == {
        "Same cause": ["n5", "n4", "n3"],
        "Same service": ["s5", "s4"],
    }
    same = group(knowledge, "2024-01-31-own", "Same cause")
    assert same.others == "5 others"
    assert same.link is not None
    assert (same.link.text, same.link.href) == ("rare", "../../causes/rare/")


def test_a_draft_sees_the_others_and_none_sees_it() -> None:
    """A draft in the preview counts the incidents that share its cause; they do not count it."""
    knowledge = knowing(
        lasting(1, "2024-01-01", "a", causes=("x",)),
        lasting(1, "2024-01-02", "draft", causes=("x",), status="draft", related=("2024-01-01-a",)),
        lasting(1, "2024-01-03", "other", causes=("y",)),
    )
    assert groups(knowledge, "2024-01-01-a") == {}
    assert groups(knowledge, "2024-01-02-draft")["Named here"] == ["a"]
    assert group(knowledge, "2024-01-02-draft", "Same cause").others == "1 other"


def test_an_item_says_severity_day_and_duration() -> None:
    """Unknown is said; what begins at an estimated start is at least so long."""
    knowledge = knowing(
        lasting(90, "2024-01-01", "a", estimated=True),
        lasting(None, "2024-01-02", "b"),
        lasting(1, "2024-01-03", "c", related=("2024-01-01-a", "2024-01-02-b")),
    )
    notes = [item.note for item in group(knowledge, "2024-01-03-c", "Named here").items]
    assert notes == ["SEV2, 2024-01-01, at least 1h 30m", "SEV2, 2024-01-02, duration unknown"]


def test_of_many_that_name_an_incident_the_newest_are_shown() -> None:
    """An incident that hundreds name stays readable."""
    knowledge = knowing(
        lasting(1, "2023-01-01", "a"),
        *(
            lasting(1, f"2024-01-{day:02}", f"n{day}", recurrence_of=("2023-01-01-a",))
            for day in range(1, 9)
        ),
    )
    assert groups(knowledge, "2023-01-01-a") == {"Came back as": ["n8", "n7", "n6", "n5", "n4"]}


def test_shared_rare_words_come_last_and_say_which() -> None:
    """Not for an incident that is named already; the rarest words, and how many more."""
    knowledge = replace(
        knowing(
            lasting(1, "2024-01-01", "a", causes=("x",)),
            lasting(1, "2024-01-02", "b", causes=("x",)),
            lasting(1, "2024-01-03", "c"),
        ),
        similar={
            "2024-01-01-a": (
                Similar("2024-01-02-b", ("regex", "backtracking")),
                Similar("2024-01-03-c", ("leap", "second", "ntp", "clock", "utc")),
            )
        },
    )
    assert groups(knowledge, "2024-01-01-a") == {"Same cause": ["b"], "Shared rare words": ["c"]}
    (item,) = group(knowledge, "2024-01-01-a", "Shared rare words").items
    assert item.why == "shares the words leap, second, ntp, clock and 1 more"
