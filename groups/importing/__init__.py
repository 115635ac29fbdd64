"""Bulk import: one pipeline for the browser and the command line.

``reader`` reads a file, ``layout`` finds the table and its columns, ``cells`` reads values, a kind
(``members``, ``groups``) checks and writes them, ``pipeline`` puts the steps together.
"""
