"""The header of a flow: its name, division, languages, and the settings that have no effect here."""

import re
from dataclasses import dataclass

from architrave.diagnostics import did_you_mean
from architrave.flows import rules
from architrave.flows.expect import kind_of, report_unknown_key
from architrave.flows.flow_settings import check_settings
from architrave.flows.reading import Reading
from architrave.flows.references import read_reference
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

MAX_NAME = 200
"""The maximum length of a flow's name, in characters (documented)."""

READ_ELSEWHERE = ("variables", "states", "tasks", "bots", "startUpTaskActions", "startUpTaskVariables")
_TEXTS = ("name", "description", "division", "defaultLanguage")
HEADER_KEYS = (
    *_TEXTS,
    *READ_ELSEWHERE,
    "startUpRef",
    "supportedLanguages",
    "settingsErrorHandling",
    "settingsActionDefaults",
    "settingsPrompts",
    "settingsCommonModule",
    "settingsMenu",
    "settingsSpeechRec",
    "settingsInQueueCall",
    "settingsOutboundCall",
    "settingsInboundEmailHandling",
    "settingsBotFlow",
    "settingsUserInput",
    "settingsKnowledge",
    "settingsNaturalLanguageUnderstanding",
    "settingsVirtualAgent",
    "initialGreeting",
    "menus",
    "worktype",
)
_SETTINGS_NEAR = 0.9
"""`settingsInQueueEmail` is not a misspelled `settingsInQueueCall`: they differ in a word, not in a letter."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a flow. `start` is the refId of the state or task where it starts."""

    name: str
    description: str
    division: str | None
    default_language: str | None
    supported_languages: tuple[str, ...]
    start: str | None


def read_header(reading: Reading, body: Mapping) -> Header:
    """The header of the flow. Of its settings, the expressions and the known keys are checked."""
    texts = {key: _text(reading, body, key) for key in _TEXTS}
    _check_name(reading, body)
    for entry in body.entries:
        if entry.name not in READ_ELSEWHERE and entry.name not in (*_TEXTS, "startUpRef", "supportedLanguages"):
            reading.anything(reading, entry.value)
            check_settings(reading, entry)
    languages = _languages(reading, body.get("supportedLanguages"))
    default = texts["defaultLanguage"]
    _check_default(reading, body.get("defaultLanguage"), languages)
    return Header(
        name=texts["name"] or "",
        description=texts["description"] or "",
        division=texts["division"],
        default_language=default,
        supported_languages=languages,
        start=_start(reading, body),
    )


def with_known_keys(reading: Reading, body: Mapping) -> Mapping:
    """The flow's object. Misspelled keys are reported and corrected, so that they cause no further faults."""
    is_open = not reading.flow_type.is_run
    entries: list[Entry] = []
    for entry in body.entries:
        near = None
        if entry.name not in HEADER_KEYS and not (is_open and _is_other_settings(entry.name)):
            what = reading.flow_type.key
            near = report_unknown_key(reading, entry.key, HEADER_KEYS, what, is_open=is_open, siblings=body)
        if near is not None and near not in body:
            key = entry.key
            entry = Entry(Scalar(key.start, key.end, key.pointer, near, key.plain), entry.value)
        entries.append(entry)
    return Mapping(body.start, body.end, body.pointer, tuple(entries))


def _is_other_settings(key: str) -> bool:
    """Whether a key holds the settings of a flow type that we do not run, and is not a misspelled known key."""
    return key.startswith("settings") and did_you_mean(key, HEADER_KEYS, cutoff=_SETTINGS_NEAR) is None


def _text(reading: Reading, body: Mapping, key: str) -> str | None:
    node = body.get(key)
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.text
    reading.report(rules.WRONG_SHAPE, f"`{key}` must be a text, not {kind_of(node)}.", node, f"Write `{key}: …`.")
    return None


def _check_name(reading: Reading, body: Mapping) -> None:
    name = body.get("name")
    if name is None or (isinstance(name, Scalar) and not name.text.strip()):
        message = "The flow has no name."
        reading.report(rules.MISSING_KEY, message, body if name is None else name, "Add `name: …`.")
    elif isinstance(name, Scalar) and len(name.text) > MAX_NAME:
        message = f"The name has {len(name.text)} characters; the cloud allows {MAX_NAME}."
        reading.report(rules.NAME_TOO_LONG, message, name, "Shorten it; put details into the description.")


def _languages(reading: Reading, node: Node | None) -> tuple[str, ...]:
    scalars: list[Scalar]
    match node:
        case None:
            return ()
        case Mapping():
            scalars = [entry.key for entry in node.entries]
        case Sequence():
            scalars = [item for item in node.items if isinstance(item, Scalar)]
        case Scalar():
            message = "`supportedLanguages` must be an object with a key for each language."
            reading.report(rules.WRONG_SHAPE, message, node, "Write `en-us:` below it, and `none: true` below that.")
            return ()
    for scalar in scalars:
        if not has_placeholder(scalar.text) and not _LANGUAGE.fullmatch(scalar.text):
            message = f"`{scalar.text}` is not a valid language."
            reading.report(rules.BAD_LANGUAGE, message, scalar, "Write a language such as `en-us`.")
    return tuple(scalar.text for scalar in scalars)


def _check_default(reading: Reading, node: Node | None, supported: tuple[str, ...]) -> None:
    if not isinstance(node, Scalar) or has_placeholder(node.text) or any(map(has_placeholder, supported)):
        return
    folded = {language.lower().replace("_", "-") for language in supported}
    if supported and node.text.lower().replace("_", "-") not in folded:
        near = did_you_mean(node.text, supported)
        message = f"The default language `{node.text}` is not one of the supported languages."
        help_text = f"Did you mean `{near}`?" if near else f"Supported languages: {', '.join(supported)}."
        reading.report(rules.BAD_LANGUAGE, message, node, help_text)


def _start(reading: Reading, body: Mapping) -> str | None:
    node = body.get("startUpRef")
    if node is not None:
        return read_reference(reading, node, "", "startUpRef")
    if reading.flow_type.is_run and not reading.flow_type.starts_inline:
        message = "The flow does not say where it starts."
        help_text = 'Add `startUpRef: "/workflow/states/state[…]"` with the refId of the first state.'
        reading.report(rules.MISSING_KEY, message, body, help_text)
    return None
