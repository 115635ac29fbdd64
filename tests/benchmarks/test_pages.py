"""Pages of the real server over the demo city, beside a bare signed-in page of the same server."""

import time
from statistics import median

from django.urls import reverse

from groups.models import Region, User
from reports.periods import parse_period
from reports.queries import counted_groups
from tests import city
from tests.factories import PASSWORD
from tests.serving import demo_server, signed_in

ROUNDS = 25
PAGES = {
    "summary": ("summary-region", "33.75"),
    "home": ("home",),
    "groups": ("group-list",),
    "members": ("member-list",),
    "events": ("event-list",),
}


def milliseconds(browser, url):
    started = time.perf_counter()
    browser.open(url).read()
    return 1000 * (time.perf_counter() - started)


def test_pages_against_a_bare_page(tmp_path):
    """Medians over the wire, taken in turns so that a busy machine is fair to all."""
    paths = {"bare": reverse("password-change")}
    paths |= {name: reverse(view, args=args) for name, (view, *args) in PAGES.items()}
    took = {name: [] for name in paths}
    city.make(tmp_path, PASSWORD)
    with demo_server(tmp_path, PASSWORD) as address:
        browser, _ = signed_in(address, "pokja.kota", PASSWORD)
        for round_ in range(ROUNDS + 3):
            for name, path in paths.items():
                spent = milliseconds(browser, address + path)
                if round_ >= 3:  # the first ones warm the server
                    took[name].append(spent)
    bare = median(took["bare"])
    print(f"\nbare signed-in page: {bare:.1f} ms")
    for name in PAGES:
        print(f"{name}: {median(took[name]):.1f} ms, {median(took[name]) / bare:.2f} times")
    assert median(took["summary"]) < 3 * bare


def test_plan_of_the_main_aggregate(demo):
    """What the database does for the groups of the city; on PostgreSQL an index serves the prefix."""
    user = User.objects.get(username="pokja.kota")
    region = Region.objects.get(pk="33.75")
    rows = counted_groups(user=user, region=region, period=parse_period({})).order_by().values("level_code")
    print("\n" + rows.explain())
