"""The database itself refuses to change or delete a determined form; only a withdrawal may be added.

A later migration that makes SQLite rebuild the table must call ``guard`` again: SQLite drops the triggers
of a rebuilt table without a word.
"""

from django.db import migrations

FIXED = (
    "id region_id form year first last revision number decided_on decided_by_id made_at content checksum "
    "verification pdf_a4 pdf_f4"
).split()
TOLD = "frozenform_unchangeable"

SQLITE = (
    f"""CREATE TRIGGER frozenform_fixed BEFORE UPDATE OF {", ".join(f'"{name}"' for name in FIXED)}
        ON reports_frozenform BEGIN SELECT RAISE(ABORT, '{TOLD}'); END""",
    f"""CREATE TRIGGER frozenform_withdrawn_once BEFORE UPDATE ON reports_frozenform
        WHEN OLD.withdrawn_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{TOLD}'); END""",
    f"""CREATE TRIGGER frozenform_kept BEFORE DELETE ON reports_frozenform
        BEGIN SELECT RAISE(ABORT, '{TOLD}'); END""",
)
CHANGED = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in FIXED)
POSTGRESQL = (
    f"""CREATE FUNCTION frozenform_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR {CHANGED} THEN
                RAISE EXCEPTION '{TOLD}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER frozenform_guard BEFORE UPDATE OR DELETE ON reports_frozenform
       FOR EACH ROW EXECUTE FUNCTION frozenform_guard()""",
)
UNDO = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in ("frozenform_fixed", "frozenform_withdrawn_once", "frozenform_kept")
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS frozenform_guard ON reports_frozenform",
        "DROP FUNCTION IF EXISTS frozenform_guard()",
    ],
}


def guard(apps, schema_editor):
    unguard(apps, schema_editor)
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_frozen_forms")]
    operations = [migrations.RunPython(guard, unguard)]
