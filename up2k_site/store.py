"""Files in any store that speaks S3 (``UP2K_MEDIA_TO``), instead of the data folder, for several machines.

Only the program reads them: views send them after the scope check, and no file has an address.
"""

import errno
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


@contextmanager
def telling():
    """A store that is away, refuses or is full: a page answers with 503, a command with a sentence."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise OSError(errno.EREMOTEIO, "The store of files does not answer as it should") from error


class PrivateStore(S3Storage):
    """Its address and keys are in AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and so on, as for backups."""

    def get_default_settings(self):
        config = Config(
            connect_timeout=3,
            read_timeout=20,
            retries={"total_max_attempts": 2},
            # What every store understands.
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return super().get_default_settings() | {
            "client_config": config,
            "default_acl": None,
            "max_memory_size": 5 * 2**20,
            "transfer_config": TransferConfig(use_threads=False),
        }

    def url(self, name, *args, **kwargs):
        raise NotImplementedError("No file has an address: a view sends it after the scope check.")

    def _open(self, name, mode="rb"):
        with telling():
            file = super()._open(name, mode)
            file.open()  # fetched now, where a fault is still foreseen
        return file

    def _save(self, name, content):
        with telling():
            return super()._save(name, content)

    def delete(self, name):
        with telling():
            super().delete(name)

    def exists(self, name):
        with telling():
            return super().exists(name)

    def size(self, name):
        with telling():
            return super().size(name)

    def listdir(self, name):
        with telling():
            return super().listdir(name)
