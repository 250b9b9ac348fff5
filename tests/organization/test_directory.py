"""What flows look up."""

import pytest

from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.organization.directory import Directory

ORG = """
users:
  - {id: u-1, name: Ada, email: ada@example.com}
  - {id: u-2, name: Twin, email: one@example.com}
  - {id: u-3, name: Twin, email: two@example.com}
queues: [{id: q-1, name: Support, description: Help}]
externalOrganizations: [{id: o-1, name: Navy}]
externalContacts:
  - {id: c-1, firstName: Grace, lastName: Hopper, workEmail: Grace@navy.example, externalOrganization: Navy}
schedules: [{id: s-1, name: Weekdays, rrule: FREQ=DAILY}]
scheduleGroups: [{id: g-1, name: Hours, openSchedules: [Weekdays], holidaySchedules: [s-1]}]
"""
SCHEMA = '{"properties": {"key": {"type": "string"}, "Fee": {"type": "number"}, "City": {"type": "string"}}}'
FILES = {
    "org.yaml": ORG,
    "data-tables/Stores.schema.json": SCHEMA,
    "data-tables/Stores.csv": "key,Fee,City\nS1,1.50,Graz\n",
}


@pytest.fixture(scope="module")
def directory():
    organization, _ = read_organization(TextFiles(FILES), environment={})
    return Directory.of(organization, lambda *asked: {"hash": "h"} if asked[:2] == ("name", "Shared") else None)


FOUND = [
    (("user", "id", "u-1"), "u-1"),
    (("user", "id", "U-1"), "u-1"),
    (("user", "email", "ADA@example.com"), "u-1"),
    (("user", "name", "ada"), "u-1"),
    (("user", "name", "ada@example.com"), "u-1"),
    (("queue", "name", "SUPPORT"), "q-1"),
    (("queue", "description", "Help"), "q-1"),
    (("externalContact", "email", "grace@navy.example"), "c-1"),
]
NOT_FOUND = [
    ("user", "id", "u-9"),
    ("user", "name", "Twin"),
    ("user", "name", None),
    ("queue", "name", ""),
    ("unicorn", "name", "x"),
    ("commonModule", "name", "Other"),
]


@pytest.mark.parametrize(("asked", "found"), FOUND)
def test_found(directory, asked, found):
    assert directory.look_up(*asked)["id"] == found


@pytest.mark.parametrize("asked", NOT_FOUND)
def test_not_found(directory, asked):
    assert directory.look_up(*asked) is None


def test_a_user_has_the_languages_properties(directory):
    user = directory.look_up("user", "id", "u-1")
    assert (user["name"], user["username"]) == ("Ada", "ada@example.com")


def test_rows_of_data_tables(directory):
    assert directory.look_up("dataTableRow", "key", "S1", "stores") == {"key": "S1", "Fee": "1.50", "City": "Graz"}
    assert directory.look_up("dataTableRow", "key", "s1", "Stores") is None
    assert directory.look_up("dataTableRow", "key", "S1", "Nowhere") is None
    assert directory.look_up("dataTable", "name", "STORES")["name"] == "Stores"


def test_entities_include_those_that_they_refer_to(directory):
    group = directory.look_up("scheduleGroup", "name", "Hours")
    assert group["openSchedules"][0]["rrule"] == "FREQ=DAILY"
    assert group["holidaySchedules"][0]["id"] == "s-1"
    assert directory.look_up("externalContact", "id", "c-1")["externalOrganization"]["name"] == "Navy"


def test_common_modules_are_found_by_the_given_function(directory):
    assert directory.look_up("commonModule", "name", "Shared") == {"hash": "h"}


def test_all_of_a_noun(directory):
    assert [user["id"] for user in directory.all("user")] == ["u-1", "u-2", "u-3"]
    assert directory.all("unicorn") == []
