"""org.yaml: its contents, and how errors in it are reported."""

import pytest

from architrave.definitions.grants import Grant
from architrave.definitions.org_yaml import read_org_yaml
from architrave.definitions.values import derived_id
from architrave.diagnostics import Source

WHOLE = """
name: Example
id: 3b6f0e1c-1111-4222-8333-444455556666
defaultLanguage: de-de
clients:
  - {id: erp, secret: "${ERP_SECRET}", name: ERP, roles: [launcher], accessTokenValiditySeconds: 3600}
roles:
  launcher: [architect:flow:launch, architect:flow:*]
users:
  - {id: usr-1, name: Ada, email: Ada@example.com, roles: [launcher]}
  - {name: Bob, state: inactive}
queues: [{id: q-1, name: Support}, {name: Sales}]
externalContacts: [{firstName: Grace, lastName: Hopper, workPhone: {e164: "+4312345"}}]
schedules: [{name: Weekdays, start: 2026-01-05T08:00:00.000, end: 2026-01-05T17:00:00.000, rrule: FREQ=DAILY}]
scheduleGroups: [{name: Hours, timeZone: Europe/Vienna, openSchedules: [Weekdays]}]
emergencyGroups: [{name: Fire, enabled: false}]
flows:
  Order sync: {id: abc-123, required: [Flow.batchId]}
  Draft: {published: false}
  Plain:
dataActions: {unsetInputs: failure}
substitutions: {division: Home, port: 8080}
"""


def read(text, **environment):
    return read_org_yaml(Source("org.yaml", text), environment)


def test_everything_that_it_may_contain():
    org, diagnostics = read(WHOLE, ERP_SECRET="s3cret")
    assert diagnostics == ()
    assert (org.name, org.id, org.default_language) == ("Example", "3b6f0e1c-1111-4222-8333-444455556666", "de-de")
    (client,) = org.clients
    assert (client.id, client.secret, client.grants, client.token_seconds) == (
        "erp",
        "s3cret",
        (Grant("launcher"),),
        3600,
    )
    assert org.unset_inputs == "failure"
    assert org.roles == {"launcher": ("architect:flow:launch", "architect:flow:*")}
    users = [entity for entity in org.entities if entity.noun == "user"]
    assert [(user.id, user.name, user.properties["state"]) for user in users] == [
        ("usr-1", "Ada", "active"),
        (derived_id("user", "Bob"), "Bob", "inactive"),
    ]
    by_noun = {(entity.noun, entity.name): entity for entity in org.entities}
    assert by_noun["queue", "Sales"].id == derived_id("queue", "Sales")
    assert by_noun["externalContact", "Grace Hopper"].properties["workPhone"] == {"e164": "+4312345"}
    assert by_noun["schedule", "Weekdays"].properties["start"] == "2026-01-05T08:00:00.000"
    assert by_noun["emergencyGroup", "Fire"].properties["enabled"] is False
    assert [(pin.name, pin.id, pin.published, pin.required) for pin in org.pins] == [
        ("Order sync", "abc-123", True, ("Flow.batchId",)),
        ("Draft", None, False, ()),
        ("Plain", None, True, ()),
    ]
    assert org.substitutions == {"division": "Home", "port": "8080"}


def test_a_secret_is_never_shown():
    org, _ = read("clients: [{id: erp, secret: very-secret}]")
    assert "very-secret" not in repr(org)


FAULTS = [
    # text, rule, pointer, line, column, a piece of message or help
    ("cliens: []", "unknown-setting", "/cliens", 1, 1, "clients"),
    ("users:\n  - {name: Ada, mail: a@b.c}", "unknown-setting", "/users/0/mail", 2, 17, "email"),
    ("clients:\n  - {id: erp}", "missing-setting", "/clients/0", 2, 5, "secret"),
    ("users: Ada", "wrong-setting", "/users", 1, 8, "a list"),
    ("users:\n  - {name: Ada, state: activ}", "wrong-setting", "/users/0/state", 2, 24, 'Did you mean "active"?'),
    ("emergencyGroups:\n  - {name: Fire, enabled: yes}", "wrong-setting", "/emergencyGroups/0/enabled", 2, 27, "true"),
    (
        "clients:\n  - {id: a, secret: b, accessTokenValiditySeconds: 3}",
        "wrong-setting",
        "/clients/0/accessTokenValiditySeconds",
        2,
        52,
        "300",
    ),
    ("name: ${NOWHERE}", "missing-environment-variable", "/name", 1, 7, "NOWHERE"),
    ("queues:\n  - {id: q, name: A}\n  - {id: q, name: B}", "duplicate-id", "/queues/1/id", 3, 10, "line 2"),
    ("users:\n  - {name: Ada, roles: [launcher]}", "unknown-role", "/users/0/roles/0", 2, 25, "Define it"),
    (
        "clients:\n  - {id: a, secret: b, roles: [{role: ghost, divisions: [Home]}]}",
        "unknown-role",
        "/clients/0/roles/0/role",
        *(2, 39, "Define it"),
    ),
    (
        (
            "roles: {a: []}\ndivisions: [{name: Sales}]\n"
            "users:\n  - {name: A, roles: [{role: a, divisions: ['*', Slaes]}]}"
        ),
        "unknown-reference",
        "/users/0/roles/0/divisions/1",
        *(4, 50, "Sales"),
    ),
    ("users:\n  - {name: A, roles: [{divisions: [Home]}]}", "missing-setting", "/users/0/roles/0", 2, 23, "role"),
    ("users:\n  - {name: A, roles: [[x]]}", "wrong-setting", "/users/0/roles/0", 2, 23, "a string or a map"),
    ("roles:\n  a: [flow:execute]", "unknown-permission", "/roles/a/0", 2, 7, "architect:flow:launch"),
    ("roles:\n  a: [architect:flow:lauch]", "unknown-permission", "/roles/a/0", 2, 7, "architect:flow:launch"),
    (
        "scheduleGroups:\n  - {name: G, openSchedules: [X]}",
        "unknown-reference",
        "/scheduleGroups/0/openSchedules/0",
        2,
        31,
        "schedules",
    ),
    ("flows:\n  A: {id: x}\n  B: {id: x}", "duplicate-id", "/flows/B/id", 3, 11, "line 2"),
]


@pytest.mark.parametrize(("text", "rule", "pointer", "line", "column", "said"), FAULTS)
def test_errors_with_their_places(text, rule, pointer, line, column, said):
    _, diagnostics = read(text)
    (fault,) = diagnostics
    assert (fault.rule.slug, fault.pointer, fault.start.line, fault.start.column) == (rule, pointer, line, column)
    assert said in f"{fault.message} {fault.help}"


def test_an_undefined_role_is_reported_once():
    _, diagnostics = read(
        "clients:\n  - {id: a, secret: b, roles: [ghost, ghost]}\nusers:\n  - {name: A, roles: [ghost, other]}"
    )
    assert [(fault.rule.slug, fault.pointer) for fault in diagnostics] == [
        ("unknown-role", "/clients/0/roles/0"),
        ("unknown-role", "/users/0/roles/1"),
    ]


def test_all_errors_are_reported_at_once():
    _, diagnostics = read("nam: x\nusers:\n  - {}\nclients:\n  - {id: a, secrt: b}\n")
    assert [fault.rule.slug for fault in diagnostics] == [
        "unknown-setting",
        "missing-setting",
        "unknown-setting",
        "missing-setting",
    ]


def test_a_syntax_error_is_the_only_error():
    _, diagnostics = read("name: [\nusers: x: y\n")
    assert len(diagnostics) == 1
