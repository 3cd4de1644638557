"""Translation catalogues without the gettext programs: collect, update, compile, check.

The English sentences in the code are the message ids; ``locale/cs`` holds the Czech ones.
``locale/wagtail`` holds, written by hand, what the libraries leave without a translation.

    python -m config.catalogues update     # write new and drop unused messages
    python -m config.catalogues compile    # make the binary files Django reads
    python -m config.catalogues check      # complete? nothing fuzzy, all plural forms, placeholders
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("cs",)
SOURCE_FOLDERS = (
    "config",
    "core",
    "people",
    "concept",
    "working_groups",
    "focus_groups",
    "evaluation",
    "consultations",
    "website",
    "templates",
)
# where the message, its plural and its context stand among the arguments of each function
FUNCTIONS = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
QUOTED = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TEMPLATE_CALL = re.compile(
    rf"(?<![\w.])((?:n?p?gettext|_)\({QUOTED}(?:\s*,\s*(?:{QUOTED}|count))*\))", re.DOTALL
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdr]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Used:
    """A message used in the code: its id, plural or None, context or None, and the first place."""

    id: str
    plural: str | None
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str, str | None]:
        return (self.id, self.context)


class NotTranslatable(Exception):
    """A gettext call whose message is not a plain string, so that no catalogue can hold it."""


def used_messages() -> dict[tuple[str, str | None], Used]:
    """Return every message of our Python files and templates by (id, context)."""
    found: dict[tuple[str, str | None], Used] = {}
    for folder in SOURCE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            place = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py" and "migrations" not in path.parts:
                messages = messages_of_python(path.read_text(), place)
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                messages = messages_of_template(path.read_text(), place)
            else:
                continue
            for message in messages:
                known = found.get(message.key)
                if known is None or (message.plural and not known.plural):
                    found[message.key] = message
    return found


def messages_of_python(source: str, place: str) -> Iterator[Used]:
    """Yield the messages of one Python file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name in FUNCTIONS:
            yield message_of_call(node, FUNCTIONS[name], f"{place}:{node.lineno}")


def messages_of_template(source: str, place: str) -> Iterator[Used]:
    """Yield the messages of one Django template."""
    for match in TEMPLATE_CALL.finditer(templatize(source, origin=place)):
        node = ast.parse(match[1], mode="eval").body
        assert isinstance(node, ast.Call)
        yield message_of_call(node, FUNCTIONS[node.func.id], place)


def message_of_call(
    node: ast.Call, positions: tuple[int, int | None, int | None], place: str
) -> Used:
    """Read message, plural and context off one call. Raises NotTranslatable for other than text."""

    def text(position: int | None) -> str | None:
        if position is None:
            return None
        argument = node.args[position] if position < len(node.args) else None
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
        raise NotTranslatable(f"{place}: the message of a gettext call must be one plain string")

    message, plural, context = positions
    return Used(text(message) or "", text(plural), text(context), place)


def source_path(locale: str) -> Path:
    return ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"


def compiled_path(locale: str) -> Path:
    return source_path(locale).with_suffix(".mo")


def extra_parts() -> list[Path]:
    """Return catalogues that wait to be merged by ``update``."""
    return sorted((ROOT / "locale" / "parts").glob("*.po"))


def library_paths(locale: str) -> list[Path]:
    """Return our catalogues for the messages of the libraries, one per gettext domain."""
    return sorted((ROOT / "locale" / "wagtail" / locale / "LC_MESSAGES").glob("*.po"))


def read_file(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def read(locale: str) -> Catalog:
    """Return the catalogue with the parts that wait to be merged into it."""
    catalogue = Catalog(locale=locale, charset="utf-8")
    known = set()
    for path in [source_path(locale), *extra_parts()]:
        if not path.is_file():
            continue
        for message in read_file(path, locale):
            if message.id and message_key(message) not in known:
                known.add(message_key(message))
                catalogue[message.id] = message
    return catalogue


def message_key(message: Message) -> tuple[str, str | None]:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return (singular, message.context)


def compile_changed() -> list[Path]:
    """Compile each catalogue that is newer than its binary file; return the files written."""
    done = []
    for locale in LOCALES:
        ours = [path for path in [source_path(locale), *extra_parts()] if path.is_file()]
        if ours and is_newer(ours, compiled_path(locale)):
            done.append(write_compiled(read(locale), compiled_path(locale)))
        for path in library_paths(locale):
            if is_newer([path], path.with_suffix(".mo")):
                done.append(write_compiled(read_file(path, locale), path.with_suffix(".mo")))
    return done


def is_newer(sources: list[Path], target: Path) -> bool:
    newest = max(path.stat().st_mtime_ns for path in sources)
    return not target.is_file() or target.stat().st_mtime_ns < newest


def write_compiled(catalogue: Catalog, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".mo.partial")
    with partial.open("wb") as file:
        write_mo(file, catalogue)
    return partial.replace(target)


def update(locale: str) -> tuple[int, int]:
    """Rewrite the catalogue for the messages in use; return how many were added and dropped."""
    used = used_messages()
    old = read(locale)
    kept = {message_key(message): message for message in old if message.id}
    new = Catalog(
        locale=locale,
        project="Osnova",
        version="1",
        charset="utf-8",
        header_comment="# Czech texts of Osnova. Written by: python -m config.catalogues update",
        fuzzy=False,
    )
    for key, message in sorted(used.items(), key=lambda item: (item[1].place, item[0][0])):
        identity = (message.id, message.plural) if message.plural else message.id
        known = kept.get(key)
        text = known.string if known and same_shape(known, message) else ""
        flags = known.flags & {"fuzzy"} if known else set()
        place = message.place.rpartition(":")[0] or message.place
        new.add(identity, text, locations=[(place, None)], flags=flags, context=message.context)
    path = source_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=100, include_lineno=False)
    return len(used.keys() - kept.keys()), len(kept.keys() - used.keys())


def same_shape(known: Message, message: Used) -> bool:
    return isinstance(known.id, str) == (message.plural is None)


def problems(locale: str) -> list[str]:
    """Return what is wrong with the catalogue, one sentence each; nothing if it is whole."""
    catalogue = read(locale)
    known = {message_key(message): message for message in catalogue if message.id}
    used = used_messages()
    found = [
        f'not used any more: "{key[0]}"' for key in sorted(known.keys() - used.keys(), key=str)
    ]
    for key, message in sorted(used.items(), key=lambda item: item[1].place):
        where = f'{message.place}: "{message.id}"'
        translated = known.get(key)
        if translated is None:
            found.append(f"{where} is missing")
            continue
        if not same_shape(translated, message):
            found.append(f"{where} needs {catalogue.num_plurals if message.plural else 1} text(s)")
        elif fault := fault_of(translated, catalogue.num_plurals):
            found.append(f"{where} {fault}")
    return found


def library_problems(path: Path, locale: str) -> list[str]:
    """Return what is wrong with the translations of one catalogue for the libraries."""
    catalogue = read_file(path, locale)
    faults = [(message, fault_of(message, catalogue.num_plurals)) for message in catalogue]
    return [f'{path.name}: "{m.id}" {fault}' for m, fault in faults if m.id and fault]


def fault_of(message: Message, num_plurals: int) -> str:
    """Say what is wrong with a translation; nothing if it is whole."""
    plural = not isinstance(message.id, str)
    ids = message.id if plural else (message.id,)
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    expected = num_plurals if plural else 1
    if len(forms) != expected or not all(forms):
        return f"needs {expected} text(s)"
    if message.fuzzy:
        return "is fuzzy"
    allowed = set(PLACEHOLDER.findall(" ".join(ids)))
    if not plural and set(PLACEHOLDER.findall(forms[0])) != allowed:
        return "has other placeholders than its translation"
    if set(PLACEHOLDER.findall(" ".join(forms))) - allowed:
        return "has a translation with unknown placeholders"
    return ""


def main(arguments: list[str]) -> int:
    """Run one of the commands named in the module's docstring; return the exit code."""
    match arguments:
        case ["compile"]:
            compile_changed()
        case ["update"]:
            for locale in LOCALES:
                added, dropped = update(locale)
                print(f"{source_path(locale).relative_to(ROOT)}: {added} new, {dropped} dropped")
        case ["check"]:
            found = [f"{locale}: {line}" for locale in LOCALES for line in problems(locale)]
            for locale in LOCALES:
                for path in library_paths(locale):
                    found += [f"{locale}: {line}" for line in library_problems(path, locale)]
            print("\n".join(found) or "Catalogues complete")
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
