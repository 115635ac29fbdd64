"""Which kelurahan a written name means: exact and other names pass, similar ones are only suggested."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from groups.importing.cells import bad
from groups.models import Region, RegionAlias
from groups.values import letters_key

SIMILAR, MARGIN = 78, 6  # of 100: worth suggesting; ahead of the next one
_PREFIX = re.compile(r"(?i)^(kelurahan|kel|desa|ds|kecamatan|kec)\b[\s.:]*")


def place_key(text: str) -> str:
    """A place's name for comparing: without its level, letters only."""
    return letters_key(_PREFIX.sub("", text.strip()))


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    district: str  # name of the kecamatan


class Places:
    """The kelurahan where ``user`` may do ``may``, by every name they have; four queries in all."""

    def __init__(self, user, may):
        inside = Region.objects.allowed_to(user, may).open()
        parents = Region.objects.filter(pk__in=inside.filter(level="kelurahan").values("parent"))
        self.districts = dict(parents.values_list("code", "name"))
        rows = inside.filter(level="kelurahan").values_list("code", "name", "parent_id")
        self.by_code = {code: Place(code, name, self.districts[parent]) for code, name, parent in rows}
        self.codes = sorted(self.by_code)
        self.named: dict[str, set[str]] = {}
        for place in self.by_code.values():
            self.named.setdefault(place_key(place.name), set()).add(place.code)
        self.exact = set(self.named)
        aliases = RegionAlias.objects.allowed_to(user, may).filter(region__level="kelurahan")
        for code, key in aliases.filter(region__in=self.by_code).values_list("region_id", "key"):
            # An official name beats another place's old name.
            if key not in self.exact:
                self.named.setdefault(key, set()).add(code)
        other = RegionAlias.objects.filter(region__in=self.districts).values_list("key", "region_id")
        self.district_keys = {place_key(name): code for code, name in self.districts.items()} | dict(other)
        for name, code in [(name, code) for code, name in self.districts.items()]:
            # Pekalongan Utara: its people say Utara.
            self.district_keys.setdefault(letters_key(name.rpartition(" ")[2]), code)
        self.find = lru_cache(10_000)(self._find)

    def is_place(self, text) -> bool:
        return bool(text) and place_key(text) in self.named

    def _find(self, text: str, district: str = "") -> Place:
        """The one kelurahan that ``text`` names; ``district`` decides between namesakes and must agree.

        Raises ValidationError: kelurahan_missing, _ambiguous, _suggest (its ``params`` hold the suggested
        names), _unknown, kecamatan_mismatch, region_forbidden.
        """
        if not text:
            if len(self.codes) == 1:
                return self.by_code[self.codes[0]]
            raise bad("kelurahan_missing", "Kelurahan belum diisi. Tulis nama kelurahannya.")
        key, wanted = place_key(text), self._district(district)
        codes = self.named.get(key, set())
        if wanted and len(codes) > 1:
            codes = {code for code in codes if code.startswith(f"{wanted}.")} or codes
        if len(codes) == 1:
            return self._agreed(self.by_code[min(codes)], district, wanted)
        if codes:
            raise self._asks("kelurahan_ambiguous", text, sorted(codes), "bisa berarti")
        raise self._unknown(text, key)

    def _district(self, text):
        if not text:
            return None
        key = place_key(text)
        if key in self.district_keys:
            return self.district_keys[key]
        best = process.extractOne(key, self.district_keys.keys(), scorer=fuzz.ratio, score_cutoff=88)
        return self.district_keys[best[0]] if best else ""

    def _agreed(self, place, district, wanted):
        if wanted is not None and (not wanted or not place.code.startswith(f"{wanted}.")):
            message = (
                f"{place.name} terletak di Kecamatan {place.district}, bukan “{district}”. "
                "Betulkan kelurahan atau kecamatannya."
            )
            raise bad("kecamatan_mismatch", message)
        return place

    def _unknown(self, text, key):
        scores = {}
        for name, score, _ in process.extract(key, self.named.keys(), scorer=fuzz.ratio, limit=6):
            for code in self.named[name]:
                scores[code] = max(scores.get(code, 0), score)
        if len(key) >= 5:  # "Panjang" may be one of two
            for name, codes in self.named.items():
                if name.startswith(key):
                    scores |= {code: max(scores.get(code, 0), 90) for code in codes}
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        close = [code for code in ranked if scores[code] >= SIMILAR]
        if close:
            rivals = [code for code in close if scores[code] > scores[close[0]] - MARGIN]
            if len(rivals) > 1:
                return self._asks("kelurahan_ambiguous", text, rivals, "bisa berarti")
            return self._asks("kelurahan_suggest", text, close[:1], "mungkin")
        if self._is_elsewhere(text):
            return bad("region_forbidden", f"Kelurahan “{text}” di luar wilayah tugas Anda. Hapus barisnya.")
        return bad("kelurahan_unknown", f"Kelurahan “{text}” tidak dikenal. Pilih nama kelurahan yang benar.")

    def _asks(self, code, text, codes, verb):
        names = [self.by_code[region].name for region in codes]
        error = bad(code, f"“{text}” {verb} {' atau '.join(names)}. Pilih yang benar.")
        error.params = names
        return error

    def _is_elsewhere(self, text):
        """A kelurahan of the country by that name, outside the scope: only whether there is one."""
        bare = _PREFIX.sub("", text.strip())
        places = Region.objects.filter(level="kelurahan").exclude(pk__in=self.codes[:900])
        if places.filter(name__iexact=bare).exists():
            return True
        return RegionAlias.objects.filter(key=place_key(text)).exclude(region__in=self.codes[:900]).exists()
