import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.transforms import TRANSFORMS

EXAMPLE = re.compile(r"`([^`]+)` becomes `([^`]+)`")
DOCUMENTED = [
    (name, *found.groups())
    for name, transform in TRANSFORMS.items()
    if (found := EXAMPLE.search(transform.__doc__ or ""))
]


@pytest.mark.parametrize(("name", "before", "after"), DOCUMENTED)
def test_a_transform_does_what_its_entry_says(name: str, before: str, after: str) -> None:
    """The example in the mapping reference is true."""
    assert TRANSFORMS[name](before) == after


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("collapse", " a\u00a0 b\r\n\tc ", "a b c"),
        ("digits", "n/a ٣", ""),
        ("title", "JEAN-luc o’brien 3RD", "Jean-Luc O’Brien 3Rd"),
        ("upper", "straße", "STRASSE"),
        ("unaccent", "Çağrı Ångström, 10 m²", "Cagrı Angstrom, 10 m²"),
        ("first_last", "Lee, Ann", "Ann Lee"),
        ("first_last", "van der Berg, Jan Willem", "Jan Willem van der Berg"),
        ("first_last", "Ann Lee", "Ann Lee"),
        ("first_last", "Acme,", "Acme"),
        ("unescape", "M&uuml;ller &amp; Co", "Müller & Co"),
        ("unescape", "Dr&amp;auml;xl", "Dräxl"),
        ("unescape", "=?utf-8?q?K=C3=B6ln?=", "Köln"),
        ("unescape", "=?iso-8859-1?B?TfxsbGVy?=", "Müller"),
        ("unescape", "M=C3=BCller", "Müller"),
        ("unescape", "Gr%C3%B6%C3%9Fe", "Größe"),
        ("unescape", r"K\u00f6ln", "Köln"),
        ("unescape", r"O\'Hara \"x\" a\\b\, c", 'O\'Hara "x" a\\b, c'),
        ("unescape", "100 % = 5 & more", "100 % = 5 & more"),
    ],
)
def test_a_transform_changes_only_what_it_is_for(name: str, before: str, after: str) -> None:
    """A transform keeps to its purpose, in any script."""
    assert TRANSFORMS[name](before) == after


ONCE = {"upper", "lower", "title", "first_last", "unescape"}
"""What may change a text again: each is done once."""


@given(st.sampled_from(sorted(TRANSFORMS.keys() - ONCE)), st.text())
def test_a_transform_is_done_once(name: str, text: str) -> None:
    """Doing it again changes nothing."""
    once = TRANSFORMS[name](text)
    assert TRANSFORMS[name](once) == once


def test_every_transform_has_its_entry() -> None:
    """Each transform says in one line what it does."""
    assert all((function.__doc__ or "").endswith(".") for function in TRANSFORMS.values())
    assert {name for name, _, _ in DOCUMENTED} == TRANSFORMS.keys() - {"collapse"}
