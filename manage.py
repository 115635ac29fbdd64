#!/usr/bin/env python
"""Entry point for commands; no code of ours."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "up2k_site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
