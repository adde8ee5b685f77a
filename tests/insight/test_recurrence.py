from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.actions import ActionPlace
from hindsite.insight.causes import Gaps, gaps_by_cause
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.recurrence import (
    CauseHistory,
    Chain,
    Detection,
    Mitigation,
    Return,
    cause_histories,
    chains,
    mitigations,
    returns,
)
from tests.conftest import COSTLY
from tests.insight.knowing import action, knowing, lasting, record


def timed(day: str, detected: str | None, by: str = "monitoring", **changes: Any) -> Any:
    """A failed deploy at 10:00, mitigated at 11:00, noticed at a clock time by someone."""
    changes = {"causes": ("deploy",), **changes}
    return record(
        f"{day} 10:00",
        detected=f"{day} {detected}" if detected else None,
        mitigated=f"{day} 11:00",
        detected_by=by,
        **changes,
    )


HISTORY = knowing(
    timed("2024-01-01", "10:04", services=("api", "web")),
    timed("2024-01-11", "10:10", services=("web",)),
    timed("2024-01-31", None, "customer", services=("web",)),
    timed("2024-02-01", "10:30", "customer", causes=("load", "deploy")),
    timed("2024-03-01", "10:01", status="draft", services=("draft",)),
)


def test_a_cause_has_a_history() -> None:
    """How often, first and last, the gaps, the services it crossed, and how it was noticed."""
    deploy, load = cause_histories(HISTORY.tables, EVERYTHING)
    assert deploy == CauseHistory(
        cause="deploy",
        count=4,
        first=date(2024, 1, 1),
        last=date(2024, 2, 1),
        gaps=Gaps(3, 10, None, None, 1),
        services=(("web", 3), ("api", 1)),
        detections=(Detection("customer", 2, 1, 1800), Detection("monitoring", 2, 2, 420)),
    )
    assert (load.cause, load.count, load.gaps.count, load.services) == ("load", 1, 0, ())


def test_a_history_follows_the_filters() -> None:
    """Gaps are between the incidents that are meant, and only those are counted."""
    (found,) = cause_histories(HISTORY.tables, Filters(service=("web",), until=date(2024, 1, 31)))
    assert (found.count, found.gaps) == (3, Gaps(2, 15, None, None, 20))
    assert gaps_by_cause(HISTORY.tables)["deploy"].count == 3
    assert cause_histories(HISTORY.tables, Filters(year=("1999",))) == []


def test_mitigations_are_the_soonest_first() -> None:
    """Only incidents that were mitigated; a date alone is a mitigation of unknown length."""
    knowledge = knowing(
        record("2024-01-01 10:00", mitigated="2024-01-01 12:00", causes=("deploy",)),
        record("2024-01-02 10:00", mitigated="2024-01-02 10:30", causes=("deploy",)),
        record("2024-01-03 10:00", mitigated="2024-01-04", causes=("deploy",)),
        record("2024-01-05 10:00", "2024-01-05 12:00", causes=("deploy",)),
        record("2024-01-06 10:00", mitigated="2024-01-06 10:01", causes=("load",)),
    )
    assert mitigations(knowledge.tables, "deploy", EVERYTHING) == [
        Mitigation("2024-01-02-web", 1800),
        Mitigation("2024-01-01-web", 7200),
        Mitigation("2024-01-03-web", None),
    ]
    assert mitigations(knowledge.tables, "deploy", Filters(since=date(2024, 1, 3))) == [
        Mitigation("2024-01-03-web", None)
    ]


def test_recurrences_tie_incidents_to_chains() -> None:
    """Whole chains in order of days, the longest first; a fork is one chain, a draft ties none."""
    knowledge = knowing(
        lasting(1, "2024-01-01", "a"),
        lasting(1, "2024-02-01", "b", recurrence_of=("2024-01-01-a",), services=("api",)),
        lasting(1, "2024-03-01", "c", recurrence_of=("2024-02-01-b", "2024-01-01-a")),
        lasting(1, "2024-01-05", "p"),
        lasting(1, "2024-01-06", "q", recurrence_of=("2024-01-05-p",)),
        lasting(1, "2024-01-07", "alone", recurrence_of=("2024-01-08-draft",)),
        lasting(1, "2024-01-08", "draft", status="draft", recurrence_of=("2024-01-05-p",)),
    )
    long, short = chains(knowledge.tables, EVERYTHING)
    assert long == Chain(
        ("2024-01-01-a", "2024-02-01-b", "2024-03-01-c"),
        (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)),
        (
            ("2024-02-01-b", "2024-01-01-a"),
            ("2024-03-01-c", "2024-01-01-a"),
            ("2024-03-01-c", "2024-02-01-b"),
        ),
    )
    assert short.incident_ids == ("2024-01-05-p", "2024-01-06-q")
    assert chains(knowledge.tables, Filters(service=("api",))) == [long]


def test_what_was_promised_is_told_when_the_cause_comes_back() -> None:
    """Preventive items of earlier days by their state; the newest return first."""
    first, second = "2024-01-01-web", "2024-02-01-web"
    knowledge = knowing(
        lasting(
            1,
            "2024-01-01",
            causes=("deploy",),
            actions=(
                action("open", "prevent"),
                action("done", "prevent"),
                action("open", "detect"),
                action(None, "prevent"),
                action("dropped", "prevent"),
                action("done", None),
            ),
        ),
        lasting(1, "2024-02-01", causes=("deploy",), actions=(action("in-progress", "prevent"),)),
        lasting(1, "2024-02-11", causes=("deploy",), actions=(action("open", "prevent"),)),
        lasting(1, "2024-01-15", causes=("load",), actions=(action("open", "prevent"),)),
    )
    late = Return(
        "2024-02-11-web",
        date(2024, 2, 11),
        second,
        10,
        unfinished=(ActionPlace(first, 0), ActionPlace(second, 0)),
        done=(ActionPlace(first, 1),),
        dropped=(ActionPlace(first, 4),),
        unknown=(ActionPlace(first, 3),),
    )
    early = Return(
        second,
        date(2024, 2, 1),
        first,
        31,
        unfinished=(ActionPlace(first, 0),),
        done=(ActionPlace(first, 1),),
        dropped=(ActionPlace(first, 4),),
        unknown=(ActionPlace(first, 3),),
    )
    assert returns(knowledge.tables, "deploy", EVERYTHING) == [late, early]
    assert returns(knowledge.tables, "deploy", EVERYTHING, limit=1) == [late]
    assert returns(knowledge.tables, "load", EVERYTHING) == []
    assert returns(knowledge.tables, "deploy", Filters(since=date(2024, 2, 11))) == [late]


def test_a_promise_of_the_same_day_is_not_held_against_anyone() -> None:
    """Twice on one day is a return after 0 days, of the later start, without promises."""
    knowledge = knowing(
        record("2024-01-01 15:00", slug="a", causes=("deploy",)),
        record(
            "2024-01-01 09:00",
            slug="b",
            causes=("deploy",),
            actions=(action("open", "prevent"),),
        ),
    )
    (found,) = returns(knowledge.tables, "deploy", EVERYTHING)
    assert (found.incident_id, found.previous_id, found.days, found.unfinished) == (
        "2024-01-01-a",
        "2024-01-01-b",
        0,
        (),
    )


_Made = Sequence[tuple[int, str | None]]


def promising(made: _Made) -> Knowledge:
    """Deploys on days of January, each with one preventive item in a state."""
    return knowing(
        *(
            lasting(
                1,
                f"2024-01-{day:02}",
                f"n{n}",
                causes=("deploy",),
                actions=(action(state, "prevent"),),  # type: ignore[arg-type]
            )
            for n, (day, state) in enumerate(made)
        )
    )


@COSTLY
@given(
    st.lists(
        st.tuples(
            st.integers(1, 31), st.sampled_from([None, "open", "in-progress", "done", "dropped"])
        ),
        max_size=10,
    )
)
def test_every_return_lists_every_earlier_promise(made: _Made) -> None:
    """As many returns as gaps; each lists one promise for each incident of an earlier day."""
    knowledge = promising(made)
    found = returns(knowledge.tables, "deploy", EVERYTHING)
    gaps = gaps_by_cause(knowledge.tables).get("deploy")
    assert len(found) == (gaps.count if gaps else 0)
    for one in found:
        listed = (*one.unfinished, *one.done, *one.dropped, *one.unknown)
        assert len(set(listed)) == len(listed) == sum(day < one.day.day for day, _ in made)


@COSTLY
@given(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=14))
def test_chains_part_the_incidents(pairs: set[tuple[int, int]]) -> None:
    """Each tied incident is in one chain; both ends of a link are in the same."""
    ids = [f"2024-01-{n + 1:02}-web" for n in range(12)]
    links = {(ids[max(a, b)], ids[min(a, b)]) for a, b in pairs if a != b}
    knowledge = knowing(
        *(
            lasting(
                1,
                one[:10],
                recurrence_of=tuple(earlier for later, earlier in sorted(links) if later == one),
            )
            for one in ids
        )
    )
    found = chains(knowledge.tables, EVERYTHING)
    listed = [one for chain in found for one in chain.incident_ids]
    assert sorted(listed) == sorted({one for link in links for one in link})
    assert sorted(link for chain in found for link in chain.links) == sorted(links)
    assert all(set(link) <= set(chain.incident_ids) for chain in found for link in chain.links)
    lengths = [len(chain.incident_ids) for chain in found]
    assert lengths == sorted(lengths, reverse=True)
