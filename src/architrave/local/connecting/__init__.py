"""How to point a client at a local server: what to set, from the server's address, certificate and OAuth clients.

`texts/` has a text for each client. A line that begins with a word and `| ` is shown only then: `plain` without TLS,
`tls` with it, `named` if the server has names of its own. `<<name>>` is replaced by a value of `Connection`.
"""
