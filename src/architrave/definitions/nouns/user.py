"""Users: the people of the organization."""

from architrave.definitions.grants import ROLES
from architrave.definitions.nouns.declaration import TEXT, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.definitions.shapes import Text

ACTIVE = "active"
DELETED = "deleted"
STATES = (ACTIVE, "inactive", DELETED)

USER = Noun(
    "user",
    "users",
    "A person of the organization.",
    (
        Property("email", TEXT, "the email address, which is also the user name"),
        Property("state", Text(STATES), "active, inactive or deleted (active by default)", default=ACTIVE),
        Property("status", TEXT, "the presence as people see it (Available means ready)"),
        Property("title", TEXT, "the job title"),
        Property("department", TEXT, "the department"),
        DIVISION_OF_ENTITY,
        Property(
            "password",
            Text(is_secret=True),
            "the password for the login page; without one, a user logs in only on the server's own machine",
            in_api=False,
            for_flows=False,
        ),
        Property("roles", ROLES, "the roles, defined under `roles`, in all divisions or in some", for_flows=False),
    ),
    derives_id_from="email",
    unique="email",
)
"""Its endpoints are not like those of others: they are in `server/routes/users.py`."""
