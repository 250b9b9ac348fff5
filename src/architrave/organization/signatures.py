"""Signatures of texts that a server gives out and gets back, such as addresses for uploads."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from threading import Lock

from architrave.store import Store, signing_keys

_KEY_BYTES = 32


class Signatures:
    """Signs texts with the key of the database. The first use reads the key, or makes one; it raises `NotKept`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key: bytes | None = None
        self._turn = Lock()

    def sign(self, text: str) -> str:
        """The signature of a text, in characters that an address may have."""
        digest = hmac.digest(self._current_key(), text.encode("utf-8", "surrogatepass"), "sha256")
        return urlsafe_b64encode(digest).decode().rstrip("=")

    def is_signed(self, text: str, signature: str) -> bool:
        """Whether this is the signature of a text. It takes as long for a wrong one, wherever it differs."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode("utf-8", "surrogatepass"))

    def _current_key(self) -> bytes:
        with self._turn:
            if self._key is None:
                with self._store.read() as connection:
                    self._key = signing_keys.find(connection)
            if self._key is None:
                with self._store.write(alone=True) as connection:
                    key = signing_keys.find(connection)
                    if key is None:
                        key = secrets.token_bytes(_KEY_BYTES)
                        signing_keys.add(connection, key)
                self._key = key
            return self._key
