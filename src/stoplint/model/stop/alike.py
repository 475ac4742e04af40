"""Worlds at one place that differ in variables and files only: from some number on, what differs is taken as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.processes.values import wrapped_or_not, wrapper_or_nothing

if TYPE_CHECKING:
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World


@dataclass
class Alike:
    """The first world at a place, as far as others may differ from it there, and what was found to differ.

    What differed once is unknown in all that come later, so that there are no more of them than names that differ: with each
    combination for itself, twenty settings that may be there or not would be a million worlds.
    """

    variables: tuple[dict[str, Value], ...]
    files: dict[str, Value]
    removed: frozenset[str]
    folders: frozenset[str]
    doubted: frozenset[str]
    worlds: int = 0
    # (which shell, variable) → what it is taken for: not known, or not known but for a wrapper that it holds or not
    open_names: dict[tuple[int, str], Value] = field(default_factory=dict)
    open_texts: set[str] = field(default_factory=set)  # files of which nobody knows what they hold
    open_paths: set[str] = field(default_factory=set)  # and those of which nobody knows whether they are there

    @staticmethod
    def of(world: World) -> Alike:
        shells = tuple(dict(variables) for _, variables in world.variables())
        return Alike(shells, dict(world.files), world.removed, world.folders, world.doubted)

    def widen(self, world: World) -> None:
        """Take as unknown in this world what it, or one before it, has otherwise than the first one."""
        self._compare(world)
        for at, (_, variables) in enumerate(world.variables()):
            for (which, name), value in self.open_names.items():
                if which == at:
                    variables[name] = value
        for path in sorted(self.open_texts & world.files.keys()):
            world.unsay(path)
        for path in self.open_paths:
            world.files.pop(path, None)
        gone = frozenset(self.open_paths)
        world.removed -= gone
        world.folders -= gone
        world.doubted |= gone
        world.decided.clear()

    def _compare(self, world: World) -> None:
        for at, (first, (_, variables)) in enumerate(zip(self.variables, world.variables(), strict=True)):
            if first != variables:
                for name in dict.fromkeys((*first, *variables)):
                    mine, its = first.get(name), variables.get(name)
                    if mine is its:
                        continue
                    if mine is not None and its is not None and mine._replace(source=its.source) == its:
                        variables[name] = mine  # it says the same, and only stands elsewhere
                    elif mine != its:
                        both = (self.open_names.get((at, name), mine), its)
                        self.open_names[at, name] = wrapped_or_not(name, map(wrapper_or_nothing, both))
        for path in self.files.keys() | world.files.keys():
            mine, its = self.files.get(path), world.files.get(path)
            if mine is its:
                continue
            if mine is None or its is None:
                self.open_paths.add(path)
            elif mine._replace(source=its.source) != its:
                self.open_texts.add(path)
        self.open_paths |= (
            (self.removed ^ world.removed) | (self.folders ^ world.folders) | (self.doubted ^ world.doubted)
        )
