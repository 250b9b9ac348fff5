"""Reads a request out of what a person has: a JSON body, a raw HTTP message, a curl command line.

Each reader makes a `Sent` whose layout says where its parts stand in the text, so that a diagnostic points at the
file that the person has open.
"""

from architrave.contract.reading.request_text import ReadFile, read_request

__all__ = ["ReadFile", "read_request"]
