"""Records: a class in, the same as a dataclass that the type checker holds frozen out, cheap to make and to make anew.

A dataclass that Python itself keeps frozen takes four times as long to make, and `dataclasses.replace` six times as long as
`anew`; the compiler makes hundreds of small values for each line. `make check` sees that nobody changes one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ("anew", "record")

if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import replace as anew
else:
    from dataclasses import dataclass, fields, replace

    def record(*, frozen=False, kw_only=False, slots):
        """`dataclasses.dataclass`, held frozen by the type checker alone."""
        return lambda cls: _with_copy(dataclass(kw_only=kw_only, slots=slots, unsafe_hash=frozen)(cls))

    def _with_copy(cls):
        body = "".join(f"    new.{field.name} = old.{field.name}\n" for field in fields(cls))
        space = {"make": object.__new__, "cls": cls}
        exec(f"def copy(old):\n    new = make(cls)\n{body}    return new", space)  # noqa: S102 - of field names, as dataclasses do # nosec B102
        cls.__copy__ = space["copy"]
        return cls

    def anew(item, /, **changes):
        """The record with other fields, as `dataclasses.replace`, which makes what Python itself keeps frozen."""
        copy = getattr(item, "__copy__", None)
        if copy is None:
            return replace(item, **changes)
        new = copy()
        for name, content in changes.items():
            setattr(new, name, content)
        return new
