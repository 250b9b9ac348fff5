"""The Platform API over HTTP: an application around a local organization and its engine.

`http` turns bytes into requests and calls the application. A request goes through `app` (correlation id, Host, CORS),
`routing` (`endpoints` lists every endpoint with its permissions), `authentication` (token), the client's rate limit and
permissions, and one function in `routes/`, by the cloud's nouns. Launches skip the routing (`launching`) and are
refused before their body is read if the engine is full. `upstream` is the other handler: a proxy for a real Platform
API.

A route returns a shape of `wire` or a `Refusal`. It never raises an exception because of what a client sent. Every
response, including errors, is JSON and has the cloud's headers.
"""
