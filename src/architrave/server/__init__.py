"""The Platform API over HTTP: an application around a local organization and its engine.

`http` turns bytes into requests and calls the application. A request goes through `app` (correlation id, Host, CORS),
then `routing` (`endpoints` has every endpoint with its permissions), `admission` (token), its client's rate and
permissions, and one function in `routes/`, by the cloud's nouns. A launch is answered before the routing
(`launching`), and refused before its body is read where the engine has no room. `upstream` is the other handler: a
proxy in front of a real Platform API.

Rules of this package: a route answers with a shape of `wire`, or with a `Refusal`. It never raises for what a client
did.
Every answer is JSON, errors too, and has the headers that the cloud's answers have.
"""
