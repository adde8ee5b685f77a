"""What tells of a person: addresses of mail and of machines, numbers of phones, cards, accounts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hindsite.postmortem.house.rule import Broken, Subject, house_rule
from hindsite.postmortem.house.settings import House
from hindsite.postmortem.rule import Place

_LABEL = r"[A-Za-z0-9\u00a1-\uffff-]"
_DOMAIN = rf"(?:{_LABEL}+\.)+[A-Za-z\u00a1-\uffff]{{2,}}"
# Domains that RFC 2606 and RFC 6761 keep for examples, names of machines, units of systemd and
# versions: what stands behind an "@" without being an address of mail.
_RESERVED = re.compile(
    r"(?:.+\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|local|internal"
    r"|automount|device|mount|path|scope|service|slice|socket|swap|target|timer"
    r"|alpha|beta|canary|cluster|corp|home|intranet|lan|latest|localdomain|main|master|next|prod"
    r"|production|rc|release|stable|staging|svc)"
    r"|v?[0-9]+\.[0-9]+.*"
)
# Words of which one, between hyphens or dots, makes an address that of a role.
_ROLE = re.compile(
    r"(?:.*[._-])?(?:abuse|admins?|alerts?|all|billing|bot|bounces?|build|ci|contact|daemon|deploy(?:er"
    r"|ment)?|everyone|feedback|git|group|hello|help|helpdesk|hostmaster|incidents?|info|infra|it"
    r"|jobs|legal|list|mailer|marketing|monitoring|no-?reply|noc|notifications?|office|on-?call|operations"
    r"|ops|orders|pager|platform|postmaster|press|privacy|root|sales|security|service|soc|sre|staff"
    r"|status|sudo|support|sys|system|team|teams|test|ubuntu|webmaster|ec2-user)[0-9]*(?:[._-].*)?"
)
_CARD_BEGINS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|6(?:011|5)")
# Resolvers that anyone may name.
_RESOLVERS = frozenset(
    {
        *("1.0.0.1", "1.1.1.1", "8.8.4.4", "8.8.8.8", "9.9.9.9", "149.112.112.112"),
        *("208.67.220.220", "208.67.222.222", "94.140.14.14", "94.140.15.15"),
        *("2001:4860:4860::8844", "2001:4860:4860::8888", "2606:4700:4700::1001"),
        *("2606:4700:4700::1111", "2620:fe::9", "2620:fe::fe"),
    }
)
# Versions have four parts, too: of small numbers, or with none at the end.
_VERSION = re.compile(r"(?:(?:[1-5]?[0-9]|6[0-3])(?:\.|$)){4}|.*\.0")


def _is_persons_mail(match: re.Match[str], house: House) -> bool:
    name, domain = match[0].lower().split("@")
    own = any(domain == one or domain.endswith(f".{one}") for one in house.domains)
    is_role = _ROLE.fullmatch(name.partition("+")[0]) is not None
    return not own and not is_role and _RESERVED.fullmatch(domain) is None


def _is_public_address(match: re.Match[str], house: House) -> bool:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return False
    if str(address) in _RESOLVERS or _VERSION.fullmatch(match[0]):
        return False
    networks = [ipaddress.ip_network(one) for one in house.networks]
    return address.is_global and not any(address in network for network in networks)


def _is_card(match: re.Match[str], _: House) -> bool:
    digits = re.sub("[^0-9]", "", match[0])
    return _CARD_BEGINS.match(digits) is not None and _luhn(digits) and len(set(digits)) > 3


def _luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits), 1))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _is_account(match: re.Match[str], _: House) -> bool:
    """Whether the check digits are those of ISO 13616."""
    text = match[0].replace(" ", "")
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _is_phone(match: re.Match[str], _: House) -> bool:
    digits = re.sub("[^0-9]", "", match[0])
    return 9 <= len(digits) <= 15 and not digits.endswith("0000")


# A digit is `d`, what parts groups of them a space, a capital `A`, anything else `_`.
_SHAPES = bytes(
    ord("d" if c in "0123456789" else " " if c in " -" else "A" if "A" <= c <= "Z" else "_")
    for c in map(chr, range(256))
)


_NUMBERS = (b"dddd dddd", b"dddd dddddd ", b"d" * 13, b"AAddAAAAdddd")


@lru_cache(maxsize=1)
def _may_hold_a_number(data: bytes) -> bool:
    """Whether digits stand in a row as long as a card's, or in groups as those of an account."""
    shapes = data.translate(_SHAPES)
    return any(shape in shapes for shape in _NUMBERS)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind: how it is named, what to write instead, and how it is found.

    `near` tells from the bytes of a file whether there may be any, at next to no cost.
    """

    name: str
    instead: str
    near: Callable[[bytes], object]
    pattern: re.Pattern[str]
    is_one: Callable[[re.Match[str], House], bool]


_KINDS = (
    _Kind(
        "a mail address",
        "name a role or a team",
        re.compile(rb"@(?:[A-Za-z0-9\x80-\xff-]+\.)+[A-Za-z\x80-\xff]{2}").search,
        re.compile(
            rf"(?:(?<![A-Za-z0-9._%+/@:-])|(?<=mailto:)|(?<=[^:/]/))[A-Za-z0-9._%+-]{{1,64}}@{_DOMAIN}"
            r"(?![A-Za-z0-9-])"
        ),
        _is_persons_mail,
    ),
    _Kind(
        "a public IP address",
        "say whose it is, or write one of 192.0.2.0/24",
        re.compile(rb"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]").search,
        re.compile(
            r"(?:(?<![A-Za-z0-9._/:-])|(?<=//))(?<!ersion )(?<!elease )(?<!ection )(?<!OID )"
            r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![A-Za-z0-9_-]|\.[0-9])",
            re.ASCII,
        ),
        _is_public_address,
    ),
    _Kind(
        "a public IP address",
        "say whose it is, or write one of 2001:db8::/32",
        # Those in use begin with 2 or 3 (RFC 4291).
        re.compile(rb":[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]").search,
        re.compile(
            r"(?<![A-Za-z0-9.:_/-])[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{3,35}(?![A-Za-z0-9_-]|\.[0-9])"
        ),
        _is_public_address,
    ),
    _Kind(
        "a phone number",
        "name the role that is called",
        re.compile(rb"\+[1-9](?:[0-9]{0,2}[ .(-]|[0-9]{8})").search,
        re.compile(
            r"(?<![A-Za-z0-9+])\+[1-9](?:[0-9]{8,14}|[0-9]{0,2}[ .(-]{1,2}(?:0\) ?)?"
            r"(?:[0-9]{2,5}[ .)-]{1,2}){1,4}[0-9]{2,8})(?![0-9])"
        ),
        _is_phone,
    ),
    _Kind(
        "a phone number",
        "name the role that is called",
        re.compile(rb"\([2-9][0-9]{2}\) ?[2-9]").search,
        re.compile(
            r"(?<![A-Za-z0-9])\([2-9][0-9]{2}\) ?[2-9][0-9]{2}[ .-][0-9]{4}(?![A-Za-z0-9-])"
        ),
        _is_phone,
    ),
    _Kind(
        "a card number",
        "leave it out",
        _may_hold_a_number,
        re.compile(
            r"(?<![A-Za-z0-9._-])(?:[0-9]{4}(?:[0-9]{12}|(?: [0-9]{4}){3}|(?:-[0-9]{4}){3})"
            r"|3[47][0-9]{2}(?:[0-9]{11}|[ -][0-9]{6}[ -][0-9]{5}))(?![A-Za-z0-9_-]|\.[0-9])"
        ),
        _is_card,
    ),
    _Kind(
        "an account number",
        "leave it out",
        _may_hold_a_number,
        re.compile(
            r"(?<![A-Za-z0-9_-])[A-Z]{2}[0-9]{2}(?:(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?"
            r"|[A-Z0-9]{11,30})(?![A-Za-z0-9_-])"
        ),
        _is_account,
    ),
)


@house_rule()
def personal_data(subject: Subject) -> Iterator[Broken]:
    """No mail address, public IP address, phone, card or account number stands in a file.

    Addresses kept for examples, private networks, roles such as `support@`, and the site's own
    domains and networks are fine. The message does not repeat what was found.
    """
    kinds = [kind for kind in _KINDS if kind.near(subject.data)]
    for number, line in enumerate(subject.source.split("\n") if kinds else (), 1):
        for kind in kinds:
            for match in kind.pattern.finditer(line):
                if kind.is_one(match, subject.house):
                    place = Place(number, match.start() + 1)
                    message = f"expected nothing that tells of a person, got {kind.name}"
                    yield subject.field_at(place), place, f"{message}; {kind.instead}"


def browser_kinds() -> dict[str, Any]:
    """The kinds that the form looks for as well, with what tells persons' addresses from others.

    Every pattern means the same as a regular expression of JavaScript.
    """
    names = {_is_persons_mail: "mail", _is_phone: "phone"}
    return {
        "kinds": [
            {
                "check": names[kind.is_one],
                "name": kind.name,
                "instead": kind.instead,
                "pattern": kind.pattern.pattern,
            }
            for kind in _KINDS
            if kind.is_one in names
        ],
        "reserved": _RESERVED.pattern,
        "role": _ROLE.pattern,
    }


RULES = (personal_data,)
