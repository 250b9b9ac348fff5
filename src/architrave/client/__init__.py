"""Talks to a Platform API: a local server's, or the cloud's.

`targets` finds where to, and with whose credentials (flags, environment, profiles, the servers that run on this
machine); `platform` has the requests. What the other side refuses comes back as a `Refused` with its error body.
"""
