"""Encrypt everything with the first key of UP2K_NIK_KEYS, while the program runs (docs/runbook.md)."""

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from groups.secrets import rotated

BATCH = 500


class Command(BaseCommand):
    help = "Encrypt NIK and codes' secrets anew with the first key; may be stopped and run again at any time."

    def handle(self, *args, **options):
        first = Fernet(settings.NIK_KEYS[0])
        total = 0
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if field.attname.endswith("_token"):
                    total += self.rotate(model, field.attname, first)
        self.stdout.write(
            f"{total} values encrypted anew; the older keys are needed for uploaded files for 30 days"
        )

    def rotate(self, model, column, first):
        done, last = 0, 0
        rows = model._base_manager.exclude(**{column: ""}).order_by("pk")
        while batch := list(rows.filter(pk__gt=last).values_list("pk", column)[:BATCH]):
            last = batch[-1][0]
            for pk, token in batch:
                if self.is_new(first, token):
                    continue
                try:
                    new = rotated(token)
                except InvalidToken as error:
                    raise CommandError(
                        f"{model._meta.label} {pk}: no key of UP2K_NIK_KEYS opens it. Add the older key."
                    ) from error
                # Only where nobody wrote another one meanwhile; the version stays, it is the same value.
                done += model._base_manager.filter(**{"pk": pk, column: token}).update(**{column: new})
        return done

    @staticmethod
    def is_new(first, token):
        try:
            first.decrypt(token.encode())
        except InvalidToken:
            return False
        return True
