"""What somebody may do in the portal."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A reader sees reviews; a curator decides on lines and merges; an administrator too, and decides who has an account."""

    READER = "reader"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"

    def covers(self, wanted: Role) -> bool:
        """Whether this role may do what `wanted` may.

        >>> Role.ADMINISTRATOR.covers(Role.CURATOR), Role.READER.covers(Role.CURATOR)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(wanted)
