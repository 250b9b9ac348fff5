"""The server's metrics: `counts` are kept while requests are answered, `exposition` writes them for Prometheus.

Counting needs no library and takes about a microsecond, so it is always on. No label has a value that a client chose.
"""
