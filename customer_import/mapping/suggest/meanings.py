"""What the words of a header can mean."""

from enum import Enum, auto


class Concept(Enum):
    """What a column holds."""

    ID = auto()
    NAME = auto()
    FULL_NAME = auto()
    FIRST = auto()
    LAST = auto()
    COMPANY = auto()
    DEPARTMENT = auto()
    EMAIL = auto()
    PHONE = auto()
    MOBILE = auto()
    FAX = auto()
    WEBSITE = auto()
    NOTE = auto()
    ADDRESS = auto()
    STREET = auto()
    HOUSE = auto()
    LINE2 = auto()
    LINE3 = auto()
    CITY = auto()
    STATE = auto()
    POSTCODE = auto()
    COUNTRY = auto()


class About(Enum):
    """Whose it is, or of which kind."""

    CUSTOMER = auto()
    ACCOUNT = auto()
    RECORD = auto()
    CONTACT = auto()
    BILLING = auto()
    SHIPPING = auto()
    POSTAL = auto()
    SERVICE = auto()
    HOME = auto()
    WORK = auto()
    SECOND = auto()


class Aside(Enum):
    """Words that say nothing of the field."""

    FILLER = auto()
    UNRELATED = auto()


Meaning = Concept | About | Aside
