"""HTTP itself: what cannot even be read as a request is refused in JSON too, as every client expects."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from architrave.server import faults
from architrave.server.correlation import new_correlation_id
from architrave.wire import encode


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, but for the words in which it refuses."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP request, and close the connection. `msg` is uvicorn's sentence."""
        context_id = new_correlation_id()
        fault = faults.Fault(400, faults.MALFORMED.code, f"{faults.MALFORMED.message} {msg}")
        content = encode(fault.body(context_id))
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            "content-type: application/json\r\n"
            f"inin-correlation-id: {context_id}\r\n"
            f"content-length: {len(content)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("latin-1") + content)
        self.transport.close()
