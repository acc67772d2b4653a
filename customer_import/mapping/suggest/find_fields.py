"""Find the fields of the API that a person may mean by a word."""

from collections.abc import Sequence
from functools import cache

from customer_import.customer import ApiField
from customer_import.mapping.suggest.vocabulary import (
    Concept,
    folded,
    languages,
    phrases_of,
    vocabulary,
    words,
)


def fields_for(word: str, fields: Sequence[ApiField]) -> list[ApiField]:
    """Return the fields with a word in their name, type or meaning, or that lists call by it."""
    wanted = word.casefold()
    found = [f for f in fields if wanted in f"{f.path} {f.kind} {f.meaning}".casefold()]
    return found or _called(word, fields)


def _called(word: str, fields: Sequence[ApiField]) -> list[ApiField]:
    """Return the fields that have in their name what a word of any language means."""
    phrase = vocabulary("").get(folded(word))
    if phrase is None or not isinstance(phrase.sense, Concept):
        return []
    chains = _chains_of(phrase.sense)
    return [field for field in fields if any(chain in _chain(field.path) for chain in chains)]


@cache
def _chains_of(concept: Concept) -> frozenset[str]:
    phrases = (each for language in languages() for each in phrases_of(language))
    return frozenset(_chain(text.removesuffix("?")) for sense, text in phrases if sense == concept)


def _chain(text: str) -> str:
    return f" {' '.join(words(text))} "
