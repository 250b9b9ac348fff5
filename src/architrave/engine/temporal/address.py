"""The address of a Temporal service: `temporal://HOST:PORT/NAMESPACE`."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from architrave.diagnostics import Diagnostic
from architrave.engine import rules

TASK_QUEUE = "architrave"


@dataclass(frozen=True, slots=True)
class Address:
    """A Temporal service and a namespace."""

    target: str
    namespace: str = "default"

    def __str__(self) -> str:
        return f"temporal://{self.target}/{self.namespace}"


def read_address(text: str) -> tuple[Address | None, tuple[Diagnostic, ...]]:
    """The address in a text, or what is wrong with it. The default port is 7233."""
    parts = urlsplit(text)
    try:
        port = parts.port or 7233
    except ValueError:
        port = 0
    if parts.scheme != "temporal" or not parts.hostname or not port or "/" in parts.path.strip("/"):
        return None, (
            Diagnostic(
                rules.ENGINE_ADDRESS,
                f"“{text}” is not an engine address.",
                help="Use embedded, or temporal://HOST:PORT/NAMESPACE such as temporal://127.0.0.1:7233/default.",
            ),
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(f"{host}:{port}", parts.path.strip("/") or "default"), ()
