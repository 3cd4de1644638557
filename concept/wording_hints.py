"""Whether a change of words looks like one of style only. A hint for an editor, who decides. Pure."""

from collections import Counter

from rapidfuzz.fuzz import token_sort_ratio

from core.czech import fold, tokens

SIMILAR = 55.0  # percent; below it too many words are others
# Words that bind, allow or forbid: whoever changes one changes the meaning.
BINDING = (
    "mus", "nemus", "smi", "nesm", "lze", "nelze", "povin", "nepovin", "moh", "muz", "nemoh", "nemuz", "zakaz",
    "pouze", "jen", "nejvyse", "nejmene", "nejdele", "alespon", "vsech", "zadn", "kazd", "nebo", "krome", "bez",
)  # fmt: skip


def looks_like_wording(old: str, new: str) -> bool:
    """Whether the same numbers, names, negations and binding words stand in both, and most words are alike.

    >>> looks_like_wording("Podpora trvá šest měsíců.", "Podpora potrvá šest měsíců.")
    True
    >>> looks_like_wording("Obec může byt přidělit.", "Obec musí byt přidělit.")
    False
    """
    if not old or not new:
        return False
    return _telling(old) == _telling(new) and token_sort_ratio(fold(old), fold(new)) >= SIMILAR


def _telling(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for number, word in enumerate(tokens(text)):
        plain = fold(word)
        is_name = number > 0 and word[:1].isupper()
        if any(sign.isdigit() for sign in word) or is_name:
            found[plain] += 1
        elif start := next((start for start in BINDING if plain.startswith(start)), ""):
            found[start] += 1
        elif plain.startswith("ne") and len(plain) > 4:
            found["ne-"] += 1
    return found
