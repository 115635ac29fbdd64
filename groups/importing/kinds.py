"""The kinds of data that can be imported, by name; an app above this one adds its own (``register``)."""

from groups.importing.group_rows import GroupKind
from groups.importing.member_rows import MemberKind
from groups.importing.pipeline import Kind

KINDS: dict[str, type[Kind]] = {}


def register(kind: type[Kind]) -> type[Kind]:
    KINDS[kind.name] = kind
    return kind


register(GroupKind)
register(MemberKind)
