"""The body's text: a JSON reader that knows positions and continues after a fault.

It runs only when the quick path is in doubt, so it can be careful. It reports every fault at its place and continues
with what the sender must have meant, so that the fields are checked in the same pass.
"""
