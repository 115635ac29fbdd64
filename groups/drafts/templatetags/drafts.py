"""``{% draft %}`` before a form offers what was not sent; ``{% draft_owner %}`` says whose the form is."""

from django import template
from django.utils import timezone

from groups.drafts.middleware import FORM, owner_token, page_of
from groups.drafts.models import Draft
from groups.values import show_date

register = template.Library()


@register.inclusion_tag("_partials/draft.html", takes_context=True)
def draft(context):
    """The offer on a fresh page; on a page that takes a draft up, the word that it does."""
    request = context["request"]
    if not context["view"].keeps_draft:
        return {}
    page, taken_up = page_of(request), getattr(request, "draft", None)
    waiting, is_fresh = None, request.method == "GET" and not taken_up
    if is_fresh and request.user.has_drafts:
        waiting = Draft.objects.of(request.user).filter(page=page, form=FORM).defer("token").first()
    return {
        "request": request,
        "csrf_token": context["csrf_token"],
        "page": page,
        "is_fresh": is_fresh,
        "separator": "&" if "?" in page else "?",
        "waiting": waiting,
        "taken_up": taken_up,
    }


@register.simple_tag(takes_context=True)
def draft_owner(context):
    return owner_token(context["request"].user)


@register.filter
def ago(moment):
    """When, as one says it: tadi pukul 10.14, kemarin pukul 10.14, 17 Maret 2022 pukul 10.14."""
    moment = timezone.localtime(moment)
    days = (timezone.localdate() - moment.date()).days
    word = {0: "tadi", 1: "kemarin"}.get(days) or show_date(moment.date())
    return f"{word} pukul {moment:%H.%M}"
