"""Latihan: a second instance of the program with made-up data, in which nothing counts."""
