"""The arguments of a call: which names there are, which values are allowed."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable

from hindsite.errors import HindsiteError
from hindsite.insight.filters import FILTER_NAMES

MOST_ROWS = 500


class MacroError(HindsiteError):
    """A wrong argument of a macro; the text says what is allowed."""


def public(macro: Callable[..., str]) -> inspect.Signature:
    """A macro's signature as pages call it: without the desk, which they never give."""
    signature = inspect.signature(macro)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def shape(macro: Callable[..., str]) -> str:
    """How a macro is called: `timeline(id)`."""
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in public(macro).parameters.values()
    ]
    return f"{macro.__name__}{inspect.Signature(plain)}"


def check_call(
    macro: Callable[..., str], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    """Refuse a call that leaves out an argument, or names one that does not exist."""
    parameters = public(macro)
    try:
        parameters.bind(*args, **kwargs)
    except TypeError as error:
        raise MacroError(f"{error}; it is called as {shape(macro)}") from None
    if not any(one.kind is one.VAR_KEYWORD for one in parameters.parameters.values()):
        return
    named = tuple(parameters.parameters)[:-1]
    for name in kwargs:
        if name not in (*named, *FILTER_NAMES):
            raise MacroError(_unknown_argument(name, named))


def _unknown_argument(name: str, named: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, (*named, *FILTER_NAMES), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    own = f"{', '.join(named)}, and the filters " if named else "the filters "
    return f"there is no argument {name!r}; {hint}Allowed are {own}{', '.join(FILTER_NAMES)}"


def one_of(name: str, value: object, allowed: Iterable[str]) -> str:
    """A word that is allowed; raises MacroError naming those that are."""
    words = tuple(allowed)
    if isinstance(value, str) and value in words:
        return value
    near = difflib.get_close_matches(str(value), words, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise MacroError(f"{name} {value!r} is not known; {hint}Allowed are {', '.join(words)}")


def some_of(name: str, value: object, allowed: Iterable[str]) -> tuple[str, ...]:
    """Several such words: a list, one alone, or None for none."""
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else (value,)
    words = tuple(allowed)
    return tuple(one_of(name, item, words) for item in items)


def row_limit(value: object) -> int:
    """How many rows at most, 1 to 500; None is 500."""
    if value is None:
        return MOST_ROWS
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_ROWS:
        raise MacroError(f"limit must be a whole number from 1 to {MOST_ROWS}, got {value!r}")
    return value


def flag(name: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise MacroError(f"{name} must be true or false, got {value!r}")
    return value


def text_of(name: str, value: object, expected: str) -> str:
    """A text that is not blank; `expected` tells what it should say."""
    if not isinstance(value, str) or not value.strip():
        raise MacroError(f"{name} must be {expected}, got {value!r}")
    return value
