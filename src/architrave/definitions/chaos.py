"""A chaos file: the faults that a server injects, to see what a client makes of them.

    seed: 7
    faults:
      - fault: answer
        status: 429
        retryAfter: 2
        path: /api/v2/flows/executions
        every: 10

`fault` says what happens, and the keys beside it in which requests. A fault of a kind that has no such key, a status
that nobody sends and a misspelled key are reported with their places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from architrave.definitions import rules
from architrave.definitions.globs import matches_exactly
from architrave.definitions.settings import Settings
from architrave.definitions.shapes import Fields, Listed, Text, Whole
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.diagnostic import each_once
from architrave.diagnostics.guarding import guarded
from architrave.diagnostics.pointer import join_pointer
from architrave.flows import yaml

Kind = Literal["answer", "slow", "cut", "lost", "half", "garbled", "expire", "duplicate", "reorder", "late"]
"""What happens.

    answer    another status is answered, and the request is not processed
    slow      the answer comes late
    cut       the connection is closed, and the request is not processed
    lost      the request is processed, and the connection is closed without an answer
    half      the request is processed, and the connection breaks in the middle of the answer
    garbled   the request is processed, and the answer is a web page, as some proxy would send
    expire    the token that a login answers expires early
    duplicate an event launches everything twice
    reorder   an event comes after the one behind it in the same request
    late      an event launches everything later
"""

EVENT_KINDS = frozenset({"duplicate", "reorder", "late"})
"""The faults of events. They have a `topic` instead of a method, a path and a client."""

KINDS: tuple[str, ...] = get_args(Kind)
STATUSES = (401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504)
"""The statuses that `answer` takes. Others are no fault of the cloud's."""

MOST_SECONDS = 3600
_COUNT = Whole(1, 1_000_000_000)
_OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "answer": ("status", "retryAfter"),
    "slow": ("seconds",),
    "garbled": ("status",),
    "expire": ("seconds",),
    "late": ("seconds",),
}
"""The keys that only some kinds of fault have."""

_NEEDED = {"answer": "status", "slow": "seconds", "expire": "seconds", "late": "seconds"}

FAULT = Fields(
    {
        "name": Text(),
        "fault": Text(KINDS),
        "status": Whole(200, 599),
        "retryAfter": Whole(0, 86_400),
        "seconds": Whole(0, MOST_SECONDS),
        "method": Text(("GET", "POST", "PUT", "PATCH", "DELETE")),
        "path": Text(),
        "client": Text(),
        "topic": Text(),
        "after": _COUNT,
        "times": _COUNT,
        "every": _COUNT,
        "percent": Whole(1, 100),
    },
    required=("fault",),
)
CHAOS = Fields({"seed": Whole(0, 2**31 - 1), "faults": Listed(FAULT)})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to inject.

    It concerns requests with this `method`, `path` (`*` is one part, `**` any number) and `client` (an id); None is
    any. Of these requests, the first `after` are spared. Of the others, each `every`th is chosen, of which `percent`
    are drawn, and at most `times` injected. `seconds` and `retry_after` are in seconds. A fault of
    events concerns those whose topic fits `topic`, in which `*` is any text.
    """

    name: str
    kind: Kind
    status: int = 200
    retry_after: int | None = None
    seconds: int = 0
    method: str | None = None
    path: str | None = None
    client: str | None = None
    topic: str | None = None
    after: int = 0
    times: int | None = None
    every: int = 1
    percent: int = 100

    def concerns(self, method: str, path: str) -> bool:
        """Whether requests like this one can be chosen."""
        if self.kind in EVENT_KINDS:
            return False
        if self.method is not None and self.method != method:
            return False
        return self.path is None or matches_exactly(path.removeprefix("/"), self.path)

    def concerns_event(self, topic: str) -> bool:
        """Whether events of a topic can be chosen."""
        return self.kind in EVENT_KINDS and (self.topic is None or matches_exactly(topic, self.topic))


@dataclass(frozen=True, slots=True)
class Chaos:
    """The content of a chaos file. With the same `seed`, the same requests are chosen."""

    seed: int = 0
    faults: tuple[Fault, ...] = ()


@guarded(Chaos)
def read_chaos(source: Source) -> tuple[Chaos, tuple[Diagnostic, ...]]:
    """The faults that could be read from a source, and all problems in it."""
    node, faults = yaml.read_yaml(source)
    if node is None:
        return Chaos(), faults
    settings = Settings(source, None, file=source.name)
    raw: dict[str, Any] = settings.read(CHAOS, node) or {}
    found: list[Fault] = []
    for index, item in enumerate(cast("list[dict[str, Any] | None]", raw.get("faults") or [])):
        if item and item.get("fault") and _check(item, settings, index):
            found.append(_fault(item, index))
    return Chaos(raw.get("seed") or 0, tuple(found)), each_once((*faults, *settings.diagnostics))


def _fault(item: dict[str, Any], index: int) -> Fault:
    kind: Kind = item["fault"]
    path = item.get("path")
    return Fault(
        name=item.get("name") or f"{kind} {index + 1}",
        kind=kind,
        status=item.get("status") or 200,
        retry_after=item.get("retryAfter"),
        seconds=item.get("seconds") or 0,
        method=item.get("method"),
        path="/oauth/token" if kind == "expire" else path,
        client=item.get("client"),
        topic=item.get("topic"),
        after=item.get("after") or 0,
        times=item.get("times"),
        every=item.get("every") or 1,
        percent=item.get("percent") or 100,
    )


def _check(item: dict[str, Any], settings: Settings, index: int) -> bool:
    """Report what does not fit together in one fault. Returns whether it can be used."""
    kind: str = item["fault"]
    before = len(settings.diagnostics)

    def fault(key: str, message: str, advice: str) -> None:
        settings.fault(rules.WRONG_SETTING, message, join_pointer(("faults", index, key)), advice)

    own = _OWN_KEYS.get(kind, ())
    for key in ("status", "retryAfter", "seconds"):
        if key in item and key not in own:
            kinds = " or ".join(f"`{one}`" for one, keys in _OWN_KEYS.items() if key in keys)
            fault(key, f"A fault `{kind}` has no `{key}`.", f"Remove it, or use {kinds}.")
    needed = _NEEDED.get(kind)
    if needed is not None and item.get(needed) is None:
        where = join_pointer(("faults", index))
        settings.fault(rules.MISSING_SETTING, f'"{needed}" is missing.', where, f"Add `{needed}: …`.")
    status = item.get("status")
    if kind == "answer" and status is not None and status not in STATUSES:
        fault("status", f"{status} is not a fault.", f"Use one of {', '.join(map(str, STATUSES))}.")
    for key in ("method", "path", "client", "topic"):
        if key in item and (key == "topic") is not (kind in EVENT_KINDS):
            of = "A fault of requests" if key == "topic" else "A fault of events"
            fault(key, f"{of} has no `{key}`.", "Remove it.")
    path = item.get("path")
    if kind in EVENT_KINDS:
        return len(settings.diagnostics) == before
    if path is not None and kind == "expire":
        fault("path", "A fault `expire` is always at the login.", "Remove `path`.")
    elif path is not None and not path.startswith(("/", "*")):
        fault("path", f'"{path}" is not a path of the API.', "Write it with a slash at the start: /api/v2/flows/**.")
    return len(settings.diagnostics) == before
