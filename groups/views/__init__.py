"""Views of the base app: each picks a queryset, a form and a template."""
