"""How values look on a screen. Loaded in every template (settings: builtins)."""

import uuid
from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from groups import values

register = template.Library()

register.filter("angka", values.show_number)
register.filter("rupiah", values.show_rupiah)
register.filter("tanggal", values.show_date)
register.filter("telepon", values.show_phone)


@register.filter
def wa(e164):
    """The WhatsApp address of a number."""
    return f"https://wa.me/{e164.lstrip('+')}"


@register.simple_tag
def icon(name):
    """A picture beside a word; hidden from screen readers, because the word says it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _pictures(),
        name,
    )


@cache
def _pictures() -> str:
    """Their file's address; a page has some twenty icons."""
    return static("vendor/icons/icons.svg")


@register.simple_tag
def new_submission():
    """The id of a form that stands in a page as plain HTML."""
    return uuid.uuid4()


@register.simple_tag(takes_context=True)
def may(context, what, region_code=None):
    """True when the signed-in person may do ``what`` (in ``region_code``, if given)."""
    user = context["request"].user
    if not user.is_authenticated:
        return False
    return user.may_in(what, region_code) if region_code else user.may(what)


@register.simple_tag(takes_context=True)
def help_address(context):
    """What explains this page; all of Bantuan for an odd address, and from Bantuan itself."""
    request = context.get("request")
    match = request and request.resolver_match
    if match and match.url_name and not match.namespaces and match.route.split("/")[0] != "bantuan":
        return reverse("help-page", args=[match.url_name])
    return reverse("help-index")
