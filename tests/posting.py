"""Filling forms as a browser does: what the page offered, changed where the person types."""


def offered(page) -> dict:
    """The values that the page's form would send back untouched."""
    data = {}
    for bound in page.context["form"]:
        value = bound.value()
        if callable(value):
            value = value()
        if value is True:
            value = "on"
        if value is None or value is False:
            continue
        value = bound.field.prepare_value(value)
        data[bound.html_name] = value.isoformat() if hasattr(value, "isoformat") else value
    return data


def fill(client, page, changes, **kwargs):
    """Send the page's form with ``changes``; the final response, redirects followed."""
    data = offered(page) | changes
    data = {name: value for name, value in data.items() if value is not None}
    return client.post(page.request["PATH_INFO"], data, follow=True, **kwargs)


def errors_of(response) -> dict:
    """Field errors of the form that came back; nothing where none did."""
    form = (response.context or {}).get("form")
    return {name: list(texts) for name, texts in form.errors.items()} if form else {}
