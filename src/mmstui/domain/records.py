"""Records: frozen dataclasses with slots whose methods are made when they are first needed.

`dataclass` compiles six methods for each class, in 0.8 ms, and loads `inspect` and `ast`. A command
that prints a line imports forty such classes and makes objects of ten: that was a third of its
time. A record compiles its `__init__` for its first object, and shares its other methods with all
records. For the functions of `dataclasses` a record is a dataclass.

Only mypy forbids to assign to a field of a record.

`NamedTuple` is that of `typing`, in half of its time: that one compiles each annotation, which is
a text here.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import replace as replace  # mypy knows the fields of that one,
    from typing import NamedTuple as NamedTuple  # and this class.

T = TypeVar("T")


class _Factory:
    __slots__ = ("compare", "make", "repr")

    def __init__(self, make: Callable[[], Any], compare: bool, repr: bool) -> None:
        self.make, self.compare, self.repr = make, compare, repr


def field(*, default_factory: Callable[[], T], compare: bool = True, repr: bool = True) -> T:
    """Give a field a default that is made for each record.

    `compare`: whether the field counts when records are compared. `repr`: whether it is printed.
    """
    return cast(T, _Factory(default_factory, compare, repr))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class of annotated fields, none of them inherited, a record."""
    names = tuple(cls.__annotations__)
    space = dict(vars(cls))
    defaults = {name: space.pop(name) for name in names if name in space}
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    for name, method in (("__eq__", _equals), ("__hash__", _hash), ("__repr__", _text)):
        if space.get(name) is None:
            space[name] = method
    made: Any = type(cast(type, cls))(cls.__name__, cls.__bases__, {
        **space,
        "__slots__": names,
        "__match_args__": names,
        "__qualname__": cls.__qualname__,
        "__dataclass_fields__": _Fields(defaults),
        "_values": _Values(names, defaults),
        "_shown": tuple(name for name in names if _is_shown(defaults.get(name))),
    })  # fmt: skip

    def first(self: Any, *values: Any, **named: Any) -> None:
        init = _init(names, defaults)
        made.__init__ = init
        init(self, *values, **named)

    made.__init__ = first
    return cast(type[T], made)


if not TYPE_CHECKING:

    class _NamedTupleType(type):
        def __new__(cls, name, bases, space):
            if not bases:
                return super().__new__(cls, name, bases, space)
            names = space["__annotations__"]
            defaults = [space.pop(field) for field in names if field in space]
            made = namedtuple(name, names, defaults=defaults, module=space.pop("__module__"))
            for key, value in space.items():
                setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_NamedTupleType):
        """See `typing.NamedTuple`."""

    def replace(one, /, **changes):
        """Return a record like another, but for some fields."""
        values = {name: getattr(one, name) for name in one.__slots__}
        return type(one)(**(values | changes))


def _init(names: tuple[str, ...], defaults: Mapping[str, Any]) -> Callable[..., None]:
    """Compile the `__init__` of a record."""
    taken, lines = ["self"], []
    for name in names:
        taken.append(f"{name}=_defaults[{name!r}]" if name in defaults else name)
        value = name
        if isinstance(defaults.get(name), _Factory):
            value = f"{name}.make() if {name} is _defaults[{name!r}] else {name}"
        lines.append(f"    self.{name} = {value}\n")
    space: dict[str, Any] = {"_defaults": defaults}
    # Of names in our own source only, as `dataclasses` does.
    exec(f"def __init__({', '.join(taken)}):\n{''.join(lines) or '    pass'}", space)  # noqa: S102
    return cast(Callable[..., None], space["__init__"])


def _is_shown(default: object) -> bool:
    return default.repr if isinstance(default, _Factory) else True


class _Values:
    """Makes, when first asked for, the function for the values that make two records equal."""

    def __init__(self, names: tuple[str, ...], defaults: Mapping[str, Any]) -> None:
        self._names, self._defaults = names, defaults

    def __get__(self, instance: object, owner: type[Any]) -> Callable[[Any], Any]:
        left_out = {
            name for name, default in self._defaults.items()
            if isinstance(default, _Factory) and not default.compare
        }  # fmt: skip
        counted = [name for name in self._names if name not in left_out]
        values: Callable[[Any], Any] = attrgetter(*counted) if counted else lambda _: ()
        owner._values = staticmethod(values)
        return values


class _Fields:
    """Makes, when first asked for, what `dataclasses` knows a dataclass by."""

    def __init__(self, defaults: Mapping[str, Any]) -> None:
        self._defaults = defaults

    def __get__(self, instance: object, owner: type[Any]) -> dict[str, Any]:
        import dataclasses

        space: dict[str, Any] = {
            name: dataclasses.field(
                default_factory=value.make, compare=value.compare, repr=value.repr
            )
            if isinstance(value, _Factory) else value
            for name, value in self._defaults.items()
        }  # fmt: skip
        # Without a docstring, `dataclass` would write one, with the signature, which takes longer.
        space |= {
            "__doc__": owner.__doc__ or owner.__name__,
            "__annotations__": owner.__annotations__,
            "__module__": owner.__module__,
        }
        same: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(type("Same", (), space))
        fields: dict[str, Any] = same.__dataclass_fields__
        owner.__dataclass_fields__ = fields
        return fields


def _equals(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    values = type(self)._values
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(type(self)._values(self))


def _text(self: Any) -> str:
    told = (f"{name}={getattr(self, name)!r}" for name in self._shown)
    return f"{type(self).__qualname__}({', '.join(told)})"
