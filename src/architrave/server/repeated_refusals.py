"""The log of what a client does wrong again and again: requests beyond its rate limit, failed logins, odd queries."""

import logging
from collections.abc import Iterable

from architrave.diagnostics import did_you_mean
from architrave.diagnostics.visible import visible_line
from architrave.server.repeats import Repeats

_LONGEST_NAME = 60

log = logging.getLogger("architrave.server")


class RepeatedRefusals:
    """Logs refusals, at most one line for each client and minute. Only known clients are named in it."""

    def __init__(self) -> None:
        self._limited = Repeats()
        self._failed = Repeats()
        self._ignored = Repeats()

    def rate_limited(self, client_id: str, allowed: int) -> None:
        """A request of a client was refused with 429."""

        def say(count: int) -> None:
            log.warning(
                "%s of the client %s beyond its rate limit of %d a minute",
                "refused a request" if count == 1 else f"refused {count} requests",
                client_id,
                allowed,
                extra={"client": client_id, "count": count, "status": 429},
            )

        self._limited.note(client_id, say)

    def login_failed(self, client_id: str | None) -> None:
        """A login was refused with `invalid_client`. `client_id` is None for an unknown client: its id is not logged,
        because it may be a secret."""
        who = "an unknown client" if client_id is None else f"the client {client_id}, with a wrong secret"

        def say(count: int) -> None:
            log.warning(
                "%s of %s",
                "refused a login" if count == 1 else f"refused {count} logins",
                who,
                extra={"client": client_id, "count": count, "status": 400, "error": "invalid_client"},
            )

        self._failed.note(client_id or "", say)

    def parameter_ignored(self, endpoint: str, name: str, known: Iterable[str]) -> None:
        """A query parameter was ignored that an endpoint, a method and a path template, does not have."""
        shown = visible_line(name[:_LONGEST_NAME])

        def say(count: int) -> None:
            meant = did_you_mean(name[:_LONGEST_NAME], known)
            log.warning(
                "%s with the query parameter %s, which %s does not have: it is ignored.%s",
                "a request" if count == 1 else f"{count} requests",
                shown,
                endpoint,
                f" Did you mean {meant}?" if meant else "",
                extra={"endpoint": endpoint, "parameter": shown, "count": count},
            )

        self._ignored.note(endpoint, say)
