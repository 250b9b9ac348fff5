"""What the reader knows about an organization, to check the names of data actions, tables and entities."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from architrave.expressions.types import Type


@dataclass(frozen=True, slots=True)
class DataActionContract:
    """The inputs and outputs of a data action: types by flattened name; None if the contract is unknown."""

    inputs: Mapping[str, Type] | None = None
    required: frozenset[str] = frozenset()
    outputs: Mapping[str, Type] | None = None


@dataclass(frozen=True, slots=True)
class KnownModule:
    """A common module: the types of its inputs and outputs by full name in lower case, the names of its versions
    (`1.0`; none if it is not published), and the flow types, in lower case, that it was made for; empty if it does not
    say.
    """

    inputs: Mapping[str, Type] = field(default_factory=dict[str, Type])
    outputs: Mapping[str, Type] = field(default_factory=dict[str, Type])
    versions: tuple[str, ...] = ("1.0",)
    serves: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownOrganization:
    """The names of an organization that a flow may refer to.

    `data_actions` by `(category, name)`; `data_tables` by name, with the types of the columns; `common_modules` by
    name; `entities` the names by noun (`queue`,
    `scheduleGroup`), for each noun whose names the organization knows; `scripted` the data actions with a reply.
    `folder` is its folder as a person types it.
    """

    data_actions: Mapping[tuple[str, str], DataActionContract] = field(
        default_factory=dict[tuple[str, str], DataActionContract]
    )
    data_tables: Mapping[str, Mapping[str, Type]] = field(default_factory=dict[str, Mapping[str, Type]])
    common_modules: Mapping[str, KnownModule] = field(default_factory=dict[str, KnownModule])
    entities: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    scripted: Container[tuple[str, str]] = ()
    folder: str = ""
