"""Work that takes longer than a page may: done by ``manage.py db_worker``."""

from django.core.exceptions import ValidationError
from django_tasks import task

from groups.actions import imports
from groups.models import ImportBatch, User


@task()
def look_at_import(batch_id: int):
    """Examine an uploaded file; the page shows the report when it is there."""
    imports.look(ImportBatch.objects.defer("content", "report").get(pk=batch_id))


@task()
def write_import(batch_id: int, user_id: int, skip_bad: bool, seen: str):
    """Write an import; killed on the way nothing is written, and it can be started again."""
    batch = ImportBatch.objects.defer("content", "report").get(pk=batch_id)
    user = User.objects.get(pk=user_id)
    try:
        imports.commit(batch=batch, by=user, skip_bad=skip_bad, seen=seen)
    except ValidationError as error:
        imports.give_back(batch=batch, notice=" ".join(error.messages))
