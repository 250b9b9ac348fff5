"""The Platform API over HTTP: an ASGI application around a local organization and its engine.

A request goes through `app` (correlation id, Host, CORS), then `routing` (`endpoints` has every endpoint with its
permissions), `admission` (token), its client's rate and permissions, and one function in `routes/`, by the cloud's
nouns. The launch is answered before the routing and goes its own short way (`launching`), because everything else on
its path costs more than it does.

Rules of the room: a route answers with a shape of `wire`, or with a `Fault`; it never raises for what a client did.
Every answer is JSON, errors too, and has the headers that the cloud's answers have.
"""
