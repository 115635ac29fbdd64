"""Reports of a group for each period, the steps of their way up, the rules, and the exceptions."""

from groups.progress.models.openings import Opening
from groups.progress.models.reports import ON_THE_WAY, STATES, WRITABLE, Report, ReportStep
from groups.progress.models.rules import ReportingRule

__all__ = ["ON_THE_WAY", "STATES", "WRITABLE", "Opening", "Report", "ReportStep", "ReportingRule"]
