"""A worker that writes one import when it is told to, and says how far it is: made to be killed.

On stdout: "ready", then from the start of the work each percentage that the import reports, and "done".
"""

import sys

import django

django.setup()

from groups.actions import imports  # noqa: E402
from groups.tasks import write_import  # noqa: E402

tell = imports.progress


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def telling(batch, text, percent):
    tell(batch, text, percent)
    say(percent)


imports.progress = telling
batch, user, seen = sys.argv[1:]
say("ready")
sys.stdin.readline()
write_import.call(int(batch), int(user), False, seen)
say("done")
