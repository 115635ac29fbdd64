"""A kader's phone without a connection: her pages as last seen, and nothing left once she signs out."""

import re

import pytest

from groups.models import Member
from tests import factories as f
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Everything that a browser may keep, as text; what is encrypted comes as numbers, a key as its name alone.
STORES = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const text = (_, value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
  const kept = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys()) {
      kept.push(request.url, await (await shelf.match(request)).text());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const base = await answer(indexedDB.open(name));
    for (const shelf of base.objectStoreNames) {
      for (const row of await answer(base.transaction(shelf).objectStore(shelf).getAll())) {
        kept.push(`${shelf}: ` + JSON.stringify(row, text));
        if (!(row instanceof CryptoKey)) continue;
        kept.push(await crypto.subtle.exportKey("raw", row).then(() => "READ OUT", () => "locked"));
      }
    }
    base.close();
  }
  return kept.join("\\n");
}"""


def ready(page):
    """Until the worker stands and the pages are fetched ahead."""
    page.locator("html[data-ahead]").wait_for(state="attached", timeout=30_000)


def provoked(complaints):
    """Without a connection the later parts of a page do not come, and the browser says so: nothing else."""
    assert [said for said in complaints if not re.search("ERR_INTERNET_DISCONNECTED|^htmx:", said)] == []
    complaints.clear()


def test_her_pages_open_without_a_connection_and_are_gone_after_signing_out(open_as, complaints):
    group = f.group(name="Melati")
    f.books(group)
    f.member(group, name="Tutik Rahasia", phone="+6281234567890")
    page = open_as(f.kader())
    ready(page)
    page.goto("/")
    page.context.set_offline(True)
    page.get_by_role("link", name="Kelompok", exact=True).click()
    page.get_by_text("Tidak ada sinyal. Terakhir terhubung").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Melati").click()
    page.get_by_text("Tutik Rahasia").first.wait_for()
    page.goto(f"/kelompok/{group.pk}/riwayat/")
    page.get_by_role("heading", name="Di HP ini").wait_for()
    assert violations(page) == []
    page.locator(f"main a[href='{group.get_absolute_url()}']").click()
    page.get_by_text("Tutik Rahasia").first.wait_for()

    text = page.evaluate(STORES)
    assert "pages: " in text
    assert "locked" in text
    for readable in ("Tutik", "6281234567890", "0812-3456", "Melati", "READ OUT"):
        assert readable not in text

    page.context.set_offline(False)
    Member.objects.update(name="Tutik Baru")
    page.goto(group.get_absolute_url())
    assert page.get_by_text(
        "Tutik Baru"
    ).first.is_visible()  # never a page of yesterday while there is a connection
    page.goto("/lainnya/")
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("heading", name="Masuk").wait_for()
    text = page.evaluate(STORES)
    assert "pages: " not in text
    assert "locked" not in text
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(group.get_absolute_url())
    provoked(complaints)
