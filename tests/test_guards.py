"""Rules for every file, model, form and URL of the house."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from tests import factories as f
from up2k_site.menu import MENU, entries_for

ROOT = Path(settings.BASE_DIR)
OURS = ("groups", "bimtek", "reports")
APPS = [config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS]
# An app may import those to its right.
LAYERS = [
    "reports.api",
    "reports",
    "bimtek.effect",
    "bimtek.learning",
    "bimtek.content",
    "bimtek.door",
    "bimtek.invitations",
    "bimtek",
    "groups.score",
    "groups.market",
    "groups.progress",
    "groups.phone",
    "groups.books",
    "groups.drafts",
    "groups.help",
    "groups.audit",
    "groups.devices",
    "groups.uploads",
    "groups",
]


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def named(path) -> str:
    return str(path.relative_to(ROOT))


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def layer_of(dotted):
    """The most particular layer that a module's dotted name lies in; None for what is not ours."""
    inside = [layer for layer in LAYERS if dotted == layer or dotted.startswith(f"{layer}.")]
    return max(inside, key=len) if inside else None


def test_imports_go_one_way():
    """Nobody imports what lies above, and nobody the project."""
    wrong = []
    for path in sources(*OURS):
        here = LAYERS.index(layer_of(".".join(path.relative_to(ROOT).with_suffix("").parts)))
        for module in imports_of(path):
            layer = layer_of(module)
            if module.startswith("up2k_site") or (layer is not None and LAYERS.index(layer) < here):
                wrong.append((named(path), module))
    assert wrong == []


def test_scoping_imports_no_model():
    for path in sources("groups/scoping"):
        assert not [module for module in imports_of(path) if "models" in module and "django" not in module]


def test_rows_come_through_the_door():
    """A bare ``.objects`` reaches past the scope.

    Allowed: the door's own methods, lists that everybody shares, and the queryset that a form field
    is declared with, which FormManners narrows to the user's scope.
    """
    wrong, seen = [], 0
    for path in sources(*OURS):
        if not re.search(r"views|forms|queries|resources|endpoints", named(path)) or "scoping" in path.parts:
            continue  # scoping: the door itself
        tree = ast.parse(path.read_text())
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                seen += 1
                used = parents[node]
                through_the_door = isinstance(used, ast.Attribute) and used.attr in DOORS
                if not through_the_door and not in_a_field(node, parents):
                    wrong.append(f"{named(path)} line {node.lineno}: {ast.unparse(used)}")
    assert wrong == []
    assert seen > 100


DOORS = {"visible_to", "visible_in", "editable_by", "allowed_to", "managed_by", "none", "offered", "valid_on",
         "of", "of_meeting", "public", "with_code"}  # fmt: skip


def in_a_field(node, parents):
    """Inside the call or the class of a form field."""
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ChoiceField"):
            return True
        if isinstance(node, ast.ClassDef) and node.name.endswith("Field"):
            return True
    return False


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    "wrong",
    [
        r"<script(?![^>]*\bsrc=)",
        r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:",
        r'(src|href)="(https?:)?//',
    ],
)
def test_no_template_has_an_inline_script_or_style_or_anything_from_another_server(wrong):
    assert [named(path) for path in TEMPLATES if re.search(wrong, path.read_text())] == []


def test_every_icon_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/vendor/icons/icons.svg").read_text()))
    texts = [path.read_text() for path in (*TEMPLATES, *sources(*OURS, "up2k_site"))]
    named = {name for text in texts for name in re.findall(r"""{% icon ['"]([a-z0-9-]+)""", text)}
    named |= {name for text in texts for name in re.findall(r'icon="([a-z0-9-]+)"', text)}
    named |= {entry.icon for entry in MENU}
    assert named - sprite == set()


def own_models():
    """Without the tables of their histories."""
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in found if not model.__name__.startswith("Historical")]


def own_fields():
    return [field for model in own_models() for field in model._meta.concrete_fields]


def test_deleting_never_takes_other_rows_along():
    relations = [field for field in own_fields() if field.is_relation]
    assert [field for field in relations if field.remote_field.on_delete is not models.PROTECT] == []
    assert relations


def test_each_choice_is_checked_by_the_database():
    def is_checked(field):
        checks = [c for c in field.model._meta.constraints if isinstance(c, models.CheckConstraint)]
        text = " ".join(map(str, checks))
        return f"('{field.name}__in'" in text or f"('{field.name}', " in text

    choices = [field for field in own_fields() if field.choices]
    assert [field for field in choices if not is_checked(field)] == []
    assert choices


KEEPS_NO_HISTORY = {"Submission", "AccessRecord", "ActivationCard", "ImportBatch", "RememberedMapping",
                    "Package", "ReportStep", "Score", "ScoreRule", "ScoreWeight", "AnswerSheet",
                    "Answer", "Device", "RecoveryCode", "Act", "Columns", "AuditEntry",
                    "AccountReview", "Draft", "TourEnd", "UsedPass", "DigestMail",
                    "Subscription", "UploadPart"}  # fmt: skip


def test_each_domain_record_keeps_its_history():
    without = {model.__name__ for model in own_models() if not hasattr(model, "history")}
    assert without == KEEPS_NO_HISTORY


def test_no_migration_is_missing(db, settings):
    settings.MIGRATION_MODULES = {}  # those of the apps, which the tests' database is made without
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("maker", [f.kader, f.pokja_kecamatan, f.pokja_kota, f.admin])
def test_every_menu_entry_opens_and_stands_in_the_page(sign_in, db, maker):
    person = maker()
    client = sign_in(person)
    home = client.get(reverse("home")).content.decode()
    for entry in entries_for(person):
        assert client.get(reverse(entry.url_name), follow=True).status_code == 200
        assert f'href="{reverse(entry.url_name)}"' in home


def test_every_page_without_an_object_is_reachable_from_the_menu_or_a_page_behind_it():
    names = {entry.url_name for entry in MENU}
    linked = " ".join(path.read_text() for path in TEMPLATES) + " ".join(
        path.read_text() for path in sources(*OURS) if path.name != "urls.py"
    )
    from tests.test_access_matrix import MATRIX, SIGNED_IN

    for name in {*MATRIX, *SIGNED_IN}:
        assert name in names or re.search(rf"""['"]{name}['"]""", linked), f"{name} is linked nowhere"


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-extra.txt", "requirements-dev.txt"])
def test_locks_have_hashes_and_no_address(path):
    text = (ROOT / path).read_text()
    assert "://" not in text
    assert "--index" not in text
    pinned = re.findall(r"^[a-zA-Z0-9_.\[\]-]+==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
