"""The same import as django-import-export does it: a ModelResource, a dry run, then the import.

It is spared what ours does besides: no preview is kept, no rights are checked, nobody is looked for who is
there already, and the file is read once for both runs.
"""

from pathlib import Path

import tablib
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DateWidget, ForeignKeyWidget

from groups.models import BusinessGroup, Member, Membership, OfficerTerm
from groups.models.people import EDUCATION, MARITAL, OFFICES
from groups.resources import MemberResource
from groups.values import parse_phone

HEADINGS = {name: column.column_name for name, column in MemberResource.fields.items()}
DAY = DateWidget("%d/%m/%Y")


class ChoiceWidget(CharWidget):
    def __init__(self, choices):
        super().__init__()
        self.codes = {name: code for code, name in choices}

    def clean(self, value, row=None, **kwargs):
        return self.codes.get(value, "")


class PhoneWidget(CharWidget):
    def clean(self, value, row=None, **kwargs):
        return parse_phone(value) if value else ""


def column(name, widget=None):
    return Field(attribute=name, column_name=HEADINGS[name], widget=widget or CharWidget())


class PlainResource(ModelResource):
    name = column("name")
    sex = column("sex")
    birth_place = column("birth_place")
    birth_on = column("birth_on", DAY)
    phone = column("phone", PhoneWidget())
    group = column("group", ForeignKeyWidget(BusinessGroup, "name"))
    rt = column("rt")
    rw = column("rw")
    address = column("address")
    marital = column("marital", ChoiceWidget(MARITAL))
    education = column("education", ChoiceWidget(EDUCATION))
    job = column("job")
    own_business = column("own_business")
    consent_on = column("consent_on", DAY)
    consent_by = column("consent_by")

    class Meta:
        model = Member
        import_id_fields = ()  # every row is new
        fields = ("name", "sex", "birth_place", "birth_on", "phone", "group", "rt", "rw", "address",
                  "marital", "education", "job", "own_business", "consent_on", "consent_by")  # fmt: skip

    def before_save_instance(self, instance, row, **kwargs):
        instance.set_nik(row[HEADINGS["nik"]], instance.group.region_id[:5])

    def after_save_instance(self, instance, row, **kwargs):
        """The dated rows behind a member, which a ModelResource knows nothing of."""
        joined = DAY.clean(row[HEADINGS["joined_on"]])
        Membership.objects.create(member=instance, group=instance.group, joined_on=joined)
        if office := {name: code for code, name in OFFICES}.get(row[HEADINGS["office"]]):
            term = {"group": instance.group, "member": instance, "office": office, "started_on": joined}
            OfficerTerm.objects.create(**term)


def run(path):
    dataset = tablib.Dataset().load(Path(path).read_bytes(), format="xlsx")
    for dry_run in (True, False):
        PlainResource().import_data(dataset, dry_run=dry_run, raise_errors=True)
