"""Benchmarks: what Architrave costs beside the least that the same job can cost, measured in one run.

`python -m benchmarks` runs them all and writes bench.json; `python -m benchmarks NAME…` runs some. Each module measures
one thing and can be run alone.
"""
