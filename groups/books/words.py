"""Amounts in words, as a kwitansi says them."""

_SMALL = (
    *("", "satu", "dua", "tiga", "empat", "lima", "enam"),
    *("tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
_LARGE = [(10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")]
TOO_LARGE = 10**15


def in_words(amount: int) -> str:
    """``satu juta lima ratus ribu rupiah``; from nothing up to below a thousand triliun."""
    if not 0 <= amount < TOO_LARGE:
        raise ValueError(f"no words for {amount}")
    return f"{_number(amount) or 'nol'} rupiah"


def _number(n: int) -> str:
    for size, name in _LARGE:
        if n >= size:
            return _join(f"{_number(n // size)} {name}", n % size)
    if n >= 2000:
        return _join(f"{_number(n // 1000)} ribu", n % 1000)
    if n >= 1000:
        return _join("seribu", n - 1000)
    if n >= 200:
        return _join(f"{_SMALL[n // 100]} ratus", n % 100)
    if n >= 100:
        return _join("seratus", n - 100)
    if n >= 20:
        return _join(f"{_SMALL[n // 10]} puluh", n % 10)
    return _SMALL[n] if n < 12 else f"{_SMALL[n - 10]} belas"


def _join(words: str, rest: int) -> str:
    return f"{words} {_number(rest)}" if rest else words
