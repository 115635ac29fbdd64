"""More cities for measurements: the demo city copied by the database itself, 27 kelurahan each.

Groups, their levels and status, members and memberships; without history, NIK and books. In each copy one
training event at which every member was, so that there are as many attendances as members.
"""

from datetime import date

from django.core.management.color import no_style
from django.db import connection

from bimtek.models import Attendance, EventKind, Participant, TrainingEvent
from groups.models import BusinessGroup, LevelChange, Member, Membership, Region, StatusChange

EVENT_ON = date(2026, 3, 17)
AT_ONCE = 200  # cities in one statement
COPIED = (BusinessGroup, LevelChange, StatusChange, Member, Membership)
# Columns that hold an id of a copied row; every other is taken as it is.
IDS = {
    BusinessGroup: ["id"],
    LevelChange: ["id", "group_id"],
    StatusChange: ["id", "group_id"],
    Member: ["id", "group_id"],
    Membership: ["id", "member_id", "group_id"],
}


def copy_city(source: str, targets: list[tuple[str, str]], by):
    """Copy the city ``source`` once for each (province code, city code) of ``targets``.

    Its rows are set aside first: a table that grows meanwhile misleads whoever plans to read it.
    """
    provinces = sorted({province for province, _ in targets})
    there = set(Region.objects.filter(pk__in=provinces).values_list("pk", flat=True))
    Region.objects.bulk_create(
        Region(code=code, level="provinsi", name=f"Contoh {code}") for code in provinces if code not in there
    )
    stride = 1 + max(model.objects.order_by("-pk").values_list("pk", flat=True)[0] for model in COPIED)
    with connection.cursor() as cursor:
        _set_aside(cursor, source)
        cursor.execute(
            "CREATE TEMPORARY TABLE copies (number bigint, province varchar(2), city varchar(5), event bigint)"
        )
        for start in range(0, len(targets), AT_ONCE):
            some = targets[start : start + AT_ONCE]
            rows = [(start + place, *codes) for place, codes in enumerate(some, start=1)]
            cursor.execute("DELETE FROM copies")
            cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s, 0)", rows)
            _copy(cursor, stride, by)
        for table in ("copies", *SET_ASIDE):
            cursor.execute(f"DROP TABLE {table}")
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [*COPIED, TrainingEvent, Participant, Attendance]
        ):
            cursor.execute(statement)


# Temporary tables with the rows of the source city.
SPELLS = "source_spells"  # who was a member on the day of the event
SOURCES = {model: f"source_{model._meta.model_name}" for model in (Region, *COPIED)}
SET_ASIDE = (*SOURCES.values(), SPELLS)


def _set_aside(cursor, source):
    inside = [source, f"{source}.%"]
    group, member = BusinessGroup._meta.db_table, Member._meta.db_table
    groups = f"SELECT id FROM {group} WHERE {_inside('region_id')}"  # noqa: S608
    where = {Region: _inside("code"), BusinessGroup: _inside("region_id")}
    for model, name in SOURCES.items():
        rows = f"SELECT * FROM {model._meta.db_table} WHERE {where.get(model, f'group_id IN ({groups})')}"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {rows}", inside)
    cursor.execute(
        f"CREATE TEMPORARY TABLE {SPELLS} AS SELECT s.id, s.member_id, s.group_id, g.region_id, m.name "  # noqa: S608
        f"FROM {SOURCES[Membership]} s JOIN {group} g ON g.id = s.group_id JOIN {member} m "
        "ON m.id = s.member_id WHERE s.voided_at IS NULL AND s.joined_on <= %s "
        "AND (s.left_on IS NULL OR s.left_on > %s)",
        [EVENT_ON, EVENT_ON],
    )


def _copy(cursor, stride, by):
    shifted = f"{{}} + copies.number * {stride}"
    for level in ("kota", "kecamatan", "kelurahan"):
        above = "copies.province" if level == "kota" else _moved("t.parent_id")
        name = "'Kota Contoh ' || copies.number" if level == "kota" else "t.name"
        changed = {"code": _moved("t.code"), "parent_id": above, "name": name}
        _insert(cursor, Region, changed, f"WHERE t.level = '{level}'")
    for model in COPIED:
        changed = {column: shifted.format(f"t.{column}") for column in IDS[model]}
        if model is BusinessGroup:
            changed["region_id"] = _moved("t.region_id")
        if model is Member:
            changed |= {"nik_token": "''", "nik_hash": "''"}
        _insert(cursor, model, changed)
    _event(cursor, shifted, by)


def _event(cursor, shifted, by):
    """One for each city; participants and attendances have the number of the membership."""
    cursor.execute("SELECT city FROM copies ORDER BY number")
    kind = EventKind.objects.get(code="bimtek")
    last = TrainingEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    events = [
        TrainingEvent(
            pk=last + place,
            title="Bimtek pengadministrasian kelompok UP2K",
            kind=kind,
            organiser_id=city,
            region_id=city,
            venue="Aula kota",
            starts_on=EVENT_ON,
            ends_on=EVENT_ON,
            status="terlaksana",
        )
        for place, (city,) in enumerate(cursor.fetchall(), start=1)
    ]
    TrainingEvent.objects.bulk_create(events)
    cursor.executemany(
        "UPDATE copies SET event = %s WHERE city = %s", [(event.pk, event.region_id) for event in events]
    )
    number = shifted.format("t.id")
    participant = {
        "id": number, "version": "1", "event_id": "copies.event", "capacity": "'anggota'",
        "member_id": shifted.format("t.member_id"), "group_id": shifted.format("t.group_id"),
        "region_id": _moved("t.region_id"), "name": "t.name", "position": "''", "institution": "''",
        "is_dropped": "false",
    }  # fmt: skip
    attendance = {
        "id": number, "participant_id": number, "day": f"'{EVENT_ON}'", "recorded_by_id": str(int(by.pk)),
        "recorded_at": "CURRENT_TIMESTAMP",
    }  # fmt: skip
    for model, columns in ((Participant, participant), (Attendance, attendance)):
        _into(cursor, model, columns, f"{SPELLS} t")


def _insert(cursor, model, changed, where=""):
    """Copy the model's rows that were set aside once for each of ``copies``, with the ``changed`` columns."""
    columns = {field.column: f"t.{field.column}" for field in model._meta.concrete_fields} | changed
    _into(cursor, model, columns, f"{SOURCES[model]} t", where)


def _into(cursor, model, columns, source, where=""):
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values())
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source}, copies {where}"  # noqa: S608
    )


def _inside(column):
    return f"({column} = %s OR {column} LIKE %s)"


def _moved(column):
    """A code of the source city as it is in the copy."""
    return f"copies.city || substr({column}, 6)"
