"""Words: any text in, its tokens with places and a spelling-blind form out (case, plurals, hyphens, British and Greek
letters)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from trialwright.vocabulary.records import record

_TOKEN = re.compile(r"[^\W\d_]+(?:['’]s\b)?|\d+(?:\.\d+)?|[^\w\s]|_")
_GREEK = str.maketrans(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "κ": "kappa",
        "λ": "lambda",
        "µ": "u",
        "μ": "u",
        "’": "'",
        "–": "-",
        "—": "-",
        "‐": "-",
    }
)
_BRITISH = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("haem", "hem"),
        ("aemi", "emi"),
        ("oesoph", "esoph"),
        ("oedem", "edem"),
        ("oestr", "estr"),
        ("tumour", "tumor"),
        ("leukaem", "leukem"),
        ("anaem", "anem"),
        ("ischaem", "ischem"),
        ("paed", "ped"),
        ("orthopaed", "orthoped"),
        ("gynaec", "gynec"),
        ("diarrhoe", "diarrhe"),
        ("faec", "fec"),
        ("foet", "fet"),
        ("caes", "ces"),
        ("labour", "labor"),
        ("colour", "color"),
        ("tumoral", "tumor"),
        ("isation", "ization"),
        ("ised$", "ized"),
        ("fibre", "fiber"),
        ("centre", "center"),
        ("sulph", "sulf"),
        ("randomis", "randomiz"),
        ("hospitalis", "hospitaliz"),
    )
)
_ANY_BRITISH = re.compile("|".join(pattern.pattern for pattern, _ in _BRITISH))
"""Most words hold none of them: one look tells."""
_NO_WORD = frozenset({"", "-", "‐"})


@record(frozen=True, slots=True)
class Token:
    """One word, number or sign: its place, how it is written, and the form by which terms are compared."""

    start: int
    end: int
    text: str
    form: str


@lru_cache(maxsize=65536)
def form_of(word: str) -> str:
    """The form by which one word is compared: lower case, singular, American, without accents."""
    plain = word.lower() if word.isascii() else _without_accents(word)
    plain = plain.removesuffix("'s")
    if _ANY_BRITISH.search(plain):
        for pattern, american in _BRITISH:
            plain = pattern.sub(american, plain)
    return _singular(plain)


def _without_accents(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.translate(_GREEK))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isalpha() or not word.endswith("s"):
        return word
    for plural, singular in (
        ("stases", "stasis"),
        ("oses", "osis"),
        ("yses", "ysis"),
        ("eses", "esis"),
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("tuses", "tus"),
        ("iruses", "irus"),
    ):
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word[: -len(plural)] + singular
    if word.endswith(("ss", "us", "is")):
        return word
    return word[:-1]


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; white space is in none."""
    return [Token(match.start(), match.end(), match[0], form_of(match[0])) for match in _TOKEN.finditer(text)]


def key(text: str) -> tuple[str, ...]:
    """The sequence of forms by which two spellings of a term are the same; hyphens do not count."""
    plain = text.isascii() and text.replace(" ", "").isalpha()  # as most terms are: their words are their tokens
    return tuple([form for form in map(form_of, text.split() if plain else _TOKEN.findall(text)) if form not in _NO_WORD])


def first_form(text: str) -> str:
    """The first form of `key`; "" where it has none."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return form_of(text.split(None, 1)[0])
    return next((form for match in _TOKEN.finditer(text) if (form := form_of(match[0])) not in _NO_WORD), "")
