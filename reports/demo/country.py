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
    """Copy the city ``source`` once for each (province code, city code) of ``targets``."""
    provinces = sorted({province for province, _ in targets})
    there = set(Region.objects.filter(pk__in=provinces).values_list("pk", flat=True))
    Region.objects.bulk_create(
        Region(code=code, level="provinsi", name=f"Contoh {code}") for code in provinces if code not in there
    )
    stride = 1 + max(model.objects.order_by("-pk").values_list("pk", flat=True)[0] for model in COPIED)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE copies (number bigint, province varchar(2), city varchar(5))")
        for start in range(0, len(targets), AT_ONCE):
            rows = enumerate(targets[start : start + AT_ONCE], start=start + 1)
            cursor.execute("DELETE FROM copies")
            cursor.executemany(
                "INSERT INTO copies VALUES (%s, %s, %s)", [[number, *codes] for number, codes in rows]
            )
            _copy(cursor, source, stride, by)
        cursor.execute("DROP TABLE copies")
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [*COPIED, TrainingEvent, Participant, Attendance]
        ):
            cursor.execute(statement)


def _copy(cursor, source, stride, by):
    shifted = f"{{}} + copies.number * {stride}"
    for level in ("kota", "kecamatan", "kelurahan"):
        above = "copies.province" if level == "kota" else _moved("t.parent_id")
        name = "'Kota Contoh ' || copies.number" if level == "kota" else "t.name"
        changed = {"code": _moved("t.code"), "parent_id": above, "name": name}
        where = f"t.level = %s AND {_inside('t.code')}"
        _insert(cursor, Region, changed, where, [level, source, f"{source}.%"])
    groups = f"SELECT id FROM {BusinessGroup._meta.db_table} WHERE {_inside('region_id')}"  # noqa: S608
    for model in COPIED:
        changed = {column: shifted.format(f"t.{column}") for column in IDS[model]}
        where = f"t.group_id IN ({groups})"
        if model is BusinessGroup:
            changed["region_id"], where = _moved("t.region_id"), _inside("t.region_id")
        if model is Member:
            changed |= {"nik_token": "''", "nik_hash": "''"}
        _insert(cursor, model, changed, where, [source, f"{source}.%"])
    _event(cursor, source, stride, by)


def _event(cursor, source, stride, by):
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
    group, member = BusinessGroup._meta.db_table, Member._meta.db_table
    spells = (
        f"FROM {Membership._meta.db_table} s JOIN {group} g ON g.id = s.group_id "
        f"JOIN {member} m ON m.id = s.member_id, copies "
        f"JOIN {TrainingEvent._meta.db_table} e ON e.region_id = copies.city AND e.starts_on = %s "
        f"WHERE {_inside('g.region_id')} AND s.voided_at IS NULL AND s.joined_on <= %s "
        "AND (s.left_on IS NULL OR s.left_on > %s)"
    )
    asked = [EVENT_ON, source, f"{source}.%", EVENT_ON, EVENT_ON]
    number = f"s.id + copies.number * {stride}"
    participant = {
        "id": number, "version": "1", "event_id": "e.id", "capacity": "'anggota'",
        "member_id": f"s.member_id + copies.number * {stride}",
        "group_id": f"s.group_id + copies.number * {stride}",
        "region_id": _moved("g.region_id"), "name": "m.name", "position": "''", "institution": "''",
        "is_dropped": "false",
    }  # fmt: skip
    attendance = {
        "id": number, "participant_id": number, "day": "e.starts_on", "recorded_by_id": str(int(by.pk)),
        "recorded_at": "CURRENT_TIMESTAMP",
    }  # fmt: skip
    for model, columns in ((Participant, participant), (Attendance, attendance)):
        _into(cursor, model, columns, spells, asked)


def _insert(cursor, model, changed, where, asked):
    """Copy rows ``t`` of the model once for each of ``copies``, with the ``changed`` columns."""
    table = model._meta.db_table
    columns = {field.column: f"t.{field.column}" for field in model._meta.concrete_fields} | changed
    _into(cursor, model, columns, f"FROM {table} t, copies WHERE {where}", asked)


def _into(cursor, model, columns, source, asked):
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values())
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} {source}", asked)  # noqa: S608


def _inside(column):
    return f"({column} = %s OR {column} LIKE %s)"


def _moved(column):
    """A code of the source city as it is in the copy."""
    return f"copies.city || substr({column}, 6)"
