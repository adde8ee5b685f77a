from __future__ import annotations

from dataclasses import replace

from hindsite.insight.lookalikes import lookalikes, undeclared_recurrences
from hindsite.insight.similar import Similar
from tests.insight.knowing import record

NEW = record("2024-06-01 10:00", slug="new", causes=("deploy", "load"), services=("api",))
BOTH = record("2024-01-01 10:00", slug="both", causes=("deploy",), services=("api", "web"))
LATER_BOTH = record("2024-02-01 10:00", slug="later", causes=("load",), services=("api",))
CAUSE = record("2024-03-01 10:00", slug="cause", causes=("deploy",))
WORDS = record("2024-03-02 10:00", slug="words")
NAMED = record("2020-01-01 10:00", slug="named")
AFTER = record("2024-06-01 10:01", slug="after", causes=("deploy",), services=("api",))
STRANGE = record("2024-04-01 10:00", slug="strange")
OTHERS = (NEW, BOTH, LATER_BOTH, CAUSE, WORDS, NAMED, AFTER, STRANGE)


def test_the_nearest_come_first() -> None:
    """Named, then same cause and service, then rare words, then one of the two; nothing later."""
    of = replace(NEW, related=(NAMED.id,))
    found = lookalikes(of, OTHERS, [Similar(WORDS.id, ("regex", "cache"))], most=9)
    assert [one.incident for one in found] == [NAMED, LATER_BOTH, BOTH, WORDS, CAUSE]
    assert [one.declared for one in found] == [True, False, False, False, False]
    assert (found[2].causes, found[2].services) == (("deploy",), ("api",))
    assert found[3].words == ("regex", "cache")
    assert len(lookalikes(of, OTHERS, [])) == 3


def test_an_undeclared_recurrence() -> None:
    """Same cause and same service before: a question, unless the header judges one of them."""
    found = undeclared_recurrences(NEW, OTHERS)
    assert [one.incident for one in found] == [LATER_BOTH, BOTH]
    assert undeclared_recurrences(replace(NEW, recurrence_of=(BOTH.id,)), OTHERS) == ()
    assert undeclared_recurrences(replace(NEW, related=(LATER_BOTH.id,)), OTHERS) == ()
    assert undeclared_recurrences(BOTH, OTHERS) == ()


def test_days_without_a_time() -> None:
    """Where a time of day is unknown an earlier day is earlier, the same day is not."""
    day = record("2024-01-01", slug="day", causes=("deploy",), services=("api",))
    assert [one.incident for one in undeclared_recurrences(LATER_BOTH, [day])] == []
    assert [one.incident for one in undeclared_recurrences(NEW, [day])] == [day]
    assert undeclared_recurrences(BOTH, [day]) == ()
