"""One request while it is answered: when the handler begins, and what becomes of its task."""

import asyncio
import logging
from time import perf_counter
from typing import Protocol

from architrave.server.http import reasons
from architrave.server.http.messages import Request, Response
from architrave.server.http.state import ServerState

log = logging.getLogger("architrave.server")


class Recipient(Protocol):
    """What an answer is delivered to."""

    def respond(self, request: Request, response: Response) -> None:
        """Send an answer whose content is bytes."""
        ...

    async def deliver(self, request: Request, response: Response | None) -> None:
        """Send a stream or hand the connection over; None means that it shall be closed without an answer."""
        ...

    def give_up(self, exchange: "Exchange") -> None:
        """The request cannot be answered."""
        ...


class Exchange:
    """A request that is answered: it waits for its turn, then a task runs the handler and delivers the answer.

    If it `is_withdrawn`, no answer is sent: the handler does not begin, or its answer is discarded.
    """

    __slots__ = ("_is_begun", "_recipient", "_state", "_task", "is_withdrawn", "request")

    def __init__(self, request: Request, state: ServerState, recipient: Recipient) -> None:
        self.request = request
        self.is_withdrawn = False
        self._state = state
        self._recipient = recipient
        self._task: asyncio.Task[None] | None = None
        self._is_begun = False

    def start(self) -> None:
        """Begin to answer: now, or when its turn comes."""
        state = self._state
        if self.request.path in state.urgent:
            self._begin()
        elif len(state.tasks) >= state.limits.requests:
            state.loop.call_soon(self._refuse)
        elif state.admission.has_room():
            self._begin()
        else:
            state.admission.wait(self._on_turn)

    def withdraw(self) -> None:
        """Answer nothing, because the request was refused. A handler that has begun continues."""
        self.is_withdrawn = True
        if self._task is not None and not self._is_begun:
            self._task.cancel()
            self._state.tasks.discard(self._task)

    def lose(self) -> None:
        """Answer nothing, because the client has disconnected. A handler whose turn has come runs all the same."""
        self.is_withdrawn = True

    def cancel(self) -> None:
        """Cancel the task that sends the answer."""
        if self._task is not None:
            self._task.cancel()

    def _on_turn(self, is_late: bool) -> None:
        if self.is_withdrawn:
            return
        if is_late or len(self._state.tasks) >= self._state.limits.requests:
            self._refuse()
        else:
            self._begin()

    def _refuse(self) -> None:
        if not self.is_withdrawn:
            self._state.refused += 1
            self._recipient.respond(self.request, self._state.render(reasons.too_many_requests(self.request)))

    def _begin(self) -> None:
        task = self._task = self._state.loop.create_task(self._answer())
        self._state.tasks.add(task)

    async def _answer(self) -> None:
        state, request, task = self._state, self.request, self._task
        self._is_begun = True
        began = perf_counter()
        try:
            try:
                response = await state.handler(request)
            except Exception:
                log.exception("unexpected error while handling %s", request.shown)
                response = state.render(reasons.internal(request))
            if state.observe is not None:
                state.observe(request, response, perf_counter() - began)
            if self.is_withdrawn:
                if response is not None:
                    await response.discard()
            elif response is not None and isinstance(response.content, bytes) and response.take_over is None:
                self._recipient.respond(request, response)
            else:
                await self._recipient.deliver(request, response)
        except asyncio.CancelledError:
            if task is not None and not task.cancelling():
                log.exception("%s was cancelled from inside its handler", request.shown)
            self._recipient.give_up(self)
            raise
        except Exception:
            log.exception("unexpected error while answering %s", request.shown)
            self._recipient.give_up(self)
        finally:
            if task is not None:
                state.tasks.discard(task)
            if state.is_stopping:
                state.check_emptied()
