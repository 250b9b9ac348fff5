"""From what was read to the graph of dependencies."""

from dataclasses import dataclass
from pathlib import Path

from architrave.cloud.system_prompts import is_system_prompt
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.nouns import BY_NAME
from architrave.definitions.values import DataAction, Organization
from architrave.flows.program import LookedUp
from architrave.flows.substitutions import has_placeholder, shown
from architrave.flows.uses import DataActionUse, FlowUse
from architrave.local.deps.graph import DATA_ACTION, DATA_TABLE, MODULE, Dependencies, State, Thing
from architrave.local.deps.reading import NamedFlow, ReadFolder
from architrave.local.starting.needs import has_entity
from architrave.organization.directory import Directory

_SYSTEM_PROMPT = "systemPrompt"
CALL_FLOW = "inboundCall"
_LOGIN = "customAuth"
"""The type of data action that an integration calls by itself."""


def dependencies_of(read: ReadFolder) -> Dependencies:
    """The graph of an organization: its flows and what they name, and its own things that nothing names."""
    linking = _Linking(read, read.organization, Directory.of(read.organization), Dependencies())
    for flow in read.flows:
        linking.graph.add(linking.flow(flow))
    linking.own_things()
    for flow in read.flows:
        linking.uses(flow)
    linking.references()
    return linking.graph


@dataclass(frozen=True, slots=True)
class _Linking:
    read: ReadFolder
    organization: Organization
    directory: Directory
    graph: Dependencies

    def flow(self, flow: NamedFlow) -> Thing:
        """A flow that the organization has."""
        return Thing(flow.program.flow_type, shown(flow.program.name), State.HERE, self._file(flow.source.name))

    def own_things(self) -> None:
        """Everything else that the organization has."""
        for action in self.organization.data_actions:
            if action.action_type != _LOGIN:
                self.graph.add(self._defined(action))
        for table in self.organization.data_tables:
            self.graph.add(Thing(DATA_TABLE, table.name, State.HERE, "data-tables"))
        for entity in self.organization.entities:
            if entity.name is not None and entity.noun != _SYSTEM_PROMPT:
                self.graph.add(Thing(entity.noun, entity.name, State.HERE, ORG_YAML))

    def uses(self, flow: NamedFlow) -> None:
        """What a flow names."""
        user = self.graph.things[self.flow(flow).key]
        uses = flow.uses
        for module in uses.modules:
            self._link(user, self._named_flow(FlowUse(module.name, (MODULE,))))
        for other in uses.flows:
            self._link(user, self._named_flow(other))
        for action in uses.data_actions:
            self._link(user, self._action(action))
        for table in uses.data_tables:
            self._link(user, self._thing(DATA_TABLE, table.name))
        if flow.program.division and "division" in {thing.kind for thing in self.graph.things.values()}:
            self._link(user, self._entity(LookedUp("division", "name", flow.program.division)))
        for entity in uses.entities:
            self._link(user, self._entity(entity))

    def references(self) -> None:
        """What the entities in org.yaml refer to: the schedules of a schedule group, for example."""
        for entity in self.organization.entities:
            for key in BY_NAME[entity.noun].flows:
                if isinstance(value := entity.properties.get(key), str) and entity.name is not None:
                    self._link(self._thing(entity.noun, entity.name), self._named_flow(FlowUse(value, (CALL_FLOW,))))
            for key, noun in BY_NAME[entity.noun].references:
                named = entity.properties.get(key)
                for value in named if isinstance(named, list) else [named]:  # pyright: ignore[reportUnknownVariableType]
                    if isinstance(value, str) and entity.name is not None:
                        by = "id" if self.directory.look_up(noun, "id", value) else "name"
                        user = self._thing(entity.noun, entity.name)
                        self._link(user, self._entity(LookedUp(noun, by, value)))

    def _link(self, user: Thing, used: Thing | None) -> None:
        if used is not None and used.name.strip():
            self.graph.link(user, used)

    def _thing(self, kind: str, name: str) -> Thing:
        """Something with a name; missing if the organization does not have it."""
        known = self.graph.things.get((kind, name.strip().casefold()))
        if known is not None:
            return known
        return Thing(kind, shown(name), State.UNKNOWN if has_placeholder(name) else State.MISSING)

    def _named_flow(self, use: FlowUse) -> Thing:
        things = [self._thing(kind, use.name) for kind in use.types]
        found = next((thing for thing in things if thing.state is State.HERE), None)
        name = use.name.strip().casefold()
        by_name = (each for each in self.graph.flows() if each.key[1] == name and each.kind != MODULE)
        return found or (None if MODULE in use.types else next(by_name, None)) or things[0]

    def _action(self, use: DataActionUse) -> Thing:
        defined = next(
            (each for each in self.organization.data_actions if each.is_called(use.category, use.name)), None
        )
        if defined is not None:
            return self._defined(defined)
        thing = self._thing(DATA_ACTION, f"{use.category}/{use.name}" if use.name else "")
        if thing.state is State.MISSING and (use.category, use.name) in self.read.mocks:
            return Thing(thing.kind, thing.name, State.SCRIPTED, "mocks.yaml")
        return thing

    def _defined(self, action: DataAction) -> Thing:
        name = action.name if action.category is None else f"{action.category}/{action.name}"
        return Thing(DATA_ACTION, name, State.HERE, self._file(action.source.name))

    def _entity(self, wanted: LookedUp) -> Thing:
        noun, value = wanted.noun, wanted.value
        if has_placeholder(value):
            return Thing(noun, shown(value), State.UNKNOWN)
        found = self.directory.look_up(noun, wanted.by, value)
        if found is not None:
            name = found.get("name") or value
            return self.graph.things.get((noun, str(name).strip().casefold())) or Thing(noun, str(name))
        if noun == _SYSTEM_PROMPT and is_system_prompt(value):
            return Thing(noun, value, State.HERE)
        if noun not in BY_NAME or noun == _SYSTEM_PROMPT:
            return Thing(noun, value, State.UNKNOWN)
        is_here = has_entity(self.directory, self.organization, wanted)
        return Thing(noun, value, State.HERE if is_here else State.MISSING)

    def _file(self, name: str) -> str:
        """A file relative to the folder."""
        try:
            return Path(name).relative_to(self.read.folder).as_posix()
        except ValueError:
            return name
