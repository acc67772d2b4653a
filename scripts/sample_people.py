"""Invented people, companies and places, drawn by dice that fall the same on every run."""
# ruff: noqa: S311 - a folder of scripts is not a package; invented people need no secrets

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")

FIRST = {
    "en": "Ada Brendan Chloë Dafydd Eleanor Farah Grace Hector Inès José Keisha Liam Mei Nadia "
    "Owen Priya Quentin Renée Siobhán Tomás Ursula Victor Wanda Xiomara Yusuf Zoë",
    "de": "Anja Björn Christa Dörte Emil Friederike Günther Heike Ingo Jörg Käthe Lukas Mareike "
    "Niels Özlem Petra Rüdiger Sabine Torsten Ulrike Volker Zoë",
    "es": "Adán Beatriz César Dolores Emiliano Fátima Gonzalo Hilda Íñigo Julieta Leonel Mónica "
    "Nicolás Ofelia Pánfilo Rocío Saúl Teófila Ulises Verónica Ximena",
    "fr": "Amélie Benoît Cécile Didier Éloïse François Gaëlle Hervé Inès Jean-Luc Karim Léa Maëlle "
    "Noël Ophélie Pascal Quitterie Raphaël Solène Théo Ulysse Véronique Yann Zélie",
}
LAST = {
    "en": "Okafor O'Brien D'Angelo Nuñez Smith-Jones Papadakis McAllister Lindqvist Haddad "
    "Pfeiffer Tanaka Abernathy Castañeda Vance Delacroix Brandt Whitlock Ngata Sørensen Quigley",
    "de": "Müller Schröder Groß Weißhaupt Krüger Lüdenscheidt Bäumler Hoffmann-Voß Jäger Köhnen "
    "Özdemir Petersen Ritter Sauerbrey Thönnes Wölfel Zabel",
    "es": "Núñez Peña Güemes Ibáñez Zúñiga Carreón Arámbula Bermúdez Cantú Durán Echeverría Lozano "
    "Mondragón Ordóñez Quiñones Rentería Sáenz Treviño",
    "fr": "Lefèvre Béranger Châtelain D'Aubigny Étienne Garçon Hérault Jacquemin L'Hôpital "
    "Mérignac Noëllet Prud'homme Rougé Saint-Aubin Thévenot Vœltzel",
}
COMPANIES = {
    "en": ("{} & Sons", "{}, Ritter & Co", "{} Supply, Inc.", "Blue Heron {} LLC", "{} Tool & Die"),
    "de": ("{} GmbH", "{} & Söhne KG", "Gebrüder {} OHG", "{} Fördertechnik GmbH & Co. KG"),
    "es": ("Ferretería {}", "{} y Asociados, S.C.", "Refacciones {}, S.A. de C.V."),
    "fr": ("Établissements {}", "{} et Fils, SARL", "Menuiserie {}", "L'Atelier {}"),
}
STREETS = {
    "en": ("Maple Ave", "Old Mill Rd, Unit 4", "St. Mary's Ln", "W 7th St, Apt 3", "Main St"),
    "de": ("Bahnhofstraße", "Am Mühlbach", "Lange Gasse", "Königsallee", "An der Größe"),
    "es": ("Av. Insurgentes", "Calle Niños Héroes", "Cerrada del Peñón", "Av. Juárez"),
    "fr": ("rue des Lilas", "rue de l'Église", "avenue Foch", "chemin du Pré aux Bœufs"),
}
PLACES = {
    "en": (
        ("02118", "Boston", "MA"),
        ("07102", "Newark", "NJ"),
        ("04101", "Portland", "ME"),
        ("45402", "Dayton", "OH"),
        ("95112-4417", "San José", "CA"),
        ("87532", "Española", "NM"),
        ("27101", "Winston-Salem", "NC"),
        ("55101", "St. Paul", "MN"),
    ),
    "de": (
        ("01067", "Dresden", ""),
        ("04109", "Leipzig", ""),
        ("20095", "Hamburg", ""),
        ("50667", "Köln", ""),
        ("80331", "München", ""),
        ("73728", "Eßlingen", ""),
        ("06108", "Halle (Saale)", ""),
    ),
    "es": (
        ("01000", "Álvaro Obregón", "CDMX"),
        ("06700", "Cuauhtémoc", "CDMX"),
        ("03100", "Benito Juárez", "CDMX"),
        ("44100", "Guadalajara", "Jalisco"),
        ("64000", "Monterrey", "Nuevo León"),
    ),
    "fr": (
        ("01000", "Bourg-en-Bresse", ""),
        ("06400", "Cannes", ""),
        ("29200", "Brest", ""),
        ("63000", "Clermont-Ferrand", ""),
        ("76600", "Le Havre", ""),
        ("13007", "Marseille", ""),
    ),
}


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance that falls the same everywhere: Python keeps only `random()` from changing."""

    source: Random

    def upto(self, most: int) -> int:
        """Return a whole number from 0, less than `most`."""
        return int(self.source.random() * most)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.upto(len(items))]

    def one_in(self, count: int) -> bool:
        """Return True about once in so many times."""
        return self.upto(count) == 0

    def day(self) -> date:
        """Return a day of the years 2014 to 2021."""
        return date(2014, 1, 1) + timedelta(self.upto(2920))

    def person(self, language: str) -> tuple[str, str, str]:
        """Return a first name, a last name and a company."""
        first, last = self.pick(FIRST[language].split()), self.pick(LAST[language].split())
        return first, last, self.pick(COMPANIES[language]).format(last)

    def us_phone(self) -> str:
        """Return a phone as people of the United States type it."""
        form = self.pick(
            ("({area}) 555-{line}", "({area}) 555-{line} x{ext}", "{area}.555.{line} ext. {ext}")
        )
        area, line = self.pick(("617", "505", "208")), f"01{self.upto(100):02}"
        return form.format(area=area, line=line, ext=10 + self.upto(90))


def dice(name: str) -> Dice:
    """Make the dice of one list, so that a change to one list leaves the others as they are."""
    return Dice(Random(f"customer lists: {name}"))


def plain(text: str) -> str:
    """Return a text in small letters without accents, as in names on the internet."""
    folded = text.casefold().replace("œ", "oe").replace("ø", "o")
    kept = (char for char in unicodedata.normalize("NFKD", folded) if char.isascii())
    return "".join(char for char in kept if char.isalnum() or char == "-")


def mail(first: str, last: str, ending: str) -> str:
    """Return an e-mail address that nobody has."""
    return f"{plain(first)}.{plain(last)}@{plain(last)}.example.{ending}"
