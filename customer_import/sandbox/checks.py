"""Is a value what the API takes? Names, types and nesting as the vendor's page has them.

A null is always taken: it stands for no value.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from customer_import.sandbox.answers import Problem

Check = Callable[[str, Any], Iterator[Problem]]
"""Given a field's name and value, what is wrong with it."""

MOST_INTEGER = 2**31
MOST_NUMBER = 1e28
"""About the most a .NET decimal holds; also refuses what is not finite."""
SURROGATE = re.compile("[\ud800-\udfff]")
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def text(name: str, value: Any) -> Iterator[Problem]:
    """Text that is Unicode."""
    if not isinstance(value, str):
        yield Problem(name, f"{name} must be text.")
    elif SURROGATE.search(value):
        yield Problem(name, f"{name} is not valid Unicode.")


def integer(name: str, value: Any) -> Iterator[Problem]:
    """A 32-bit integer."""
    if type(value) is not int or not -MOST_INTEGER <= value < MOST_INTEGER:
        yield Problem(name, f"{name} must be an integer.")


def number(name: str, value: Any) -> Iterator[Problem]:
    """A number."""
    if type(value) not in {int, float} or not abs(value) < MOST_NUMBER:
        yield Problem(name, f"{name} must be a number.")


def boolean(name: str, value: Any) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(name, f"{name} must be true or false.")


def date(name: str, value: Any) -> Iterator[Problem]:
    """A date, or date and time, in ISO 8601."""
    if not isinstance(value, str) or not ISO.fullmatch(value) or not _exists(value):
        yield Problem(name, f"{name} must be an ISO date, such as 2021-03-04.")


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def anything(*_given: Any) -> Iterator[Problem]:
    """What the server sets itself, so that nothing sent counts."""
    yield from ()


def one_of(known: Collection[str]) -> Check:
    """Text that already exists as a type at the vendor."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        yield from text(name, value)
        if isinstance(value, str) and value not in known:
            yield Problem(name, f"{name} '{value}' does not exist.")

    return check


def each(check_item: Check) -> Check:
    """A list of what the check takes."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(name, f"{name} must be a list.")
            return
        for item in value:
            yield from check_item(name, item)

    return check


def an_object(spec: Mapping[str, Check]) -> Check:
    """An object with no other fields than those named."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(name, f"{name or 'A record'} must be an object.")
            return
        for field, item in value.items():
            check_field = spec.get(field)
            if check_field is None:
                yield Problem(field, f"{field} is not a field of the API.")
            elif item is not None:
                yield from check_field(field, item)

    return check
