"""What the form knows of the house rules: which are on, and the tables that they look things up in.

Of personal data the browser looks for mail addresses and phone numbers alone; the file is checked
again where it is sent to.
"""

from __future__ import annotations

from typing import Any

from hindsite.postmortem.house import personal, secret, wording
from hindsite.postmortem.house.settings import House, Need


def house_data(house: House) -> dict[str, Any]:
    """The house rules of a site; patterns are regular expressions of JavaScript, too."""
    return {
        "levels": dict(house.levels),
        "sections": [_need(need) for need in house.sections],
        "fields": [_need(need) for need in house.fields],
        "prevented": [_need(need) for need in house.prevented],
        "before_s": house.before_s,
        "after_s": house.after_s,
        "names": wording.NAMES,
        "phrases": [
            {"pattern": phrase.pattern, "instead": phrase.instead}
            for phrase in wording.phrases(house.phrases)
        ],
        "accepted": list(house.accepted),
        "secrets": [
            {"name": kind.name, "near": list(kind.near), "pattern": kind.pattern.pattern}
            for kind in secret.listed().kinds
        ],
        "personal": {**personal.browser_kinds(), "domains": list(house.domains)},
        "made_up": secret.listed().made_up.pattern,
    }


def _need(need: Need) -> dict[str, list[str]]:
    return {
        "severities": sorted(need.severities),
        "statuses": sorted(need.statuses),
        "names": list(need.names),
    }
