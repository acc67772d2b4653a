"""A full name into first and last name: by rule, for no rule is right for every name.

`King, Ada` is split at its comma. Otherwise the last word is the last name, together with the
particles before it (`van`, `de la`, `bin` …). A single word is a last name. Two last names
without a particle, as in Spanish (`Ana García López`), titles and suffixes are not known.
"""

_PARTICLES = """
    af al am an auf av bin da dal dalla de degli dei del della dello den der des di do dos du el la
    las le les lo los op ter ten van vom von y zu zum zur
"""
PARTICLES = frozenset(_PARTICLES.split())


def split_name(full: str) -> tuple[str, str]:
    """The first and the last name; either may be blank."""
    last, comma, first = full.partition(",")
    if comma:
        return first.strip(), last.strip()
    words = full.split()
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].casefold() in PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def first_name(full: str) -> str:
    """The first name."""
    return split_name(full)[0]


def last_name(full: str) -> str:
    """The last name."""
    return split_name(full)[1]
