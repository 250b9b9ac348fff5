"""The machine: runs a program, action by action, as a generator of effects.

Theory of operation. The position is the stack of frames. The machine performs the next action of the top frame; the
action returns a path, and the path's block becomes a new frame. Everything else is a variant of this: a called task is
a frame that knows its caller, a loop is a frame that repeats its action for another pass. When the stack is empty, the
flow has ended.

An expression that needs the outside world (the time, a random number, a queue by name) raises `Asked`. The machine
yields the effect, keeps the answer, and performs the action again; the answers are dropped when the action is done.

A fault in the flow is an ExpressionError or an ActionFault. A reply that cannot be used takes the action's failure
path, if there is one. Every other fault, also one in an action's inputs, is for the flow's error handling (documented
for expressions in general; that it holds for actions with a failure path is assumed): it runs for up to 1,000 more
actions (documented), or ends the flow.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, NoReturn, Protocol, TypeVar, cast

from architrave.expressions.effort import EFFORT
from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Asked, Question
from architrave.flows.actions.failures import Failing
from architrave.flows.program import Action, AnyAction, Container, Program, Slot, Target, Targets, Variable
from architrave.interpreter.effects import Asks, FlowError, Outcome, Reply, Start
from architrave.interpreter.faults import ActionFault, ReplyFault
from architrave.interpreter.frames import Frame, StateFrame
from architrave.interpreter.observer import Changed, Observer, Step
from architrave.interpreter.performing import Effects, Performer, Work, performers
from architrave.interpreter.position import Position
from architrave.interpreter.questions import KNOWN, answer_of, effect_for, known_answer
from architrave.interpreter.reporting import flow_error
from architrave.interpreter.start import input_values, output_data, starting_variables

T = TypeVar("T")

ACTION_LIMIT = 10_000
"""The maximum number of actions before an execution's error handling is invoked (documented)."""

HANDLER_LIMIT = 1_000
"""The maximum number of further actions in its error handling (documented)."""

CHECKED_ACTIONS = 4
"""After how many actions the checkpoint is called: they are short, or tell their effort to it."""

LOOK_UPS_OF_A_TYPE = 25
"""How many different objects of a type an execution can find by a name or id that it computes (documented)."""

LOOK_UPS = 100
"""How many it can find of all types (documented)."""

_TOO_MANY_LOOK_UPS = "The flow looked up more than {} different {}. Look them up with a data action instead."

Modules = Callable[[str], Program]
"""Returns a common module's program by its content hash. It must know every hash that a look-up returned."""


class Checkpoint(Protocol):
    """Called after some actions, and before a function that gets large values. An exception from it ends the run."""

    def __call__(self, weight: int = 0) -> None:
        """`weight` is how large the values are, in characters and items; 0 after an action."""
        ...


def run(
    program: Program,
    start: Start,
    modules: Modules,
    observer: Observer | None = None,
    checkpoint: Checkpoint | None = None,
) -> Work[Outcome]:
    """Runs a program from the start: yields effects, takes replies, returns the outcome.

    Args:
        program: the flow; its `start` must not be None.
        start: the execution's id, inputs and launch time.
        modules: returns the programs of common modules by their hashes.
        observer: notified of each performed action.
        checkpoint: called after every CHECKED_ACTIONS actions, and before a function that gets large values.
    """
    return Machine(program, start, modules, observer, checkpoint).run()


class Machine(Position):
    """One run: its position, its time, and the current action. Perform functions use its methods."""

    __slots__ = (
        "_again",
        "_answers",
        "_asked",
        "_checkpoint",
        "_count",
        "_ended",
        "_frame",
        "_handling",
        "_limit",
        "_listener",
        "_look_ups",
        "_modules",
        "_observer",
        "_slot",
        "changed",
        "done",
        "performing",
        "scripted",
        "seen",
        "start",
        "time",
        "waited",
    )

    def __init__(
        self,
        program: Program,
        start: Start,
        modules: Modules,
        observer: Observer | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        super().__init__(program)
        self.start = start
        self.time = start.launched_at
        self.waited = timedelta()
        """How long all waits together were."""
        """The time of the latest reply, in milliseconds since the epoch."""
        self.seen: dict[str, Any] | None = None
        """What the current action saw, for the trace."""
        self.changed: Changed | None = None
        self.done = 0
        """How many parts of the current action are skipped when it is performed again."""
        self.performing: Step | None = None
        """The step of the action that waits for a reply."""
        self.scripted: dict[tuple[str, str], tuple[int, ...]] = {}
        """The scripted replies used so far for each data action, by category and name."""
        self._modules = modules
        self._observer = observer
        self._listener = None if observer is None else observer.listener()
        self._checkpoint = checkpoint
        self._answers: list[Any] = []
        self._asked = 0
        self._slot: Slot[object] | None = None
        self._frame: Frame = StateFrame(())
        self._again = False
        self._ended: Outcome | None = None
        self._handling = False
        self._count = 0
        self._limit = ACTION_LIMIT
        self._look_ups: dict[str, set[tuple[str, str]]] = {}

    # -- what perform functions use ------------------------------------------------------------------------------

    def evaluate(self, slot: Slot[T] | None) -> T | None:
        """The value of a slot; None, which is NOT_SET, if it is not written.

        Raises Asked or ExpressionError, which the machine handles.
        """
        if slot is None:
            return None
        self._slot = slot
        return slot.evaluate(self.variables, self._ask)

    def assign(self, target: Target | None, value: Any) -> None:
        """Assigns a variable, if there is a target."""
        if target is None:
            return
        if self._observer is not None:
            self.changed = Changed(target, self.variables.get(target.key), value, self.changed)
        self.variables[target.key] = value

    def take(self, asked: Asks[T], reply: Reply) -> T:  # noqa: ARG002 - it gives the reply its type
        """The value of the reply to an effect. Sets the machine's time to the reply's."""
        self.time = reply.at
        value: Any = reply.value
        return value

    def count_look_up(self, noun: str, by: str, value: str) -> None:
        """Counts a dynamic look-up, of an action or an expression; looking up the same again does not count.

        Raises ActionFault beyond 25 of a type or 100 in all (documented for the actions; that the look-ups of
        expressions count too, and that this is a fault, is assumed).
        """
        of_type = self._look_ups.setdefault(noun, set())
        of_type.add((by, value.casefold()))
        if len(of_type) > LOOK_UPS_OF_A_TYPE:
            raise ActionFault("LookUpLimitExceeded", _TOO_MANY_LOOK_UPS.format(LOOK_UPS_OF_A_TYPE, f"{noun}s"))
        if sum(map(len, self._look_ups.values())) > LOOK_UPS:
            raise ActionFault("LookUpLimitExceeded", _TOO_MANY_LOOK_UPS.format(LOOK_UPS, "objects"))

    def settled(self, done: int) -> None:
        """Marks `done` parts of the action as final: they are not repeated, and their answers are dropped."""
        self.done = done
        if self._answers:
            self._answers.clear()
            self._asked = 0

    def fail(self, action: Action[Failing], type: str, message: str) -> str:  # noqa: A002 - the word that the flow shows
        """Takes an action's failure path, and assigns its failure outputs."""
        for name, target in action.fields.failure_outputs.items():
            if name in {"errorType", "errorCode"}:
                self.assign(target, type)
            elif name in {"errorMessage", "userMessage"}:
                self.assign(target, message)
            else:
                self.assign(target, () if target.type.is_collection else None)
        self.seen = {**(self.seen or {}), "errorType": type, "errorMessage": message}
        return "failure"

    def initial(self, variables: Iterable[Variable]) -> dict[str, Any]:
        """The initial values of variables, by key."""
        return {variable.key: self.evaluate(variable.initial) for variable in variables}

    def enter_state(self, state: Container) -> None:
        """Leaves everything that runs and starts a state, with fresh variables (assumed)."""
        values = self.initial(state.variables)
        self.unwind()
        self.variables.update(values)
        self.frames.append(StateFrame(state.block))

    def call_task(
        self,
        action: AnyAction,
        task: Container,
        inputs: Mapping[str, Slot[object]],
        outputs: Targets,
    ) -> None:
        """Starts a task with fresh variables (assumed); it returns to `action` when it ends."""
        self.begin_task(action, task.block, self._task_values(task, inputs), _by_variable(outputs))

    def jump_to_task(self, task: Container, inputs: Mapping[str, Slot[object]]) -> None:
        """Replaces the running task with another, which then returns to the same caller (assumed)."""
        self.replace_task(task.block, self._task_values(task, inputs))

    def call_module(self, action: AnyAction, digest: str, inputs: dict[str, Any], outputs: Targets) -> None:
        """Starts a common module with separate variables; `inputs` by full name in lower case."""
        module = self._modules(digest)
        if module.start is None:
            raise ActionFault("CommonModuleNotRunnable", f"The common module “{module.name}” has nothing to run.")
        caller = self.variables
        variables = self.variables = starting_variables(self.start)
        try:
            variables.update(self.initial(module.variables))
            variables.update(self.initial(module.start.variables))
        finally:
            self.variables = caller
        variables.update(inputs)
        self.begin_module(action, module, module.start.block, variables, _by_variable(outputs))

    def end_call(self, path: str) -> None:
        """Ends the running task or common module on a path. Without a caller, it ends the flow (assumed)."""
        left = self.leave_call()
        if left is None:
            return
        frame, values = left
        for (_, target), value in zip(frame.outputs, values, strict=True):
            self.assign(target, value)
        if self._observer is not None:
            self._observer.returned(frame.action, path, len(self.frames))
        self.branch(frame.action, path.lower())

    def end_flow(self, reason: str | None) -> None:
        """Completes the flow with an exit reason, by default `Success` (recorded)."""
        self.unwind()
        self._ended = Outcome("COMPLETED", reason or "Success", output_data(self.program, self.variables))

    # -- the loop ------------------------------------------------------------------------------------------------

    def performers(self) -> Mapping[str, Performer]:
        """The performers of the actions by kind."""
        return performers()

    def run(self) -> Work[Outcome]:
        """The generator."""
        yield from self._begin()
        while (pause := self._advance()) is not None:
            step, work = pause
            self.performing = step
            try:
                step.path = yield from work
            except Asked as asked:
                yield from self._answer(asked.question)
                self._rewind()
                continue
            except (ExpressionError, ActionFault) as fault:
                self._fault(step, fault)
            self._finish(step)
            self.performing = None
            if step.error is not None:
                yield from self._handle(step.error)
        return self._ended or Outcome("COMPLETED", "Success", output_data(self.program, self.variables))

    def _advance(self) -> tuple[Step, Effects] | None:
        """Performs actions until one needs the outside world or raises an exception; None at the end.

        Returns that action's step, and the generator for the rest of the action.
        """
        frames, table = self.frames, self.performers()
        while frames:
            frame = frames[-1]
            index = frame.index
            if index < frame.size:
                action, again = frame.block[index], False
                frame.index = index + 1
                self._count += 1
            else:
                action, again = frame.finish(self), True
                if action is None:
                    continue
                # A pass of an empty loop counts too; otherwise it would never reach the limit.
                self._count += not frame.size
            self._frame, self._again = frame, again
            step = Step(self.program, action, self.time, len(frames))
            try:
                performer = table.get(action.kind)
                if performer is None or self._count > self._limit:
                    self._refuse(action)
                if performer.ask is not None:
                    return step, performer.ask(self, action)
                step.path = performer.act(self, action)
            except (Asked, ExpressionError, ActionFault) as leaving:
                return step, _leave_by(leaving)
            self._finish(step)
        return None

    def _rewind(self) -> None:
        """Moves the position back before the action, to perform it again with one more answer."""
        self._frame.index -= not self._again
        self._count -= not self._again or not self._frame.size

    def _finish(self, step: Step) -> None:
        """Finishes an action: starts its path, drops its answers, notifies the observer."""
        path, frames = step.path, self.frames
        if path is not None and not self._again and frames and frames[-1] is self._frame:
            block = step.action.branches.get(path)
            if block:
                frames.append(Frame(block))
        if self._answers or self.done:
            self.settled(0)
        if self._listener is not None:
            step.seen, step.changed = self.seen, self.changed
            self.seen = self.changed = None
            self._listener(step)
        if self._checkpoint is not None and not self._count % CHECKED_ACTIONS:
            self._checkpoint()

    def _begin(self) -> Work[None]:
        start = self.program.start
        if start is None:
            raise ValueError(f"a flow of type {self.program.flow_type} cannot be run")
        self.variables = starting_variables(self.start)
        try:
            constants = self.program.constants
            if constants is None:
                constants = yield from self._settle(self.program.variables)
            self.variables.update(constants)
            self.variables.update(input_values(self.program, self.start.inputs))
            if start.variables:
                self.variables.update((yield from self._settle(start.variables)))
        except (ExpressionError, ActionFault) as fault:
            yield from self._handle(flow_error(None, self._slot, self.variables, fault))
        else:
            self.frames.append(StateFrame(start.block))

    def _settle(self, variables: Iterable[Variable]) -> Work[dict[str, Any]]:
        """The initial values of variables, outside any action."""
        while True:
            try:
                values = self.initial(variables)
            except Asked as asked:
                yield from self._answer(asked.question)
            else:
                self.settled(0)
                return values

    def _ask(self, question: Question) -> Any:
        if question.name == EFFORT:
            if self._checkpoint is not None:
                self._checkpoint(question.arguments[0])
            return None
        if question.name in KNOWN:
            return known_answer(question, self.program)
        if self._asked == len(self._answers):
            if question.name == "lookUp" and self._slot is not None and self._slot.text is not None:
                noun, by, value = question.arguments
                self.count_look_up(noun, by, str(value))
            raise Asked(question)
        self._asked += 1
        return self._answers[self._asked - 1]

    def _answer(self, question: Question) -> Work[None]:
        reply = yield effect_for(question)
        self.time = reply.at
        self._answers.append(answer_of(question, reply))
        self._asked = 0

    def _fault(self, step: Step, fault: ExpressionError | ActionFault) -> None:
        error = flow_error(step.action, self._slot, self.variables, fault)
        action = step.action
        if isinstance(action.fields, Failing) and isinstance(fault, ReplyFault):
            step.path = self.fail(cast("Action[Failing]", action), error.type, error.message)
        else:
            step.error = error

    def _handle(self, error: FlowError) -> Work[None]:
        """Runs the flow's error handling, or ends the flow."""
        self.unwind()
        handler = self.program.error_handling
        if handler is None or self._handling:
            self._ended = Outcome("FAILED", None, {}, error)
            return
        self._handling = True
        self._limit = self._count + HANDLER_LIMIT
        try:
            self.variables.update((yield from self._settle(handler.variables)))
        except ExpressionError:
            self._ended = Outcome("FAILED", None, {}, error)
        else:
            self.frames.append(StateFrame(handler.block))

    def _task_values(self, task: Container, inputs: Mapping[str, Slot[object]]) -> dict[str, Any]:
        values = self.initial(task.variables)
        values.update({name.lower(): self.evaluate(slot) for name, slot in inputs.items()})
        return values

    def _refuse(self, action: AnyAction) -> NoReturn:
        if self._count > self._limit:
            raise ActionFault("ActionLimitExceeded", self._too_many())
        raise ActionFault(
            "ActionNotSupported",
            f"Architrave does not run the action “{action.name}” ({action.kind}). "
            "docs/coverage.md lists the actions that it runs.",
        )

    def _too_many(self) -> str:
        if self._handling:
            return f"The flow's error handling performed more than {HANDLER_LIMIT:,} actions."
        return f"The flow performed more than {ACTION_LIMIT:,} actions. Look for a loop that does not end."


def _by_variable(outputs: Targets) -> tuple[tuple[str, Target], ...]:
    """The outputs of a task or common module, by the keys of its variables."""
    return tuple((name.lower(), target) for name, target in outputs.items())


def _leave_by(leaving: Exception) -> Effects:
    """The rest of an action that raised an exception: raises it."""
    try:
        raise leaving
        yield  # pragma: no cover - makes it a generator
    finally:
        del leaving  # its traceback refers to this frame: a cycle would wait for the garbage collector
