"""Customers without any name: how many a list has, and which of its columns could help."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import BuiltRows, has_error
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.columns.roles import ALL_NAMES
from customer_import.table import column_names


@dataclass
class NamelessRows:
    """Counts the customers of one list that would be sent without a name.

    A list of numbers that does not have a column for names is not counted: it changes customers
    who have their names.

    Attributes:
        headers: of the list.
        leaves: what its columns fill.
    """

    headers: tuple[str, ...]
    leaves: Sequence[CompiledLeaf]
    _rows: int = 0
    _nameless: int = 0
    _created: int = 0
    """Those of them that have no number, so a customer is created."""
    _helped: Counter[int] = field(default_factory=Counter)
    """How many of them each column has something for that means a name."""

    @cached_property
    def _names(self) -> list[CompiledLeaf]:
        return [leaf for leaf in self.leaves if leaf.field in ALL_NAMES]

    @cached_property
    def _columns(self) -> frozenset[int]:
        """Return the columns that fill names."""
        return frozenset(at for leaf in self._names for at in leaf.positions)

    @cached_property
    def _never(self) -> bool:
        """Tell whether the mapping itself gives every customer a name."""
        return any(leaf.default or not leaf.positions for leaf in self._names)

    @cached_property
    def _helpers(self) -> dict[int, str]:
        """Return the columns that mean a name and fill none, with the field that they mean."""
        # Imported here because most customers have a name.
        from customer_import.mapping.suggest.suggestion import suggest  # noqa: PLC0415

        found = {}
        for at, header in enumerate(self.headers):
            choices = suggest([header], []).choices if header and at not in self._columns else ()
            field = next((each.path for each in choices if each.path in ALL_NAMES), "")
            if field:
                found[at] = field
        return found

    def add(self, built: BuiltRows) -> None:
        """Take a batch of rows."""
        not_sent = built.not_sent()
        self._rows += len(built.rows) - len(not_sent.union(built.joined.leads))
        if self._never:
            return
        for position in built.nameless:
            fills_nothing = position in not_sent and _fills_nothing(built, position)
            if position in not_sent and not fills_nothing:
                continue
            cells = built.rows[position].cells
            helped = [at for at in self._helpers if cells[at].strip()]
            if helped or not fills_nothing:
                self._rows += fills_nothing
                self._nameless += 1
                self._created += built.numbers[position] is None
                self._helped.update(helped)

    def problems(self) -> list[Problem]:
        """Return what is to be said of the list; nothing where its customers have names."""
        helper, helped = next(iter(self._helped.most_common(1)), (None, 0))
        counted = self._nameless if self._names or helper is not None else self._created
        if not counted:
            return []
        rows = f"{counted:,} of {self._rows:,} {'row' if self._rows == 1 else 'rows'}"
        said, them = (f"{rows} have no name", "them")
        if counted == 1:
            said, them = f"{rows} has no name", "it"
        column = "" if helper is None else column_names(self.headers)[helper]
        helps = f"{helped:,} of them" if helped < counted else them
        advice = self._fill_in(them) if helper is None else self._map(helper, column, helps)
        message = f"{said}{advice}"
        return [Problem(Code.NAMELESS, message, "CustomerName", column, severity="warning")]

    def _map(self, helper: int, column: str, helps: str) -> str:
        field = self._helpers[helper]
        return f"; column {column} has one for {helps}. Let it fill {field} in the mapping."

    def _fill_in(self, them: str) -> str:
        names = list(dict.fromkeys(name for leaf in self._names for name in leaf.names))
        if not names:
            return ". Let a column of the list fill CustomerName in the mapping."
        return f". Give {them} one in column {' or '.join(names)}."


def _fills_nothing(built: BuiltRows, position: int) -> bool:
    """Tell whether all that is wrong with a row is that it fills nothing: a name would help it."""
    errors = [each.code for each in built.problems.get(position, ()) if has_error([each])]
    return position not in built.left_out and errors == [Code.NOTHING_FILLED]
