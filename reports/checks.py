"""The data files of the official forms are examined when the program starts."""

from django.core.checks import Error, register

from reports.official.definitions import forms, inputs, problems


@register()
def official_forms(app_configs, **kwargs):
    found = [f"{form.code}: {problem}" for form in forms().values() for problem in problems(form)]
    found += [
        f"{one.code}: no yearly input {one.groups!r}"
        for one in inputs().values()
        if one.groups and one.groups not in inputs()
    ]
    return [Error(text, id="reports.E001") for text in found]
