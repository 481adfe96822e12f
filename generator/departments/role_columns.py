"""责任单位 beside a 牵头单位 that is filled: whom it names besides those of 牵头单位 and 配合单位.

A table may have 牵头单位 and 责任单位 side by side, each with names of its own; or 责任单位 is the wording as issued,
and the columns of roles say how it is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from generator.model import Mention, Reading, Role


def beside(reading: Reading, columns: Sequence[Reading], has_support: bool) -> tuple[Reading, tuple[Mention, ...]]:
    """What 责任单位 adds to the columns of roles, and the names that they override.

    A plain list adds its other names: as owners, or as supports where 配合单位 is empty, as a 责任单位 label beside a
    牵头单位 label does. A wording with roles adds its supports where 配合单位 is empty, and nothing where it is filled.
    """
    named = {name for column in columns for mention in column.mentions for name in (mention.name, mention.full_name)}
    others = [mention for mention in reading.mentions if not named & {mention.name, mention.full_name}]
    is_list = all(mention.role == "owner" for mention in reading.mentions)
    added = [mention for mention in others if is_list or (not has_support and mention.role != "lead")]
    role: Role = "owner" if has_support else "support"
    open_ended = reading.open_ended and not has_support
    overridden = tuple(mention for mention in others if mention not in added)
    return replace(reading, mentions=tuple(with_role(added, role)), open_ended=open_ended), overridden


def with_role(mentions: Iterable[Mention], role: Role) -> Iterable[Mention]:
    """The mentions in another role."""
    return (replace(mention, role=role) for mention in mentions)
