"""Benchmarks: compare Architrave with the least that the same job can cost, in one run.

`python -m benchmarks` runs all of them and writes bench.json; `python -m benchmarks NAME…` runs some. Each module
measures one thing and can be run separately.
"""
