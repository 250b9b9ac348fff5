"""Names and keys that may occur only once: of states, tasks and menus, of a menu's choices, of slots."""

from collections.abc import Iterator
from dataclasses import replace

from architrave.diagnostics import Provenance, Severity
from architrave.flows import rules
from architrave.flows.menus import choices_of
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence

_PARTS = {"states": "state", "tasks": "task", "menus": "menu", "bots": "state"}
_NAMED = {"intents": "intent", "entities": "slot", "entityTypes": "slot type"}
_UNSURE = replace(rules.DUPLICATE_NAME, severity=Severity.WARNING, provenance=Provenance.ASSUMED)
_SLOTS = replace(rules.DUPLICATE_NAME, severity=Severity.WARNING)
_TERMS = replace(rules.DUPLICATE_CHOICE, severity=Severity.WARNING, provenance=Provenance.ASSUMED)
_RENAME = "Rename one of them."


def check_names(reading: Reading, body: Mapping) -> None:
    """Reports every name of a part, and every key of a menu, that occurs twice."""
    for menu in _menus(body.get("menus")):
        _check_choices(reading, menu)
    _check_keys_for_all(reading, body)
    _check_parts(reading, body)
    _check_language_model(reading, body)


def _check_parts(reading: Reading, body: Mapping) -> None:
    """States, tasks and menus. That names differ by more than case, and menus from tasks, is assumed."""
    known: dict[str, list[tuple[str, str]]] = {}
    for key, what in _PARTS.items():
        for part in _tagged(body.get(key), what, "bot"):
            name = _text(part.get("name"))
            if name is None:
                continue
            earlier = known.setdefault(name.text.casefold(), [])
            same = [written for kind, written in earlier if kind == what]
            if name.text in same:
                reading.report(rules.DUPLICATE_NAME, f"Two {what}s are called “{name.text}”.", name, _RENAME)
            elif same:
                message = f"Two {what}s are called “{name.text}” and “{same[0]}”: only the case differs."
                reading.report(_UNSURE, message, name, _RENAME)
            elif earlier and {what, earlier[0][0]} == {"menu", "task"}:
                message = f"A {earlier[0][0]} and a {what} are both called “{name.text}”."
                reading.report(_UNSURE, message, name, _RENAME)
            earlier.append((what, name.text))


def _check_choices(reading: Reading, menu: Mapping) -> None:
    """One key, and one spoken term in a language, for each choice of a menu."""
    keys: set[str] = set()
    terms: set[tuple[str, str]] = set()
    for _, choice in choices_of(menu):
        key = _text(choice.get("dtmf"))
        if key is not None and key.text in keys:
            message = f"Two choices of this menu have the key {_key(key.text)}."
            reading.report(rules.DUPLICATE_CHOICE, message, key, "Give one of them another key.")
        elif key is not None:
            keys.add(key.text)
        own: set[tuple[str, str]] = set()
        for language, term in _terms(choice):
            spoken = (language, term.text.casefold())
            if spoken in terms:
                message = f"Two choices of this menu have the spoken term “{term.text}”."
                reading.report(_TERMS, message, term, "Remove it from one of them.")
            own.add(spoken)
        terms |= own


def _check_keys_for_all(reading: Reading, body: Mapping) -> None:
    """A key that works in every menu (`globalDtmf`) is given once in a flow (documented)."""
    keys: set[str] = set()
    for menu in _menus(body.get("menus")):
        for _, choice in choices_of(menu):
            key, everywhere = _text(choice.get("dtmf")), choice.get("globalDtmf")
            if key is None or not isinstance(everywhere, Scalar) or everywhere.value is not True:
                continue
            if key.text in keys:
                message = f"Two choices have the key {_key(key.text)} for all menus (`globalDtmf`)."
                reading.report(rules.DUPLICATE_CHOICE, message, key, "Give one of them another key.")
            keys.add(key.text)


def _check_language_model(reading: Reading, body: Mapping) -> None:
    """Intents, slots and slot types; a slot and a slot type of one name are found only by the editor (recorded)."""
    settings = body.get("settingsNaturalLanguageUnderstanding")
    model = settings.get("nluDomainVersion") if isinstance(settings, Mapping) else None
    known: dict[str, set[str]] = {what: set() for what in _NAMED.values()}
    for key, what in _NAMED.items():
        listed = model.get(key) if isinstance(model, Mapping) else None
        for item in listed.items if isinstance(listed, Sequence) else ():
            name = _text(item.get("name")) if isinstance(item, Mapping) else None
            if name is None:
                continue
            if name.text in known[what]:
                reading.report(_UNSURE, f"Two {what}s are called “{name.text}”.", name, _RENAME)
            elif what == "slot type" and name.text in known["slot"]:
                message = f"A slot and a slot type are both called “{name.text}”."
                reading.report(_SLOTS, message, name, _RENAME)
            known[what].add(name.text)


def _menus(listed: Node | None) -> Iterator[Mapping]:
    """The menus of a list, and the menus inside their choices."""
    waiting = list(_tagged(listed, "menu"))
    while waiting:
        menu = waiting.pop(0)
        yield menu
        inner = [choice.get("menu") or choice for _, choice in choices_of(menu)]
        waiting += [each for each in inner if isinstance(each, Mapping) and "choices" in each]


def _terms(choice: Mapping) -> Iterator[tuple[str, Scalar]]:
    by_language = choice.get("speechRecTerms")
    for entry in by_language.entries if isinstance(by_language, Mapping) else ():
        listed = entry.value.get("terms") if isinstance(entry.value, Mapping) else None
        for term in listed.items if isinstance(listed, Sequence) else ():
            if isinstance(term, Scalar) and not has_placeholder(term.text):
                yield entry.name, term


def _tagged(listed: Node | None, *tags: str) -> Iterator[Mapping]:
    """The objects below `- tag:` in a list."""
    for item in listed.items if isinstance(listed, Sequence) else ():
        for tag in tags if isinstance(item, Mapping) else ():
            part = item.get(tag) if isinstance(item, Mapping) else None
            if isinstance(part, Mapping):
                yield part


def _text(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and node.text and not has_placeholder(node.text) else None


def _key(dtmf: str) -> str:
    return dtmf.removeprefix("digit_")
