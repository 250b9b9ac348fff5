"""What the API changes about flows: their data, their locks, their versions, and which version is published.

A client locks a flow (checks it out), saves versions, and checks them in or drops them. Running executions keep their
version, also if the flow is deactivated or deleted. Who may do what while somebody has the lock is documented for some
operations, and assumed for the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.nouns.division import HOME
from architrave.definitions.values import derived_id
from architrave.flows.known import KnownModule
from architrave.flows.module_references import faults_of
from architrave.organization.entities import Conflict, listed
from architrave.organization.flows import Flows
from architrave.organization.published_flows import COMMON_MODULE, Flow, Modules, version_name
from architrave.organization.snapshots import taken
from architrave.organization.stored_flows import Changes
from architrave.store.flows import FlowRow, VersionRow

InUse = Callable[[Flow], Iterable[tuple[str, str]]]
"""Says what uses a flow: each user's noun, and the user in words: `the queue "Support"`."""

Change = Callable[["Draft"], Conflict | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """One flow while it is changed by a client. `modules` are the common modules."""

    flow_id: str
    author: str | None
    changes: Changes
    modules: Modules

    @property
    def row(self) -> FlowRow:
        """The flow's row with the changes so far."""
        return self.changes.rows[self.flow_id]

    @property
    def versions(self) -> tuple[VersionRow, ...]:
        """The flow's versions with the changes so far, oldest first."""
        return self.changes.versions.get(self.flow_id, ())

    @property
    def is_locked_by_another(self) -> bool:
        """Whether another client has locked the flow."""
        return self.row.locked_by not in (None, self.author)

    def module(self, name: str) -> KnownModule | None:
        """What a flow that calls a common module must observe; None if there is none, or only a stub of it."""
        flow = self.modules.flows.named(name, COMMON_MODULE)
        return None if flow is None or not flow.versions else self.modules.known(name)

    def set(self, row: FlowRow) -> None:
        """Change what the row says, as something that is not in the folder."""
        self.changes.save(replace(row, edited=True))

    def unlock(self) -> None:
        """Release the lock, if there is one."""
        self.changes.save(replace(self.row, locked_by=None))


class FlowEditing:
    """Changes flows for the API. Blocks until a change is on disk; raises `NotKept` if it is not.

    `now` returns the time in ms since the epoch. `in_use` says what prevents a flow from being deleted. The `author` of
    a change is the id of a client. The reasons of conflicts are those of `server/refusals.py`.
    """

    def __init__(self, flows: Flows, now: Callable[[], int], in_use: InUse = lambda _flow: ()) -> None:
        self._flows = flows
        self._now = now
        self._in_use = in_use

    # -- data --------------------------------------------------------------------------------------------------------

    def create(
        self, flow_type: str, name: str, description: str, division: str | None, author: str | None
    ) -> Flow | Conflict:
        """Make a flow without a version."""

        def create(changes: Changes, modules: Modules) -> Flow | Conflict:
            if (other := _named(changes, flow_type, name)) is not None:
                return _duplicate(other)
            draft = _new(changes, modules, flow_type, name, author)
            draft.set(replace(draft.row, description=description, division=division))
            return _flow(draft)

        return self._flows.edit(create, self._now())

    def describe(self, flow_id: str, author: str | None, change: Callable[[FlowRow], FlowRow]) -> Flow | Conflict:
        """Change the name, the description or the division of a flow."""

        def describe(draft: Draft) -> Conflict | None:
            row = change(draft.row)
            other = _named(draft.changes, row.type, row.name)
            if other is not None and other.id != draft.flow_id:
                return _duplicate(other)
            if row != draft.row:
                draft.set(row)
            return None

        return self._edit(flow_id, author, describe)

    def delete(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """Delete a flow that nothing uses. Its running executions go on."""

        def delete(draft: Draft) -> Conflict | None:
            flow = _flow(draft)
            users = list(dict.fromkeys(self._in_use(flow)))
            if users:
                said = listed([words for _, words in users])
                return Conflict(f"in-use {users[0][0]}", f'The flow "{flow.row.name}" cannot be deleted: {said} it.')
            draft.changes.unpublish(flow_id)
            draft.set(replace(draft.row, active=False, locked_by=None))
            return None

        return self._edit(flow_id, author, delete, if_locked="locked-delete")

    # -- locks -------------------------------------------------------------------------------------------------------

    def check_out(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """Lock a flow for a client."""
        return self._edit(flow_id, author, lambda draft: draft.changes.save(replace(draft.row, locked_by=draft.author)))

    def check_in(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """Check in the versions that a client has saved, and release its lock."""

        def check_in(draft: Draft) -> Conflict | None:
            if not draft.versions:
                return Conflict("nothing-saved", f'The flow "{draft.row.name}" has no saved version.')
            for number in _drafts(draft.versions):
                draft.changes.check_in(flow_id, number)
            draft.unlock()
            return None

        return self._edit(flow_id, author, check_in, needs_lock=True)

    def revert(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """Drop the versions that were saved since the last check-in, and release the client's lock."""

        def revert(draft: Draft) -> None:
            draft.changes.remove_versions(flow_id, _drafts(draft.versions))
            draft.unlock()

        return self._edit(flow_id, author, revert, needs_lock=True)

    def unlock(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """Release the lock of whoever has it. What was saved stays."""
        return self._edit(flow_id, author, Draft.unlock, if_locked=None)

    # -- versions ----------------------------------------------------------------------------------------------------

    def save(self, flow_id: str, author: str | None, content: FlowContent) -> Flow | Conflict:
        """Save a new version, which is checked in later. The client must have locked the flow."""

        def save(draft: Draft) -> Conflict | None:
            row, outline = draft.row, content.outline
            if outline.flow_type != row.type:
                message = f'The flow "{row.name}" is a {row.type}, and the text is a {outline.flow_type}.'
                return Conflict("other-type", message)
            self._add_version(draft, content)
            return None

        return self._edit(flow_id, author, save, needs_lock=True, content=content)

    def publish(self, flow_id: str, author: str | None, version: str | None = None) -> Flow | Conflict:
        """Publish a version, by default the newest one, for launches from now on. Releases the client's lock.

        The newest one becomes a new version if it was published before with older versions of common modules.
        """
        return self._edit(flow_id, author, lambda draft: self._publish(draft, version))

    def deactivate(self, flow_id: str, author: str | None) -> Flow | Conflict:
        """End the publication of a flow: it can be launched no more."""

        def deactivate(draft: Draft) -> None:
            if draft.row.published is not None:
                draft.changes.unpublish(flow_id)
                draft.set(draft.row)

        return self._edit(flow_id, author, deactivate)

    def submit(
        self, content: FlowContent, author: str | None, reaches: Callable[[str | None], bool] = lambda _division: True
    ) -> Flow | Conflict:
        """Publish a text as the flow with its type and name, which is made if there is none, as Archy does.

        A text that is published already is not a new version. `reaches` says whether the client may publish flows in a
        division, by the id or name that a flow gives.
        """
        outline = content.outline

        def submit(changes: Changes, modules: Modules) -> Flow | Conflict:
            known = _named(changes, outline.flow_type, outline.name)
            if known is None:
                draft = _new(changes, modules, outline.flow_type, outline.name, author)
            else:
                draft = Draft(known.id, author, changes, modules)
            for division in (outline.division,) if known is None else (known.division, outline.division):
                if not reaches(division):
                    return Conflict("division", f'You may not publish flows in the division "{division or HOME}".')
            if draft.is_locked_by_another:
                return _locked(draft, "locked")
            description = outline.description.replace("\0", "")  # PostgreSQL cannot store it
            row = replace(draft.row, name=outline.name, description=description, division=outline.division)
            if row != draft.row:
                draft.set(row)
            if not draft.versions or draft.versions[-1].hash != outline.hash:
                self._add_version(draft, content)
            return self._publish(draft, None, content) or _flow(draft)

        return self._flows.edit(submit, self._now(), content)

    def _publish(self, draft: Draft, version: str | None, content: FlowContent | None = None) -> Conflict | None:
        changes, flow_id = draft.changes, draft.flow_id
        row = _version(draft.versions, version)
        if row is None:
            return Conflict("no-version", f'The flow "{draft.row.name}" has no version {version or "to publish"}.')
        known = content.outline if content is not None and content.outline.hash == row.hash else None
        outline = known or self._flows.outline(row)
        if outline is None:
            return Conflict("no-version", f"The text of version {version_name(row)} no longer exists.")
        fault = next(iter(faults_of(outline, row.file, draft.module)), None)
        if fault is not None:
            return Conflict("missing-dependencies", f"{fault.message} {fault.help}")
        number = row.number
        used = tuple(taken(flow_id, number, outline, draft.modules.find))
        before = changes.snapshots.get((flow_id, number), ())
        if version is None and before and {one.hash for one in before} != {one.hash for one in used}:
            text = self._flows.text_of(row)
            if text is not None:
                number = _next(draft.versions)
                changes.add_version(VersionRow(flow_id, number, row.hash, row.file, self._now()), text)
                used, before = tuple(replace(one, number=number) for one in used), ()
        if not before:
            changes.take_snapshots(flow_id, number, used)
        if draft.row.published != number:
            changes.publish(flow_id, number)
            draft.set(draft.row)
        draft.unlock()
        return None

    def _add_version(self, draft: Draft, content: FlowContent) -> None:
        number = _next(draft.versions)
        version = VersionRow(draft.flow_id, number, content.outline.hash, content.source.name, self._now())
        draft.changes.add_version(version, content.text)
        draft.set(draft.row)

    def _edit(
        self,
        flow_id: str,
        author: str | None,
        change: Change,
        *,
        if_locked: str | None = "locked",
        needs_lock: bool = False,
        content: FlowContent | None = None,
    ) -> Flow | Conflict:
        """Change one flow. `if_locked` is the conflict if another client has locked it; None for none."""

        def edit(changes: Changes, modules: Modules) -> Flow | Conflict:
            row = changes.rows.get(flow_id)
            if row is None or not row.active:
                return Conflict("gone" if row is None else "deleted", f'There is no flow with the id "{flow_id}".')
            draft = Draft(flow_id, author, changes, modules)
            if needs_lock and row.locked_by != author:
                return _locked(draft, "not-locked")
            if if_locked is not None and draft.is_locked_by_another:
                return _locked(draft, if_locked)
            return change(draft) or _flow(draft)

        return self._flows.edit(edit, self._now(), content)


def _flow(draft: Draft) -> Flow:
    return Flow(draft.row, draft.versions)


def _new(changes: Changes, modules: Modules, flow_type: str, name: str, author: str | None) -> Draft:
    """A new flow. Its id is that of a file with this flow, unless there was one: then it is another flow."""
    derived = derived_id(flow_type, name)
    flow_id = str(uuid4()) if derived in changes.rows else derived
    changes.save(FlowRow(flow_id, name, flow_type, None, "", None, edited=True))
    return Draft(flow_id, author, changes, modules)


def _named(changes: Changes, flow_type: str, name: str) -> FlowRow | None:
    folded = name.casefold()
    rows = (row for row in changes.rows.values() if row.active and row.type == flow_type)
    return next((row for row in rows if row.name.casefold() == folded), None)


def _drafts(versions: Sequence[VersionRow]) -> list[int]:
    """The numbers of the versions that are only saved."""
    return [one.number for one in versions if one.checked_in_at is None]


def _next(versions: Sequence[VersionRow]) -> int:
    return versions[-1].number + 1 if versions else 1


def _version(versions: Sequence[VersionRow], name: str | None) -> VersionRow | None:
    if name is None:
        return versions[-1] if versions else None
    wanted = f"{name}.0" if name.isdecimal() else name
    return next((one for one in versions if version_name(one) == wanted), None)


def _duplicate(other: FlowRow) -> Conflict:
    return Conflict("same-name", f'A flow of the type {other.type} with the name "{other.name}" already exists.')


def _locked(draft: Draft, reason: str) -> Conflict:
    row = draft.row
    if row.locked_by is None:
        return Conflict(reason, f'The flow "{row.name}" is not locked. Check it out first.')
    help_ = "Wait until it is checked in, or unlock it."
    return Conflict(reason, f'The flow "{row.name}" is locked by the client "{row.locked_by}". {help_}')
