"""Nouns are dataclasses: each one does what the standard library's own decorator would have made of it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import pkgutil
from importlib import import_module
from itertools import product
from typing import Generic

import pytest

import stoplint
from stoplint import lazy_dataclass


def every_noun():
    for module in pkgutil.walk_packages(stoplint.__path__, "stoplint."):
        if module.name.endswith("__main__") or ".rules" in module.name:
            continue
        for one in vars(import_module(module.name)).values():
            if isinstance(one, type) and one.__module__ == module.name and "__dataclass_fields__" in vars(one):
                yield one


NOUNS = sorted(every_noun(), key=lambda noun: (noun.__module__, noun.__qualname__))


def is_frozen(noun):
    return vars(noun).get("__setattr__") is not None


def standard(noun):
    """What `dataclasses` makes of the same declaration."""
    parents = tuple(
        standard(base) if "__dataclass_fields__" in vars(base) else base
        for base in noun.__bases__
        if base is not Generic
    )
    own = [field for field in dataclasses.fields(noun) if field.name in vars(noun).get("__annotations__", {})]
    body = {"__annotations__": {field.name: field.type for field in own}, "__qualname__": noun.__qualname__}
    for field in own:
        if field.default_factory is not dataclasses.MISSING or not field.repr:
            body[field.name] = dataclasses.field(
                default=field.default, default_factory=field.default_factory, repr=field.repr
            )
        elif field.default is not dataclasses.MISSING:
            body[field.name] = field.default
    eq = "__eq__" in vars(noun)
    return dataclasses.dataclass(frozen=is_frozen(noun), eq=eq)(type(noun)(noun.__name__, parents, body))


def outcome(noun, /, *arguments, **named):
    """The fields that it makes, or that it refuses."""
    try:
        made = noun(*arguments, **named)
    except TypeError:
        return "refused"
    return {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: f"{noun.__module__}.{noun.__qualname__}")
def test_a_noun_is_what_dataclasses_would_have_made(noun):
    model = standard(noun)
    names = [field.name for field in dataclasses.fields(model)]
    assert dataclasses.is_dataclass(noun)
    assert [field.name for field in dataclasses.fields(noun)] == names
    assert noun.__match_args__ == model.__match_args__
    values = {name: f"value of {name}" for name in names}
    for _ in range(2):  # as it comes, and with the constructor of a noun that is made often
        for count in range(len(names) + 1):
            given = list(values.values())[:count]
            rest = dict(list(values.items())[count:])
            assert outcome(noun, *given) == outcome(model, *given)
            assert outcome(noun, *given, **rest) == outcome(model, *given, **rest)
        assert outcome(noun, **values, other=1) == "refused"
        assert outcome(noun, *values.values(), "one too many") == "refused"
        if names:
            assert outcome(noun, "twice", **values) == "refused"
        for _ in range(100):
            noun(**values)
    one, same = noun(**values), noun(**values)
    assert repr(one) == repr(model(**values)) or "__repr__" in vars(noun)
    assert (one == same) is (model(**values) == model(**values))
    assert one != model(**values)
    assert (noun.__hash__ is None) is (model.__hash__ is None)
    if noun.__hash__ is not None and "__eq__" in vars(noun):
        assert hash(one) == hash(same)
    if names:
        other = lazy_dataclass.replace(one, **{names[-1]: "changed"})
        assert getattr(other, names[-1]) == "changed"
        assert other == dataclasses.replace(one, **{names[-1]: "changed"}) or "__eq__" not in vars(noun)
        assert (one == other) is False or vars(noun)["__eq__"].__module__ == noun.__module__  # or as it says itself
    with pytest.raises(TypeError):
        lazy_dataclass.replace(one, no_such_field=1)
    assert outcome(copy.copy, one) == values
    assert outcome(pickle.loads, pickle.dumps(one)) == values
    if is_frozen(noun):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, names[0] if names else "name", 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(one, names[0] if names else "name")


@lazy_dataclass.dataclass(frozen=True)
class Pair:
    left: int
    right: tuple[int, ...] = ()


def test_nouns_are_compared_by_kind_and_parts():
    for (one, other), same in zip(product((Pair(1), Pair(2)), repeat=2), (True, False, False, True), strict=True):
        assert (one == other) is same
    assert len({Pair(1), Pair(1), Pair(2)}) == 2
    assert dataclasses.asdict(Pair(1, (2,))) == {"left": 1, "right": (2,)}
    match Pair(1, (2,)):
        case Pair(left, (right,)):
            assert (left, right) == (1, 2)


def test_a_factory_makes_a_value_for_each():
    @lazy_dataclass.dataclass
    class Bag:
        content: list[int] = lazy_dataclass.field(default_factory=list)

    bags = [Bag() for _ in range(100)]
    assert len({id(bag.content) for bag in bags}) == len(bags)
