"""Facts about Genesys Cloud that several packages need: its permissions, hosts and system prompts, and its API.

Only facts and functions to check them: they take plain strings and say what these mean to the cloud. What the Platform
API has (paths, methods, bodies, answers, permissions, models) is data in `facts/`, taken from the official SDKs; it is
read when it is first needed.
"""
