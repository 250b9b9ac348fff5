"""org.yaml: reads its text into values, and checks ids, roles, permissions and references."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from architrave.cloud.permissions import permission_fault
from architrave.cloud.system_prompts import SYSTEM_PROMPTS
from architrave.definitions import rules, sections
from architrave.definitions.flow_references import FlowReference, flow_references
from architrave.definitions.grants import ALL_DIVISIONS
from architrave.definitions.lint_settings import LintSettings, lint_settings
from architrave.definitions.nouns import BY_NAME, BY_SECTION, Noun
from architrave.definitions.nouns.division import HOME
from architrave.definitions.nouns.trigger import TRIGGER
from architrave.definitions.nouns.user import USER
from architrave.definitions.oauth_clients import check_clients, client_of
from architrave.definitions.settings import Settings
from architrave.definitions.triggers import trigger_faults
from architrave.definitions.values import CLIENT_CREDENTIALS, Client, Entity, FlowPin, Integration, derived_id
from architrave.diagnostics import Diagnostic, Position, Source, did_you_mean
from architrave.diagnostics.diagnostic import each_once
from architrave.diagnostics.guarding import guarded
from architrave.diagnostics.pointer import join_pointer
from architrave.flows import yaml

_SYSTEM_PROMPT = "systemPrompt"
_SECRET = (USER, "password")
"""What is no property of an entity, which is stored in clear."""
_NAMES = ("id", "name")


@dataclass(frozen=True, slots=True)
class OrgYaml:
    """The contents of org.yaml."""

    id: str | None = None
    name: str | None = None
    default_language: str | None = None
    default_country_code: str | None = None
    clients: tuple[Client, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    entities: tuple[Entity, ...] = ()
    pins: tuple[FlowPin, ...] = ()
    flow_references: tuple[FlowReference, ...] = ()
    integrations: Mapping[str, Integration] = field(default_factory=dict[str, Integration])
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])
    lint: LintSettings | None = None
    unset_inputs: str | None = None
    passwords: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@guarded(OrgYaml)
def read_org_yaml(
    source: Source, environment: Mapping[str, str], *, needs_secrets: bool = True
) -> tuple[OrgYaml, tuple[Diagnostic, ...]]:
    """The contents of a source as org.yaml, and its problems. `environment` fills `${NAME}`.

    Without `needs_secrets`, a variable that is not set is no problem in a secret, which keeps its `${NAME}`.
    """
    node, faults = yaml.read_yaml(source)
    if node is None:
        return OrgYaml(), faults
    settings = Settings(source, environment, needs_secrets=needs_secrets)
    raw: dict[str, Any] = settings.read(sections.ORG_YAML, node) or {}
    _check(raw, settings)
    return _values(raw, settings), each_once((*faults, *settings.diagnostics))


def _values(raw: dict[str, Any], settings: Settings) -> OrgYaml:
    return OrgYaml(
        id=raw.get("id"),
        name=raw.get("name"),
        default_language=raw.get("defaultLanguage"),
        default_country_code=raw.get("defaultCountryCode"),
        clients=tuple(
            client for item in _items(raw, "clients") if item.get("id") and _can_be_used(client := client_of(item))
        ),
        roles={name: _texts(granted) for name, granted in _map(raw, "roles").items()},
        entities=_entities(raw),
        pins=tuple(
            _pin(name, pin or {}, settings.place(join_pointer(("flows", name))))
            for name, pin in _map(raw, "flows").items()
        ),
        flow_references=tuple(flow_references(raw, settings)),
        integrations={name: _integration(name, item or {}) for name, item in _map(raw, "integrations").items()},
        substitutions={name: value or "" for name, value in _map(raw, "substitutions").items()},
        lint=lint_settings(_map(raw, "lint"), sections.PER_FILE_IGNORES) if "lint" in raw else None,
        unset_inputs=_map(raw, "dataActions").get("unsetInputs"),
        passwords=_passwords(raw),
    )


def _map(raw: dict[str, Any], key: str) -> dict[str, Any]:
    return raw.get(key) or {}


def _list(raw: dict[str, Any], key: str) -> list[Any]:
    return raw.get(key) or []


def _items(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [item for item in _list(raw, key) if item]


def _texts(value: list[str | None] | None) -> tuple[str, ...]:
    return tuple(item for item in value or () if item is not None)


def _pin(name: str, pin: dict[str, Any], place: Position) -> FlowPin:
    published, version = pin.get("published") is not False, pin.get("version") or 1
    return FlowPin(name, pin.get("id"), published, _texts(pin.get("required")), place, version)


def _integration(name: str, item: dict[str, Any]) -> Integration:
    return Integration(
        name,
        base_url=item.get("baseUrl"),
        headers={key: value or "" for key, value in _map(item, "headers").items()},
        credentials={key: value or "" for key, value in _map(item, "credentials").items()},
    )


def _can_be_used(client: Client) -> bool:
    return client.has_secret or client.grant_type != CLIENT_CREDENTIALS


def _passwords(raw: dict[str, Any]) -> dict[str, str]:
    """The passwords of users, by the ids of the users."""
    return {_entity(USER, item).id: item["password"] for item in _items(raw, USER.section) if item.get("password")}


def _entities(raw: dict[str, Any]) -> tuple[Entity, ...]:
    """The entities in org.yaml, and the system prompts, which every organization has."""
    written = [_entity(noun, item) for section, noun in BY_SECTION.items() for item in _items(raw, section)]
    named = {entity.name.casefold() for entity in written if entity.noun == _SYSTEM_PROMPT and entity.name}
    others = ({"name": name, "type": "system"} for name in SYSTEM_PROMPTS if name not in named)
    return (*written, *(_entity(BY_NAME[_SYSTEM_PROMPT], prompt) for prompt in others))


def _entity(noun: Noun, item: dict[str, Any]) -> Entity:
    name = item.get("name") or " ".join(filter(None, (item.get("firstName"), item.get("lastName")))) or None
    known = {key: value for key, value in item.items() if value is not None and (noun, key) != _SECRET}
    derived = known.get(noun.derives_id_from) or name or repr(sorted(known.items(), key=lambda pair: pair[0]))
    entity_id = known.get("id") or derived_id(noun.name, derived)
    return Entity(noun.name, entity_id, name, noun.defaults | known | {"id": entity_id})


def _check(raw: dict[str, Any], settings: Settings) -> None:
    _check_ids(raw, settings)
    check_clients(_list(raw, "clients"), settings)
    _check_roles(raw, settings)
    _check_divisions_of_grants(raw, settings)
    _check_triggers(raw, settings)
    for section, noun in BY_SECTION.items():
        for field_name, target in noun.references:
            _check_references(raw, settings, section, field_name, target)


def _check_triggers(raw: dict[str, Any], settings: Settings) -> None:
    for index, item in enumerate(_list(raw, TRIGGER.section)):
        for fault in trigger_faults(item or {}, is_whole=False):
            pointer = join_pointer((TRIGGER.section, index, *fault.path))
            settings.fault(rules.WRONG_SETTING, fault.message, pointer, fault.help)


def _check_ids(raw: dict[str, Any], settings: Settings) -> None:
    for key in ("clients", *BY_SECTION):
        _report_duplicates(
            settings, ((item.get("id"), f"/{key}/{index}/id") for index, item in enumerate(_list(raw, key)) if item)
        )
    pins = _map(raw, "flows").items()
    _report_duplicates(settings, ((pin.get("id"), join_pointer(("flows", name, "id"))) for name, pin in pins if pin))


def _report_duplicates(settings: Settings, ids: Iterable[tuple[str | None, str]]) -> None:
    first: dict[str, str] = {}
    for value, pointer in ids:
        if value is None:
            continue
        if value in first:
            line = settings.place(first[value]).line
            settings.fault(
                rules.DUPLICATE_ID,
                f'The id "{value}" is already used in line {line}.',
                pointer,
                "Use a different id, or remove it: Architrave then derives one from the name.",
            )
        else:
            first[value] = pointer


def _check_roles(raw: dict[str, Any], settings: Settings) -> None:
    roles = _map(raw, "roles")
    for name, granted in roles.items():
        for index, permission in enumerate(granted or ()):
            fault = permission_fault(permission) if permission else None
            if fault is not None:
                settings.fault(rules.UNKNOWN_PERMISSION, fault[0], join_pointer(("roles", name, index)), fault[1])
    reported: set[str] = set()
    for role, _divisions, pointer in _grants(raw):
        if role is not None and role not in roles and role not in reported:
            reported.add(role)
            meant = did_you_mean(role, roles)
            settings.fault(
                rules.UNKNOWN_ROLE,
                f'The role "{role}" is not defined.',
                pointer,
                f'Did you mean "{meant}"?'
                if meant
                else f"Define it, for example `roles: {{{role}: [architect:flow:launch]}}`.",
            )


def _grants(raw: dict[str, Any]) -> Iterator[tuple[str | None, list[str | None], str]]:
    """What is granted to clients and users: each role with its divisions and its place."""
    for key in ("clients", "users"):
        for index, item in enumerate(_list(raw, key)):
            for number, granted in enumerate(_list(item or {}, "roles")):
                pointer = f"/{key}/{index}/roles/{number}"
                if isinstance(granted, dict):
                    said = cast("dict[str, Any]", granted)
                    yield said.get("role"), _list(said, "divisions"), f"{pointer}/role"
                else:
                    yield granted, [], pointer


def _check_divisions_of_grants(raw: dict[str, Any], settings: Settings) -> None:
    known = {HOME, ALL_DIVISIONS} | {str(one[by]) for one in _items(raw, "divisions") for by in _NAMES if one.get(by)}
    for _role, divisions, pointer in _grants(raw):
        _check_names(settings, divisions, known, f"{pointer.removesuffix('/role')}/divisions", "divisions")


def _check_references(raw: dict[str, Any], settings: Settings, key: str, field_name: str, noun: str) -> None:
    target, unique = BY_NAME[noun].section, BY_NAME[noun].unique or "name"
    known = {str(item[by]) for item in _items(raw, target) for by in ("id", "name", unique) if item.get(by)}
    for index, item in enumerate(_list(raw, key)):
        named: object = _map({"item": item}, "item").get(field_name)
        is_list = isinstance(named, list)
        names = cast("list[str | None]", named if is_list else [named])
        _check_names(settings, names, known, f"/{key}/{index}/{field_name}", target, is_list=is_list)


def _check_names(
    settings: Settings, names: list[str | None], known: set[str], pointer: str, target: str, *, is_list: bool = True
) -> None:
    """Report the names that are not among those known in the section `target`."""
    for number, name in enumerate(names):
        if name is None or name in known:
            continue
        meant = did_you_mean(name, known)
        settings.fault(
            rules.UNKNOWN_REFERENCE,
            f'Nothing under `{target}` has the id or name "{name}".',
            f"{pointer}/{number}" if is_list else pointer,
            f'Did you mean "{meant}"?' if meant else f"Add it under `{target}`.",
        )
