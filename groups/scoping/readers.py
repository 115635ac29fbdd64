"""Whoever the door asks what she may read: a person, a token of another office, or the public itself."""

from dataclasses import dataclass


class Reader:
    """What follows from ``region_codes``."""

    def region_codes(self, may: str = "view") -> list[str]:
        """Codes of the regions where she may do ``may``."""
        raise NotImplementedError

    def may(self, what: str) -> bool:
        return bool(self.region_codes(what))

    def may_in(self, what: str, region_code: str) -> bool:
        """True when ``region_code`` lies in a region where she may do ``what``."""
        return any(
            region_code == code or region_code.startswith(f"{code}.") for code in self.region_codes(what)
        )


@dataclass(frozen=True)
class RegionReader(Reader):
    """Stands where a person would, to count what lies in one region; she may do nothing else."""

    code: str

    def region_codes(self, may: str = "view") -> list[str]:
        return [self.code] if may == "view" else []
