"""Constructors compiled for frozen records: the ordinary one of a class of fifty fields takes six times as long."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import BuiltinMethodType
from typing import TypeVar, cast

import attrs

T = TypeVar("T")
Maker = Callable[..., T]


@cache
def maker(model: type[T]) -> Maker[T] | None:
    """A function (values of all fields in their order, or by name) -> record, the same as the class itself gives.

    None for a class whose constructor does more than put the values into the fields, or where a field has no constant default.
    """
    if not _is_plain(model):
        return None
    fields = attrs.fields_dict(model)  # type: ignore[arg-type]  # `_is_plain` has seen that attrs made it
    source = "\n".join(
        (
            f"def make({', '.join(f'{name}=Default_{name}' for name in fields)}):",
            "    made_ = New_(Open_)",
            # One straight run of assignments: quicker than any loop over names.
            *(f"    made_.{name} = {name}" for name in fields),
            "    made_.__class__ = Record_",
            "    return made_",
        )
    )
    room: dict[str, object] = {"New_": object.__new__, "Open_": opened(model), "Record_": model}
    room |= {f"Default_{name}": field.default for name, field in fields.items()}
    exec(compile(source, f"<constructor of {model.__name__}>", "exec"), room)
    return cast("Maker[T]", room["make"])


def opened(model: type) -> type:
    """A record that can still be written to: the same layout, so that it becomes a frozen one by a change of its class."""
    # Both, or neither: Python has one slot for the two, and only with the plain pair writes go the quick way.
    plain = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"Open{model.__name__}", (model,), plain)


def _is_plain(model: type) -> bool:
    return (
        attrs.has(model)
        and model.__new__ is object.__new__
        # A class with a constructor of its own has that of attrs under this name.
        and not any(hasattr(model, name) for name in ("__attrs_init__", "__attrs_pre_init__", "__attrs_post_init__"))
        and isinstance(model.__init_subclass__, BuiltinMethodType)
        and "_attrs_cached_hash" not in getattr(model, "__slots__", ())
        and all(map(_is_plain_field, attrs.fields(model)))
    )


def _is_plain_field(field: attrs.Attribute[object]) -> bool:
    constant = field.default is not attrs.NOTHING and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
    return constant and field.init and field.alias == field.name and field.validator is None and field.converter is None
