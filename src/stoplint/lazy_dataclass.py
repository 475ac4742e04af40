"""`dataclass`, `field` and `replace` as the standard library has them, without its price at start.

The standard library compiles half a dozen functions for each class when it is imported, and a hundred nouns took
half of a whole run. Here nothing is compiled until a class was made often; type checkers see the real thing.
Less is supported: `frozen`, `eq`, defaults, factories and `repr=False`. Whatever looks for a dataclass
(`dataclasses.fields`, `asdict`, `replace`, `is_dataclass`, `copy.replace`, `match`) finds one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    from operator import attrgetter

    _MISSING = object()
    # A class of which so many were made is worth a constructor of its own, which is compiled then.
    _OFTEN = 40
    _put = object.__setattr__

    class _Field:
        """What `field()` says."""

        __slots__ = ("default", "factory", "repr")

        def __init__(self, default, factory, repr_):
            self.default, self.factory, self.repr = default, factory, repr_

    def field(*, default=_MISSING, default_factory=None, repr=True):  # noqa: A002 - as in dataclasses
        """As `dataclasses.field`."""
        return _Field(default, default_factory, repr)

    def dataclass(cls=None, /, *, frozen=False, eq=True):
        """As `dataclasses.dataclass`."""
        return _noun(cls, frozen, eq) if cls is not None else lambda made: _noun(made, frozen, eq)

    def replace(noun, /, **changes):
        """As `dataclasses.replace`; a noun's constructor does nothing that would have to be done again."""
        cls = noun.__class__
        if not changes:
            twin = object.__new__(cls)
            twin.__dict__.update(noun.__dict__)
            return twin
        parts = [changes.pop(name) if name in changes else getattr(noun, name) for name in cls.__match_args__]
        return cls(*parts, **changes)

    class _Fields(dict):
        """The fields as `dataclasses` sees them: made when it looks, which stoplint itself never does."""

        def __init__(self, cls, specs):
            super().__init__(specs)
            self._cls, self._specs = cls, specs

        def values(self):
            import dataclasses

            if not isinstance(next(iter(dict.values(self)), None), dataclasses.Field):
                for name, spec in self._specs.items():
                    default = dataclasses.MISSING if spec.default is _MISSING else spec.default
                    factory = spec.factory or dataclasses.MISSING
                    made = dataclasses.field(default=default, default_factory=factory, repr=spec.repr)
                    made.name, made.type = name, _annotation(self._cls, name)
                    made._field_type = dataclasses._FIELD
                    self[name] = made
            return super().values()

        def items(self):
            return zip(self, self.values(), strict=True)

        def __getitem__(self, name):
            self.values()
            return super().__getitem__(name)

    def _annotation(cls, name):
        return next(base.__annotations__[name] for base in cls.__mro__ if name in getattr(base, "__annotations__", ()))

    def _noun(cls, frozen, eq):
        specs = {}
        for base in cls.__mro__[:0:-1]:
            if "__dataclass_fields__" in base.__dict__:
                specs.update(base.__dataclass_fields__._specs)
        for name in getattr(cls, "__annotations__", ()):
            said = cls.__dict__.get(name, _MISSING)
            if isinstance(said, _Field):
                specs[name] = said
                if said.default is _MISSING:
                    delattr(cls, name)
                else:
                    setattr(cls, name, said.default)
            elif name not in specs or said is not _MISSING:
                specs[name] = _Field(said, None, True)
        names = cls.__match_args__ = tuple(specs)
        cls.__dataclass_fields__ = _Fields(cls, specs)
        cls.__replace__ = replace
        values = attrgetter(*names) if len(names) > 1 else lambda noun: tuple(getattr(noun, name) for name in names)
        cls._values = staticmethod(values)
        cls.__init__ = _constructor(cls, names, specs, frozen)
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = _repr
        if eq and "__eq__" not in cls.__dict__:

            def __eq__(self, other):  # noqa: N807
                return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

            def __hash__(self):  # noqa: N807
                return hash(values(self))

            cls.__eq__ = __eq__
            if cls.__dict__.get("__hash__") is None:
                cls.__hash__ = __hash__ if frozen else None
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse, _refuse
        return cls

    def _constructor(cls, names, specs, frozen):
        known = specs.items()
        made = 0

        def __init__(self, *args, **kwargs):  # noqa: N807
            nonlocal made
            for name, value in zip(names, args):  # noqa: B905 - what is too many is said below
                _put(self, name, value)
            given = len(args)
            if given != len(names) or kwargs:
                if given > len(names):
                    raise TypeError(f"{cls.__name__}() takes {len(names)} arguments but {given} were given")
                for at, (name, spec) in enumerate(known):
                    if at < given:
                        continue
                    if name in kwargs:
                        value = kwargs.pop(name)
                    elif spec.default is not _MISSING:
                        value = spec.default
                    elif spec.factory is not None:
                        value = spec.factory()
                    else:
                        raise TypeError(f"{cls.__name__}() missing the argument {name!r}")
                    _put(self, name, value)
                if kwargs:
                    why = "multiple values for" if kwargs.keys() & specs.keys() else "an unexpected"
                    raise TypeError(f"{cls.__name__}() got {why} argument {next(iter(kwargs))!r}")
            made += 1
            if made == _OFTEN and cls.__dict__["__init__"] is __init__:
                cls.__init__ = _compiled(specs, frozen)

        return __init__

    def _compiled(specs, frozen):
        """The constructor as the standard library writes it."""
        put = "_put(self, {0!r}, {1})" if frozen else "self.{0} = {1}"
        parameters, body, words = [], [], {"_put": _put, "_missing": _MISSING}
        for name, spec in specs.items():
            value, default = name, ""
            if spec.factory is not None:
                words[f"_make_{name}"] = spec.factory
                value, default = f"_make_{name}() if {name} is _missing else {name}", "=_missing"
            elif spec.default is not _MISSING:
                words[f"_default_{name}"] = spec.default
                default = f"=_default_{name}"
            parameters.append(name + default)
            body.append("    " + put.format(name, value))
        text = f"def __init__({', '.join(['self', *parameters])}):\n" + "\n".join(body or ["    pass"])
        exec(text, words)  # noqa: S102 - the names are those of our own fields
        return words["__init__"]

    def _repr(self):
        cls = self.__class__
        shown = (
            f"{name}={getattr(self, name)!r}" for name, spec in cls.__dataclass_fields__._specs.items() if spec.repr
        )
        return f"{cls.__qualname__}({', '.join(shown)})"

    def _refuse(self, name, value=None):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot change field {name!r}")


__all__ = ["dataclass", "field", "replace"]
