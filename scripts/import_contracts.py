"""Contracts about imports that import-linter does not have; `lint-imports` reads them."""

import sys
from collections.abc import Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """A package imports itself, the standard library and what it is allowed, and nothing else.

    Options:
        package: the package, with all that is in it.
        allowed_modules: the other modules that it may import.
    """

    package = fields.ModuleField()
    allowed_modules = fields.SetField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter calls it so
        """Find the imports that are not allowed."""
        found = sorted(self._not_allowed(graph))
        return ContractCheck(kept=not found, metadata={"found": found})

    def _not_allowed(self, graph: ImportGraph) -> Iterator[str]:
        package = str(self.package)
        # import-linter puts the values of the options in the place of the fields.
        others = cast("set[object]", self.allowed_modules)
        allowed = {package, *map(str, others), *sys.stdlib_module_names}
        for importer in {package, *graph.find_descendants(package)}:
            for imported in graph.find_modules_directly_imported_by(importer):
                if not any(f"{imported}.".startswith(f"{name}.") for name in allowed):
                    yield f"{importer} imports {imported}"

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the imports that are not allowed."""
        for line in check.metadata["found"]:
            output.print_error(f"{line}, which is not allowed.")
