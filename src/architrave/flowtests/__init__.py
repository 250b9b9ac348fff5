"""Flow tests as files: what a `*.flowtest.yaml` says, read with places. Nothing runs here.

The classes in `document`, `expect` and `steps` are the format: each key is declared once, with its shape and what it
means, and the reader, its suggestions and the JSON Schema are derived from that.

    Source ──▶ reader ──▶ TestFile ──▶ cases: one Case for each test, or for each row of its table
                 │
                 └── tables: rows from a CSV file, which the caller reads
"""
