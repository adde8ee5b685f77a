"""What the labels and headings of other people's postmortems mean: a field, or a section."""

from __future__ import annotations

import re

from hindsite.postmortem.schema import SectionName
from hindsite.postmortem.sections import HEADINGS

# What a label's value is read as; `span` is a start and perhaps an end, or a length of time.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "incident title", "incident name"),
    "severity": ("severity", "sev", "priority", "incident severity", "severity level", "sev level"),
    "started_at": (
        *("start", "started", "started at", "start time", "start date", "start date/time"),
        *("incident start", "outage start", "incident started", "time started", "impact start"),
        *("incident date", "date of incident", "incident date & time", "date", "day", "when"),
        *("start_time", "date/time", "date and time", "incident start time"),
        *("outage began", "time"),
    ),
    "detected_at": ("detected", "detected at", "detection time", "time detected", "detected on"),
    "acknowledged_at": ("acknowledged", "acknowledged at", "acknowledgement time"),
    "mitigated_at": ("mitigated", "mitigated at", "mitigation time", "impact end", "recovered at"),
    "resolved_at": (
        *("resolved", "resolved at", "resolution time", "end", "ended", "end time", "end date"),
        *("end date/time", "incident end", "outage end", "time resolved", "restored", "end_time"),
        *("incident end time", "incident ended", "outage ended", "incident resolved"),
    ),
    "span": (
        *("duration", "incident duration", "outage duration", "total duration", "downtime"),
        *("length", "time of incident", "outage window", "incident window", "total downtime"),
    ),
    "timezone": ("timezone", "time zone", "tz"),
    "authors": (
        *("author", "authors", "author(s)", "written by", "by", "postmortem author"),
        "prepared by",
    ),
    "services": (
        *("service", "services", "service(s)", "affected services", "affected service"),
        *("services affected", "affected service(s)", "affected systems", "systems affected"),
        *("component", "components", "affected components", "product", "impacted services"),
    ),
    "teams": ("team", "teams", "team(s)", "responsible team", "owning team"),
    "detected_by": (
        *("detected by", "detection method", "how detected", "incident detected by"),
        *("reported by", "reporter"),
    ),
    "stated.detect": ("time to detect", "time to detection", "ttd", "mttd"),
    "stated.acknowledge": ("time to acknowledge", "tta", "mtta"),
    "stated.mitigate": ("time to mitigate", "time to mitigation", "ttm", "mttm"),
    "stated.resolve": (
        *("time to resolve", "time to resolution", "time to recover", "time to recovery"),
        *("time to restore", "ttr", "mttr"),
    ),
    "trigger": ("trigger", "triggers", "trigger(s)", "triggered by"),
    "causes": ("cause category", "root cause category", "cause", "category", "categories"),
    "tags": ("tag", "tags", "label", "labels", "keywords"),
    "status": ("status", "state", "report status", "postmortem status"),
    "impact.users": ("users affected", "affected users", "customers affected", "accounts affected"),
}
DETECTORS: dict[str, str] = {
    **dict.fromkeys(("monitoring", "alert", "alerts", "alerting", "alerting system"), "monitoring"),
    **dict.fromkeys(("automated monitoring", "automated alert", "automated alerts"), "monitoring"),
    **dict.fromkeys(("staff", "employee", "employees", "engineer", "engineers"), "staff"),
    **dict.fromkeys(("customer", "customers", "user", "users", "user-reported"), "customer"),
    **dict.fromkeys(("customer report", "customer reports", "user reports"), "customer"),
    **dict.fromkeys(("third-party", "third party", "vendor", "supplier"), "third-party"),
}
# Beside the contract's own headings; several may stand for one section.
SECTIONS: dict[SectionName, tuple[str, ...]] = {
    "summary": (
        *("incident summary", "executive summary", "outage summary", "postmortem summary"),
        *("outage description", "incident description", "description", "incident overview"),
    ),
    "impact": (
        *("user impact", "business impact", "end user impact", "impact assessment"),
        *("summary of impact", "impacts", "customers affected", "user facing impact"),
        *("impact on customers", "impact on users", "affected users", "users affected"),
    ),
    "timeline": (
        *("incident timeline", "timeline of events", "timeline of the incident", "chronology"),
        *("chain of events", "sequence of events", "detailed timeline", "event timeline"),
        *("timeline (detailed)", "timelines", "event log", "incident log", "log of events"),
    ),
    "causes": (
        *("cause", "root cause(s)", "root-cause", "root cause analysis", "root causes analysis"),
        *("rca", "contributing factor", "contributing factor(s)", "contributing causes"),
        *("contributing conditions", "contributing conditions analysis", "what caused it"),
        *("what caused the incident", "root cause and mitigation", "blameless root cause"),
        *("root cause and trigger", "root causes and trigger"),
        *("cause of the incident", "cause and resolution"),
    ),
    "resolution": (
        *("mitigation & resolution", "mitigation and resolution", "resolution and recovery"),
        *("resolution & recovery", "fix", "the fix", "how it was fixed", "remediation"),
    ),
    "detection": ("how was it detected", "how it was detected", "incident detection"),
    "actions": (
        *("action items & followups", "action items and follow-ups", "action items and followups"),
        *("follow up", "follow-up", "follow ups", "followups", "follow-up actions"),
        *("follow up actions", "follow-up tasks", "follow-up items", "next steps", "to do", "todo"),
        "follow up items",
        *("remediation items", "remediations", "recommendations", "action plan", "action item"),
        *("preventive measures", "preventative measures", "prevention", "corrective measures"),
        *("corrective and preventive measures", "corrective and preventive actions", "action"),
        *("corrective and preventative actions", "tasks to address", "future actions"),
    ),
    "lessons": (
        *("lessons learnt", "lesson learned", "learnings", "what we learned", "what went badly"),
        *("what did we learn", "what didn't go so well", "what didn't go well", "how'd we do"),
        *("what could have gone better", "what could be improved", "where did we get lucky"),
        *("what did not go well", "what went poorly", "retrospective", "how did we do"),
    ),
}
# The heading that stands for each section where the source has another.
HEADING: dict[SectionName, str] = {name: words[0] for name, words in HEADINGS.items()} | {
    "causes": "Contributing factors",
    "lessons": "Lessons learned",
}
_FIELD_OF = {word: field for field, words in FIELDS.items() for word in words}
_SECTION_OF: dict[str, SectionName] = {
    " ".join(word.casefold().split()): name
    for table in (SECTIONS, HEADINGS)
    for name, words in table.items()
    for word in words
}
_OWN = {word.casefold(): name for name, words in HEADINGS.items() for word in words}
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,4}\.)\s+")


def plain(label: str) -> str:
    """A label to look up: without marks, a number before it, and the colon behind it."""
    label = re.sub(r"[*_`#]", "", label).replace("’", "'")
    # What is no word before it, as an emoji, says nothing; the number comes behind it.
    label = _NUMBER.sub("", re.sub(r"^[^\w(\[]+", "", label.strip()))
    label = re.sub(r"[^\w)\]?!.:-]+$", "", label)
    return " ".join(label.casefold().split()).strip(" :?!.–—-")


def field(label: str) -> str | None:
    """The field a label is for, or None."""
    word = plain(label)
    return _FIELD_OF.get(word) or _FIELD_OF.get(_ASIDE.sub("", word))


def section(heading: str) -> SectionName | None:
    """The section a heading is for, or None; what it adds in brackets does not count."""
    word = plain(heading)
    return _SECTION_OF.get(word) or _SECTION_OF.get(_ASIDE.sub("", word))


def is_contract(heading: str) -> bool:
    """Whether the contract itself knows the heading as it stands."""
    return " ".join(heading.casefold().split()).rstrip(":. ") in _OWN
