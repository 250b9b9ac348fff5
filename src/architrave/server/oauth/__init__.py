"""Logging in: what the cloud serves at `https://login.…/oauth`.

GET  /oauth/authorize ──▶ authorizing  checks the request of a web page ──▶ page  lets a user log in
POST /oauth/authorize ──▶ logging_in   checks who it is, and redirects with a code (PKCE) or a token (implicit)
POST /oauth/token     ──▶ granting     exchanges client credentials, a code or a refresh token for a token
"""
