"""The API that a server serves, as an OpenAPI document.

It comes from the table of endpoints and the cloud's facts: `schemas` turns models into JSON Schemas, `document` turns
endpoints into operations. Nothing is described twice.
"""
