"""Facts about Genesys Cloud that several packages need: its permissions and its hosts.

Only facts and functions to check them: they take plain strings and say what these mean to the cloud.
"""
