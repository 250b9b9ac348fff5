"""The answers of analytics: statistics by group and interval.

Source: the public models (`FlowExecutionAggregateQueryResponse` and what it contains).
"""

from architrave.wire.codec import Shape


class Statistics(Shape, kw_only=True):
    """The statistics of one metric in one interval."""

    count: int


class Metric(Shape, kw_only=True):
    """One metric."""

    metric: str
    stats: Statistics


class IntervalData(Shape, kw_only=True):
    """The metrics in one interval, which is written as `START/END`."""

    interval: str
    metrics: list[Metric]


class GroupData(Shape, kw_only=True):
    """The metrics of one group, by interval. `group` has the value of each dimension of the query's `groupBy`."""

    group: dict[str, str]
    data: list[IntervalData]


class AggregateResponse(Shape, kw_only=True):
    """The answer to a query for aggregates."""

    results: list[GroupData]
