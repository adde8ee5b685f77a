"""Names of time zones: which are accepted, and what an abbreviation may mean."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hindsite.postmortem.rule import RefusedError, nearest, shown

_NEW_YORK, _CHICAGO = "America/New_York", "America/Chicago"
_DENVER, _LOS_ANGELES = "America/Denver", "America/Los_Angeles"
_WEST, _MIDDLE, _EAST = "Europe/Lisbon", "Europe/Berlin", "Europe/Helsinki"

# An abbreviation names no rule for daylight saving and often several places: never guessed.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "PST": (_LOS_ANGELES, "Asia/Manila"),
    "PDT": (_LOS_ANGELES,),
    "PT": (_LOS_ANGELES,),
    "MST": (_DENVER, "America/Phoenix", "Asia/Kuala_Lumpur"),
    "MDT": (_DENVER,),
    "MT": (_DENVER,),
    "CST": (_CHICAGO, "Asia/Shanghai", "America/Havana"),
    "CDT": (_CHICAGO, "America/Havana"),
    "CT": (_CHICAGO,),
    "EST": (_NEW_YORK, "America/Panama", "Australia/Sydney"),
    "EDT": (_NEW_YORK,),
    "ET": (_NEW_YORK,),
    "AKST": ("America/Anchorage",),
    "AKDT": ("America/Anchorage",),
    "HST": ("Pacific/Honolulu",),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "NST": ("America/St_Johns",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "GMT": ("UTC", "Europe/London", "Africa/Abidjan"),
    "Z": ("UTC",),
    "ZULU": ("UTC",),
    "UCT": ("UTC",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "WET": (_WEST,),
    "WEST": (_WEST,),
    "CET": (_MIDDLE, "Europe/Paris", "Europe/Madrid"),
    "CEST": (_MIDDLE, "Europe/Paris", "Europe/Madrid"),
    "MET": (_MIDDLE, "Europe/Paris"),
    "EET": (_EAST, "Europe/Athens", "Europe/Kyiv"),
    "EEST": (_EAST, "Europe/Athens", "Europe/Kyiv"),
    "MSK": ("Europe/Moscow",),
    "SAST": ("Africa/Johannesburg",),
    "WAT": ("Africa/Lagos",),
    "EAT": ("Africa/Nairobi",),
    "GST": ("Asia/Dubai",),
    "PKT": ("Asia/Karachi",),
    "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    "PHT": ("Asia/Manila",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    "ACST": ("Australia/Darwin", "Australia/Adelaide"),
    "ACDT": ("Australia/Adelaide",),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    "NZST": ("Pacific/Auckland",),
    "NZDT": ("Pacific/Auckland",),
}

# Names with a slash that are no Area/City: `Etc/GMT+8` even means UTC−8.
_NO_AREAS = ("Etc/", "SystemV/", "posix/", "right/")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?", re.ASCII | re.IGNORECASE)


@cache
def zone_names() -> dict[str, str]:
    """The accepted names by their lower-case form: `UTC`, and every Area/City."""
    names = {
        name for name in available_timezones() if "/" in name and not name.startswith(_NO_AREAS)
    }
    return {name.lower(): name for name in sorted(names | {"UTC"})}


@cache
def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if zone_names().get(name.lower()) == name else None


def zone(name: str) -> ZoneInfo:
    """The time zone of this name; raises `RefusedError` saying which name was probably meant."""
    found = _zone(name) if len(name) < 50 else None
    if found is None:
        raise RefusedError(_refusal(name))
    return found


def candidates(abbreviation: str) -> str:
    """What an abbreviation may mean, as words, or an empty text when it is not known."""
    return " or ".join(ABBREVIATIONS.get(abbreviation.upper(), ()))


def _refusal(name: str) -> str:
    meant = candidates(name)
    if meant:
        return f"{shown(name)} is an abbreviation, which can mean several zones; write {meant}"
    expected = "expected UTC or an Area/City name such as Europe/Berlin"
    if _OFFSET.fullmatch(name):
        return f"{expected}, got the offset {shown(name)}; write the offset in each time instead"
    names = zone_names()
    exact = names.get(name.lower()[:50])
    if exact is None:
        bases = {known.rpartition("/")[2].lower(): known for known in names.values()}
        city = re.sub(r"[\s-]+", "_", name.strip().lower())
        exact = bases.get(city) or nearest(name, names.values())
    hint = f"; write {exact}" if exact else ""
    return f"{expected}, got {shown(name)}{hint}"
