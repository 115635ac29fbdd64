"""``{% phone %}``: the scripts of a device that keeps something: a kader's pages and notes, the notes of
whoever runs a bimtek. Nothing for anybody else."""

from django import template

from groups.phone.keeping import has_queue, is_kader, owner_of

register = template.Library()


@register.inclusion_tag("_partials/phone.html", takes_context=True)
def phone(context):
    request = context.get("request")
    user, match = getattr(request, "user", None), getattr(request, "resolver_match", None)
    owner = owner_of(user) if user and has_queue(user) else ""
    return {
        "owner": owner,
        "keeps_pages": user and is_kader(user),
        "is_needed": owner or (match and match.url_name == "this-phone"),
        "takes_files": getattr(context.get("view"), "takes_files", False),
    }


@register.simple_tag(takes_context=True)
def queued(context):
    """The attribute of a form that may wait on this device for a connection."""
    view, user = context["view"], context["request"].user
    return " data-queue" if view.may_wait and (view.is_nameless or is_kader(user)) else ""


@register.simple_tag(takes_context=True)
def keeps_something(context):
    """Whether there may be something to see on "Di HP ini"."""
    return has_queue(context["request"].user)
