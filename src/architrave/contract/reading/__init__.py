"""Reads a request from what a person has: a JSON body, a raw HTTP message, a curl command line.

Each reader returns a `Sent` whose layout says where its parts are in the text, so that a diagnostic points into the
file that the person has open.
"""

from architrave.contract.reading.request_text import ReadFile, read_request

__all__ = ["ReadFile", "read_request"]
