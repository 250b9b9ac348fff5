"""Loop, Loop Until, Next Loop and Exit Loop."""

from architrave.flows.actions.loops import Loop, LoopExit, LoopNext, LoopUntil
from architrave.flows.program import Action, AnyAction
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.frames import Frame, LoopFrame
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Path, performs


@performs(Loop)
def loop(machine: Machine, action: Action[Loop]) -> Path:
    """Takes the loop path `count` times, with the index from 0 (documented).

    Assigning the index does not change the number of passes, and a NOT_SET count makes no passes (both assumed).
    """
    frame = _running(machine, action)
    if frame is None:
        count = machine.evaluate(action.fields.count)
        machine.seen = {"count": count}
        return _first_pass(machine, action, count or 0)
    if frame.passes == frame.count:
        machine.frames.pop()
        return None
    return _next_pass(machine, action, frame)


@performs(LoopUntil)
def loop_until(machine: Machine, action: Action[LoopUntil]) -> Path:
    """Takes the loop path until one of its cases holds or the maximum is reached (documented).

    The cases are checked after each pass; while none holds, the Next Loop path runs between two passes. Without a
    case that holds or a maximum, it runs up to the limit of actions. A maximum below 1 is reached before the first
    pass (assumed).
    """
    fields = action.fields
    frame = _running(machine, action)
    if frame is None:
        most = machine.evaluate(fields.max_count)
        return "maxLoops" if most is not None and most < 1 else _first_pass(machine, action, most)
    for number, case in enumerate(fields.cases, 1):
        if machine.evaluate(case.holds) is True:
            return _leave(machine, action, case.path(number))
    if frame.passes == frame.count:
        return _leave(machine, action, "maxLoops")
    path = _next_pass(machine, action, frame)
    machine.branch(action, "nextLoop")
    return path


@performs(LoopNext)
def loop_next(machine: Machine, action: Action[LoopNext]) -> Path:
    """Ends this pass of the innermost loop."""
    frame = _innermost(machine, action)
    frame.index = frame.size
    return None


@performs(LoopExit)
def loop_exit(machine: Machine, action: Action[LoopExit]) -> Path:
    """Ends the innermost loop."""
    _innermost(machine, action)
    machine.frames.pop()
    return None


def _running(machine: Machine, action: AnyAction) -> LoopFrame | None:
    frame = machine.frames[-1]
    return frame if isinstance(frame, LoopFrame) and frame.action is action else None


def _first_pass(machine: Machine, action: Action[Loop | LoopUntil], count: int | None) -> Path:
    if count is not None and count <= 0:
        return None
    frame = LoopFrame(action, action.branches.get("loop", ()), count)
    machine.frames.append(frame)
    return _next_pass(machine, action, frame)


def _next_pass(machine: Machine, action: Action[Loop | LoopUntil], frame: LoopFrame) -> Path:
    machine.assign(action.fields.index, frame.passes)
    frame.passes += 1
    frame.index = 0
    return "loop"


def _leave(machine: Machine, action: AnyAction, path: str) -> Path:
    machine.frames.pop()
    machine.branch(action, path)
    return path


def _innermost(machine: Machine, action: AnyAction) -> LoopFrame:
    frames = machine.frames
    depth = len(frames)
    while depth and type(frames[depth - 1]) is Frame:
        depth -= 1
    frame = frames[depth - 1] if depth else None
    if not isinstance(frame, LoopFrame):
        raise ActionFault("NoLoop", f"The action “{action.name}” is not inside a loop.")
    del frames[depth:]
    return frame
