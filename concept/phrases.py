"""What is remembered of removed words, and how it is recognised when it comes back. Pure, but for the secret key.

A sentence is compared folded: without case, accents and punctuation. One of four words or more speaks for itself. A
shorter one ("Jana Nová dluží.") is remembered too, unless other text says it: else "Viz tabulka" removed once could
never be written again. One word alone is remembered only if it is a number that tells who somebody is.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from django.conf import settings

from core.czech import fold
from core.repeats import TELLING_DIGITS

MASK = "█████"
WHOLE_SENTENCE = 4
SHORT_SENTENCE = 2

# A full stop after these ends no sentence; neither does one after a single letter.
ABBREVIATIONS = frozenset(
    """
    apod atd bc cca csc doc dr hod ing kap kc mgr mil mj mld mudr mvdr nam napr obr ods odst
    paeddr phd phdr pism pozn prof resp rndr sb sv tab tel tis tj tzn tzv ul vc zak
    """.split()  # noqa: SIM905  a list is longer
)


def sentences(text: str) -> list[str]:
    """Every sentence of a text, folded, however short."""
    parts = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [" ".join(words) for words in map(_words, parts) if words]


def said_phrases(text: str) -> set[str]:
    """Everything in a text that may have been remembered of removed words: its sentences, and all of it as one."""
    return {*sentences(text), " ".join(_words(text))} - {""}


def remembered_phrases(text: str, elsewhere: Iterable[str] = ()) -> list[str]:
    """What is remembered of a removed passage, each once.

    Its sentences, and all of it when none has four words; short sentences unless one of the texts ``elsewhere`` says
    them as a sentence too.

    >>> remembered_phrases("Jana Nová dluží. Viz tabulka. Nájem neplatí už od ledna.", ["Viz tabulka."])
    ['jana nova dluzi', 'najem neplati uz od ledna']
    """
    found = [sentence for sentence in sentences(text) if _is_worth(sentence)]
    if any(_is_short(sentence) for sentence in found):
        others = {sentence for other in elsewhere for sentence in sentences(other)}
        found = [each for each in found if not (_is_short(each) and each in others)]
    if all(_is_short(sentence) for sentence in found):
        found += [" ".join(_words(text))]
    return [phrase for phrase in dict.fromkeys(found) if phrase]


def masked(text: str, words: Sequence[str]) -> str:
    """The text with each of the words, whatever their case and blanks, replaced by a block of one length.

    >>> masked("Jana  Nová dluží nájem.", ["jana nová"])
    '█████ dluží nájem.'
    """
    for word in words:
        parts = [re.escape(part) for part in word.split()]
        if parts:
            said = r"\s+".join(parts)
            text = re.sub(rf"(?<!\w){said}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def phrase_digest(phrase: str) -> str:
    """Keyed hash of a folded phrase, by the newest key: as it is stored."""
    return _digest(settings.SECRET_KEY, phrase)


def phrase_digests(phrase: str) -> set[str]:
    """Keyed hashes by the newest key and all earlier ones: as it may have been stored."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {_digest(key, phrase) for key in keys}


def _digest(key: str, phrase: str) -> str:
    return hmac.new(key.encode(), phrase.encode(), hashlib.sha256).hexdigest()


def _is_short(sentence: str) -> bool:
    return sentence.count(" ") + 1 < WHOLE_SENTENCE


def _is_worth(sentence: str) -> bool:
    """Whether a sentence tells enough; what a full stop of an abbreviation cut off does not."""
    words = sentence.split(" ")
    if len(words) >= WHOLE_SENTENCE:
        return True
    if len(words) < SHORT_SENTENCE:
        return words[0].isdigit() and len(words[0]) >= TELLING_DIGITS
    return words[-1].isdigit() or (len(words[-1]) > 1 and words[-1] not in ABBREVIATIONS)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
