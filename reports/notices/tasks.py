"""A push service may be slow: done by ``manage.py db_worker``."""

from django_tasks import task

from reports.notices import push
from reports.notices.models import Subscription


@task()
def tell_phone(subscription_id: int, number: int):
    if subscription := Subscription.objects.filter(pk=subscription_id).first():
        push.tell(subscription=subscription, number=number)
