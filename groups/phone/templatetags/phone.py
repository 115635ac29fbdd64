"""``{% phone %}``: the scripts of a kader's phone; nothing for anybody else."""

from django import template

from groups.phone.keeping import is_kader, owner_of

register = template.Library()


@register.inclusion_tag("_partials/phone.html", takes_context=True)
def phone(context):
    request = context.get("request")
    user, match = getattr(request, "user", None), getattr(request, "resolver_match", None)
    owner = owner_of(user) if user and is_kader(user) else ""
    return {"owner": owner, "is_needed": owner or (match and match.url_name == "this-phone")}


@register.simple_tag(takes_context=True)
def keeps_pages(context):
    """Whether her phone keeps pages."""
    return is_kader(context["request"].user)
