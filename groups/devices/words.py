"""What a browser says of itself, in words that its owner knows: "HP Android, Chrome"."""

# Order matters: every browser names its ancestors as well.
_MACHINES = (
    ("Android", "HP Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Komputer Windows"),
    ("Macintosh", "Komputer Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Komputer Linux"),
)
_BROWSERS = (
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str) -> str:
    """The machine and the browser; "Perangkat lain" where it says nothing that we know."""
    machine = next((name for sign, name in _MACHINES if sign in user_agent), "Perangkat lain")
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    return f"{machine}, {browser}" if browser else machine
