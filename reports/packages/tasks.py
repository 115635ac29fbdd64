"""Making a package takes a minute: done by ``manage.py db_worker``."""

from django_tasks import task

from reports.packages import actions
from reports.packages.models import Package


@task()
def make_package(package_id: int, attempt: int):
    package = Package.objects.select_related("owner", "region").get(pk=package_id)
    actions.make(package=package, attempt=attempt)
