"""The backend: a transaction takes its turn before the write lock, and passes it on at its end."""

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from up2k_site.queued_sqlite3.queue import TooLongError, queue_of


class DatabaseWrapper(base.DatabaseWrapper):
    turn = None

    def _start_transaction_under_autocommit(self):
        if not self.is_in_memory_db():
            self.queue = queue_of(str(self.settings_dict["NAME"]))
            try:
                self.turn = self.queue.enter(self.settings_dict["OPTIONS"]["timeout"])
            except TooLongError as error:
                raise OperationalError("database is locked") from error
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self):
        try:
            super()._commit()
        finally:
            self._leave()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self):
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self):
        if self.turn:
            turn, self.turn = self.turn, None
            self.queue.leave(turn)
