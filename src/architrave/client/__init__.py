"""A client for a Platform API: a local server's or the cloud's.

`targets` finds the API and the credentials (flags, environment, profiles, local servers that are running); `platform`
sends the requests. An error response is raised as `Refused` with its error body.
"""
