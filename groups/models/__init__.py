"""Models of the base app, one file an idea."""

from groups.models.access import AccessRecord, ActivationCard, RegionRole, User
from groups.models.base import Submission
from groups.models.business import BusinessGroup, LevelChange, StatusChange
from groups.models.duplicates import GroupPair, MemberPair
from groups.models.importing import ImportBatch, RememberedMapping
from groups.models.officials import Official
from groups.models.people import Member, Membership, OfficerTerm
from groups.models.reference import BusinessKind, CapitalSource, Level
from groups.models.region import Region, RegionAlias

__all__ = [
    "AccessRecord",
    "ActivationCard",
    "BusinessGroup",
    "BusinessKind",
    "CapitalSource",
    "ImportBatch",
    "GroupPair",
    "Level",
    "LevelChange",
    "Member",
    "MemberPair",
    "Membership",
    "OfficerTerm",
    "Official",
    "Region",
    "RegionAlias",
    "RegionRole",
    "RememberedMapping",
    "StatusChange",
    "Submission",
    "User",
]
