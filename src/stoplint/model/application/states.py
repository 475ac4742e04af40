"""What is known at one place of a Python start script, and where two ways meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.application.values import Constant, joined_values
from stoplint.model.processes.values import Value, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.application.values import Spawn
    from stoplint.model.processes.world import Condition


@dataclass
class State:
    """What is known at one place of the script.

    `last` is the command that it ran and waited for, with nothing since that matters; `busy`: something was called that may
    be an application; `beside` are the commands that it has not waited for, `together` those that ran so while it waited for
    another one, `loose`: something else runs beside it. `supplied`: any variable may have been set, by what is not known.
    """

    names: dict[str, object] = field(default_factory=dict)
    environment: dict[str, Value] = field(default_factory=dict)
    cwd: str | None = "/"
    last: Spawn | None = None
    busy: bool = False
    loose: bool = False
    beside: tuple[Spawn, ...] = ()
    steps: tuple[Spawn, ...] = ()
    conditions: tuple[Condition, ...] = ()
    default: bool = True
    together: tuple[Spawn, ...] = ()
    supplied: bool = False

    def copy(self) -> State:
        return replace(self, names=dict(self.names), environment=dict(self.environment))


class WayOver(Exception):  # noqa: N818 - it is no error: the way that is gone ends here
    """The program becomes another one, or ends."""


_MOST = 8  # states that are kept apart


def merged(states: list[State]) -> list[State]:
    """Those joined that differ in nothing by which another program is started; where they are many, all."""
    if len(states) > _MOST:
        out = joined_all(states)
        return [out] if out is not None else []
    kept: list[State] = []
    for state in states:
        at = next((at for at, one in enumerate(kept) if one.default == state.default and _is_near(one, state)), None)
        if at is None:
            kept.append(state)
        else:
            kept[at] = joined_states(kept[at], state)
    return kept


def _is_near(one: State, other: State) -> bool:
    """Whether the lists of two states begin alike, and the same was run last."""
    if one.last != other.last:
        return False
    for name in one.names.keys() & other.names.keys():
        first, second = one.names[name], other.names[name]
        if type(first) is tuple and type(second) is tuple and first[:1] != second[:1]:
            return False
    return True


def joined_all(states: list[State]) -> State | None:
    out: State | None = None
    for each in states:
        out = each if out is None else joined_states(out, each)
    return out


def joined_states(one: State, other: State) -> State:
    """What is known where two ways meet."""
    names = {name: joined_values(one.names[name], other.names[name]) for name in one.names.keys() & other.names.keys()}
    for name in one.names.keys() ^ other.names.keys():
        names[name] = one.names.get(name, other.names.get(name))
    environment = {
        name: one.environment[name] if one.environment.get(name) == other.environment.get(name) else unknown(f"${name}")
        for name in {**one.environment, **other.environment}
    }
    shared = 0
    while shared < min(len(one.conditions), len(other.conditions)) and (
        one.conditions[shared] == other.conditions[shared]
    ):
        shared += 1
    same_last = one.last == other.last
    return State(
        names, environment, one.cwd if one.cwd == other.cwd else None, one.last if same_last else None,
        one.busy or other.busy or not same_last, one.loose or other.loose or one.beside != other.beside, one.beside, tuple({id(each): each for each in (*one.steps, *other.steps)}.values()),
        one.conditions[:shared], one.default or other.default, (*one.together, *other.together), one.supplied or other.supplied,
    )  # fmt: skip


def give(state: State, variables: Iterable[str]) -> None:
    """Variables without which the script ends are set, and nobody knows to what."""
    for variable in variables:
        given = unknown(f"${variable}", filled=True)
        state.environment[variable] = given
        for name, value in state.names.items():
            if isinstance(value, (Value, Constant)) and variable in value.taint:
                state.names[name] = given
