"""A guide's Markdown as HTML for a page and as blocks for paper. It knows no raw HTML."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from groups.help.guides import Picture

STATIC_FOLDER = "panduan"  # docs/panduan/gambar among the static files (settings.STATICFILES_DIRS)


def _image(renderer, tokens, number, options, env):
    """Comes when it is scrolled to, in a place that is kept free for it."""
    token = tokens[number]
    picture = _picture(token.attrs["src"], token.content)
    width, height = picture.size
    return format_html(
        '<img class="shot" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        static(f"{STATIC_FOLDER}/{picture.name}"),
        picture.alt,
        width,
        height,
    )


def _picture(src, alt):
    return Picture(src.removeprefix("gambar/"), alt, "")


_markdown = MarkdownIt("commonmark", {"html": False})
_markdown.add_render_rule("image", _image)


def html(section) -> str:
    """The text of a section, without its heading."""
    return mark_safe(_markdown.render(section.text))  # noqa: S308  our own files, and raw HTML is off


def blocks(section) -> list:
    """The same for ``templates/typst/guide.typ``: dicts that JSON can say."""
    return [_block(node) for node in SyntaxTreeNode(_markdown.parse(section.text)).children]


def _block(node):
    if node.type == "paragraph":
        runs = node.children[0].children
        if runs[0].type == "image":
            picture = _picture(runs[0].attrs["src"], runs[0].content)
            return {
                "kind": "picture",
                "bytes": list(picture.path.read_bytes()),
                "width": picture.size[0],
                "alt": picture.alt,
            }
        return {"kind": "text", "runs": [run for child in runs for run in _runs(child)]}
    kinds = {"ordered_list": "steps", "bullet_list": "points"}
    items = [[_block(child) for child in item.children] for item in node.children]
    return {"kind": kinds[node.type], "items": items}


def _runs(node, strong=False):
    """(words, whether they are strong)"""
    if node.type in ("strong", "em"):
        return [run for child in node.children for run in _runs(child, strong=True)]
    if node.type == "softbreak":
        return [[" ", strong]]
    if node.type in ("text", "code_inline"):
        return [[node.content, strong]]
    raise ValueError(f"The printed guide knows no {node.type}.")
