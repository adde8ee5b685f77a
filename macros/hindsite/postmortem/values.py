"""What one value of the header must be: one rule, one function, whose docstring is the rule.

A function takes the text that was written and the site's vocabulary, and returns the value or
raises `RefusedError`. The decorator turns it into a type of a pydantic model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from pydantic import PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from hindsite.postmortem import times, zones
from hindsite.postmortem.rule import (
    RefusedError,
    Rule,
    docstring,
    nearest,
    shown,
    suggestion,
)
from hindsite.postmortem.schema import HOUSE_RULES, UNKNOWN
from hindsite.postmortem.vocabulary import Terms, Vocabulary

MAX_TITLE = 160
MAX_TEXT = 2_000
MAX_SLUG = 80
MAX_ITEMS = 100
LINK_SCHEMES = ("http", "https", "mailto")
SLUG_PATTERN = "[a-z0-9][a-z0-9-]*"
ID_PATTERN = f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-{SLUG_PATTERN}"

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SLUG = re.compile(SLUG_PATTERN)
_ID = re.compile(ID_PATTERN)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_COUNT = re.compile(r"[0-9]{1,15}")
_CURRENCY = re.compile(r"[A-Z]{3}")

Check = Callable[[str, Vocabulary], Any]
RULES: list[Rule] = []
CHECKS: dict[str, Check] = {}

TYPE = Rule("type", "A field holds a text, a list or a mapping, as its description says.")
LIST = Rule("list", f"A field for several values is a list of at most {MAX_ITEMS}.")
RULES += [TYPE, LIST]


def value_rule(identifier: str) -> Callable[[Check], PlainValidator]:
    """Register a check as a rule and make it a validator for pydantic's `Annotated` types."""

    def register(check: Check) -> PlainValidator:
        RULES.append(Rule(identifier, docstring(check)))
        CHECKS[identifier] = check

        def validate(value: object, info: ValidationInfo) -> object:
            if not isinstance(value, str):
                raise refused(TYPE.id, f"expected a text, got {kind(value)}; {_AS_TEXT}")
            try:
                return check(value, info.context or Vocabulary())
            except RefusedError as error:
                raise refused(identifier, str(error)) from None

        return PlainValidator(validate)

    return register


_AS_TEXT = "put it in quotes if it begins with a bracket or brace"


def refused(rule: str, message: str) -> PydanticCustomError:
    """A rule's refusal in the form that pydantic collects (braces in the message stay)."""
    return PydanticCustomError(rule, "{message}", {"message": message})


def kind(value: object) -> str:
    """What a value is, in words."""
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else f"the text {shown(value)}"


def listed(value: object) -> object:
    """A list as it is; anything else is refused with the way to write one."""
    if not isinstance(value, list):
        hint = f"write [{value}]" if isinstance(value, str) and len(value) <= 60 else "write [a, b]"
        raise refused(LIST.id, f"expected a list, got {kind(value)}; {hint}")
    if len(value) > MAX_ITEMS:
        raise refused(LIST.id, f"expected at most {MAX_ITEMS} items, got {len(value):,}")
    return value


def waivers(value: object) -> object:
    """A list as it is; anything else is refused with the way to write a waiver in one."""
    if not isinstance(value, list):
        hint = f"write [{_waiver_form(value)}]"
        raise refused(LIST.id, f"expected a list of waivers, got {kind(value)}; {hint}")
    return listed(value)


def waiver(value: object) -> object:
    """A mapping as it is; the name of a rule alone is refused with the way to write it."""
    if isinstance(value, dict):
        return value
    message = f"expected a rule with a reason, got {kind(value)}; write {_waiver_form(value)}"
    raise refused(TYPE.id, message)


def _waiver_form(value: object) -> str:
    name = value if isinstance(value, str) and value in HOUSE_RULES else "the-rule"
    return f'{{rule: {name}, reason: "why it does not hold here"}}'


def house_rule_name(value: object) -> str:
    """One of the house rules; others cannot be waived."""
    if not isinstance(value, str):
        raise refused(TYPE.id, f"expected a text, got {kind(value)}; {_AS_TEXT}")
    if value in HOUSE_RULES:
        return value
    near = nearest(value, HOUSE_RULES)
    hint = f"did you mean {near}?" if near else "remove it: other rules cannot be waived"
    names = f"{', '.join(HOUSE_RULES[:-1])} or {HOUSE_RULES[-1]}"
    raise refused(CHOICE.id, f"expected {names}, got {shown(value)}; {hint}")


def mapped(value: object) -> object:
    """A mapping as it is; anything else is refused."""
    if not isinstance(value, dict):
        message = f"expected `key: value` lines or {{key: value}}, got {kind(value)}"
        raise refused(TYPE.id, message)
    return value


def _check_text(text: str, longest: int) -> str:
    text = text.strip()
    found = _CONTROL.search(text)
    if found:
        raise RefusedError(
            f"expected plain text, got the character U+{ord(found[0]):04X}; remove it"
        )
    if not text:
        raise RefusedError(f"expected 1 to {longest:,} characters, got none; write or remove it")
    if len(text) > longest:
        raise RefusedError(f"expected 1 to {longest:,} characters, got {len(text):,}; shorten it")
    return text


def _one_line(text: str, longest: int) -> str:
    text = _check_text(text, longest)
    if "\n" in text:
        raise RefusedError(f"expected one line, got {text.count(chr(10)) + 1}; join them")
    return text


def _one_of(text: str, allowed: Iterable[str]) -> str:
    words = tuple(allowed)
    if text in words:
        return text
    near = nearest(text, words)
    hint = f"; did you mean {near}?" if near else ""
    raise RefusedError(f"expected {', '.join(words[:-1])} or {words[-1]}, got {shown(text)}{hint}")


@value_rule("title")
def title(text: str, _: Vocabulary) -> str:
    """A title is plain text on one line, 1 to 160 characters."""
    return _one_line(text, MAX_TITLE)


@value_rule("text")
def line(text: str, _: Vocabulary) -> str:
    """A name or sentence is plain text on one line, 1 to 2,000 characters."""
    return _one_line(text, MAX_TEXT)


@value_rule("reason")
def reason(text: str, _: Vocabulary) -> str:
    """A waiver's reason is one line with a word in it that says why."""
    if not any(a.isalpha() and b.isalpha() for a, b in pairwise(text)):
        got = shown(text.strip()) if text.strip() else "none"
        hint = "write why the rule does not hold here, or remove the waiver"
        raise RefusedError(f"expected a reason in words, got {got}; {hint}")
    return _one_line(text, MAX_TEXT)


@value_rule("signature")
def signature(text: str, _: Vocabulary) -> str:
    """A signature is the verbatim text of an error or alert, 1 to 2,000 characters."""
    return _check_text(text, MAX_TEXT)


@value_rule("severity")
def severity(text: str, vocabulary: Vocabulary) -> str:
    """A severity is one of the site's, in any case, or `unknown`."""
    spelling = {word.casefold(): word for word in (*vocabulary.severities, UNKNOWN)}
    found = spelling.get(text.strip().casefold())
    if found is None:
        words = ", ".join(vocabulary.severities)
        raise RefusedError(f"expected {words} or {UNKNOWN}, got {shown(text)}")
    return found


def choice(allowed: tuple[str, ...]) -> PlainValidator:
    """A validator for a field with fixed words."""

    def validate(value: object) -> str:
        if not isinstance(value, str):
            raise refused(TYPE.id, f"expected a text, got {kind(value)}; {_AS_TEXT}")
        try:
            return _one_of(value, allowed)
        except RefusedError as error:
            raise refused(CHOICE.id, str(error)) from None

    return PlainValidator(validate)


CHOICE = Rule("choice", "A field with fixed words holds one of them, spelled as documented.")
RULES.append(CHOICE)


@value_rule("boolean")
def boolean(text: str, _: Vocabulary) -> bool:
    """A yes-or-no field is `true` or `false`; nothing else is read as either."""
    return _one_of(text, ("true", "false")) == "true"


def number(text: str, _: Vocabulary) -> float:
    """A number, written with digits and at most one decimal point."""
    if not _NUMBER.fullmatch(text):
        raise RefusedError(f"expected a number such as 12.5, got {shown(text)}{_bare(text)}")
    return float(text) + 0.0  # −0 is 0


@value_rule("percent")
def percent(text: str, _: Vocabulary) -> float:
    """A share is a number from 0 to 100, without a percent sign."""
    if not _NUMBER.fullmatch(text) or not 0 <= float(text) <= 100:
        raise RefusedError(f"expected a number from 0 to 100, got {shown(text)}{_bare(text)}")
    return float(text) + 0.0


@value_rule("amount")
def amount(text: str, _: Vocabulary) -> float:
    """An amount of money is a number of 0 or more, without a currency sign or separators."""
    if not _NUMBER.fullmatch(text) or text.startswith("-"):
        raise RefusedError(f"expected a number, 0 or more, got {shown(text)}{_bare(text)}")
    return float(text)


@value_rule("count")
def count(text: str, _: Vocabulary) -> int:
    """A count is a whole number, 0 or more, in digits without separators."""
    if not _COUNT.fullmatch(text):
        raise RefusedError(f"expected a whole number, 0 or more, got {shown(text)}{_bare(text)}")
    return int(text)


def _bare(text: str) -> str:
    bare = re.sub(r"[\s,_%$€£'~+]", "", text)
    return f"; write {bare}" if _NUMBER.fullmatch(bare) and bare != text else ""


@value_rule("currency")
def currency(text: str, _: Vocabulary) -> str:
    """A currency is its three-letter code of ISO 4217 in capitals, such as `EUR`."""
    if not _CURRENCY.fullmatch(text):
        upper = text.strip().upper()
        hint = f"; write {upper}" if _CURRENCY.fullmatch(upper) else ""
        raise RefusedError(f"expected a three-letter code such as USD, got {shown(text)}{hint}")
    return text


@value_rule("time-written")
def moment(text: str, _: Vocabulary) -> times.WrittenTime:
    """A time is `YYYY-MM-DD HH:MM[:SS]`, then `Z`, an offset or nothing; or a date alone."""
    return times.read_time(text)


@value_rule("timezone")
def timezone(text: str, _: Vocabulary) -> str:
    """A time zone is `UTC` or an Area/City name of the IANA database, never an abbreviation."""
    return zones.zone(text).key


@value_rule("duration-written")
def duration(text: str, _: Vocabulary) -> int:
    """A stated duration is whole numbers with units, the largest first: `1d 5h 47m 10s`."""
    return times.read_duration(text)


def day(text: str, _: Vocabulary) -> date:
    """A date, written `YYYY-MM-DD`."""
    return times.read_date(text)


@value_rule("slug")
def slug(text: str, _: Vocabulary) -> str:
    """A slug is lower-case letters a to z, digits and hyphens, at most 80, and not `unknown`."""
    return _slug(text)


def _slug(text: str) -> str:
    if text == UNKNOWN:
        # The group of incidents without a value has this name.
        raise RefusedError("'unknown' is not a name; leave it out: what is missing is unknown")
    if len(text) <= MAX_SLUG and _SLUG.fullmatch(text):
        return text
    better = re.sub(r"[^a-z0-9]+", "-", text[:MAX_SLUG].lower()).strip("-")
    hint = f"; write {better}" if better else ""
    raise RefusedError(f"expected a slug (a-z, 0-9 and hyphens), got {shown(text)}{hint}")


@value_rule("service")
def service(text: str, vocabulary: Vocabulary) -> str:
    """A service is in the catalogue where the site has one."""
    known = vocabulary.services
    if known is None or text in known:
        return _slug(text)
    hint = suggestion(text, sorted(known))
    raise RefusedError(f"expected a service of the catalogue, got {shown(text)}; {hint}")


@value_rule("cause")
def cause(text: str, vocabulary: Vocabulary) -> str:
    """A cause is a slug of the taxonomy's causes, not of an area, and not an alias."""
    return _term(text, vocabulary.causes, "cause")


@value_rule("trigger")
def trigger(text: str, vocabulary: Vocabulary) -> str:
    """A trigger is a slug of the taxonomy's triggers, not an alias."""
    return _term(text, vocabulary.triggers, "trigger")


def _term(text: str, terms: Terms | None, what: str) -> str:
    if terms is None or text in terms.names:
        return _slug(text)
    if text in terms.aliases:
        meant = terms.aliases[text]
        raise RefusedError(f"{shown(text)} is an alias of {meant}; write {meant}")
    if text in terms.areas:
        within = ", ".join(terms.areas[text])
        raise RefusedError(f"{shown(text)} is an area; use one of its causes: {within}")
    by_word = {**{word: slug for slug, word in terms.names.items()}, **terms.aliases}
    near = nearest(text, terms.names) or by_word.get(nearest(text, by_word) or "")
    hint = f"did you mean {near}?" if near else suggestion("", terms.names)
    raise RefusedError(f"expected a {what} of the taxonomy, got {shown(text)}; {hint}")


@value_rule("incident-id")
def incident(text: str, _: Vocabulary) -> str:
    """An incident is named by its id, `YYYY-MM-DD-slug`: its file's name without `.md`."""
    if len(text) > 2 * MAX_SLUG or not _ID.fullmatch(text):
        raise RefusedError(f"expected an id such as 2023-06-04-web-outage, got {shown(text)}")
    times.read_date(text[:10])
    return text


@value_rule("address")
def address(text: str, _: Vocabulary) -> str:
    """A link's address begins with `https://`, `http://` or `mailto:` and has no spaces."""
    return check_address(text)


def check_address(text: str) -> str:
    """The address if it may be linked to; raises `RefusedError` otherwise."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in LINK_SCHEMES and bool(
            parts.path if parts.scheme == "mailto" else parts.hostname
        )
    except ValueError:
        usable = False
    if (
        not usable
        or len(text) > MAX_TEXT
        or not text.isprintable()
        or re.search(r"[\s<>\"\\]", text)
    ):
        raise RefusedError(
            f"expected an address that begins with https://, http:// or mailto:, got {shown(text)}"
        )
    return text


CHECKS["number"] = number
CHECKS["date"] = day
