"""A cache in Redis for several machines; while Redis is away, nothing is remembered and nothing breaks."""

import logging

from django.core.cache.backends.redis import RedisCache

log = logging.getLogger("up2k.cache")


class PatientRedisCache(RedisCache):
    """What is kept here may be lost at any time: how far an import is, how often somebody asked."""

    def _or(self, nothing, work, *args, **kwargs):
        from redis.exceptions import RedisError

        try:
            return work(*args, **kwargs)
        except (RedisError, OSError):
            log.warning("the cache is away")
            return nothing

    def add(self, *args, **kwargs):
        return self._or(True, super().add, *args, **kwargs)

    def get(self, key, default=None, **kwargs):
        return self._or(default, super().get, key, default, **kwargs)

    def set(self, *args, **kwargs):
        return self._or(None, super().set, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._or(False, super().delete, *args, **kwargs)

    def incr(self, key, *args, **kwargs):
        """As a first time where it is away: whoever counts with it lets everybody through then."""
        return self._or(1, super().incr, key, *args, **kwargs)
