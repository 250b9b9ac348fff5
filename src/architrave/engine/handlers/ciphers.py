"""The cipher of a local organization: it only opens what it has sealed, but keeps nothing secret.

The cloud's keys never leave it, and a key stored next to the flows would protect nothing, so there is no encryption. A
sealed text is recognized by its mark and its checksum, which is all that a flow can notice (approximated).
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from architrave.interpreter.effects import Cipher, Ciphered, Failed

_MARK = "sealed-not-secret"
_KEY = b"architrave local organization"


def cipher(effect: Cipher) -> Ciphered | Failed:
    """The reply to a Cipher effect."""
    return {"success": _seal(effect.text)} if effect.operation == "encrypt" else _open(effect.text)


def _seal(text: str) -> str:
    body = urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    return f"{_MARK}.{body}.{_checksum(body)}"


def _open(text: str) -> Ciphered | Failed:
    mark, _, rest = text.partition(".")
    body, _, checksum = rest.partition(".")
    if mark != _MARK or not hmac.compare_digest(checksum.encode("utf-8", "replace"), _checksum(body).encode()):
        message = "The text was not encrypted by this organization, or has been changed."
        return {"failure": {"errorType": "DecryptionFailed", "errorMessage": message}}
    return {"success": urlsafe_b64decode(body.encode("ascii")).decode("utf-8", "surrogatepass")}


def _checksum(body: str) -> str:
    return hmac.digest(_KEY, body.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]
