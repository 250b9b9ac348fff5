"""The metrics in Prometheus' text format, by its client library (the extra `metrics`)."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from architrave import __version__
from architrave.server.metrics.counts import BUCKETS, Counts
from architrave.server.services import Services

_STATES = ("ready", "running", "waiting", "parked")


def exposition(services: Services) -> tuple[bytes, str]:
    """The metrics and their content type. Raises ImportError if the library is not installed."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(services))
    ProcessCollector(registry=registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Collector:
    """Turns the numbers that exist into metrics, when they are asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Any]:
        """The metrics."""
        from prometheus_client.core import InfoMetricFamily

        yield InfoMetricFamily("architrave", "The running version.", {"version": __version__})
        yield from _requests(self._services.counts)
        yield from _executions(self._services)


def _requests(counts: Counts) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    requests = CounterMetricFamily(
        "architrave_http_requests",
        "Requests by method, route and status; status 0: the client disconnected before the answer.",
        labels=["method", "route", "status"],
    )
    for (method, route, status), number in counts.requests.items():
        requests.add_metric([method, route, str(status)], number)
    yield requests
    durations = HistogramMetricFamily(
        "architrave_http_request_duration_seconds", "How long the server took for requests.", labels=["route"]
    )
    bounds = [*map(str, BUCKETS), "+Inf"]
    for route, found in counts.durations.items():
        buckets = list(zip(bounds, accumulate(found.by_bucket), strict=True))
        durations.add_metric([route], buckets, found.total)
    yield durations
    rejected = CounterMetricFamily(
        "architrave_launches_rejected", "Rejected launches by rule; one that breaks two counts twice.", labels=["rule"]
    )
    for rule, number in counts.rejections.items():
        rejected.add_metric([rule], number)
    yield rejected
    yield GaugeMetricFamily("architrave_event_loop_lag_seconds", "How late the event loop last was.", counts.lag)
    yield GaugeMetricFamily(
        "architrave_event_loop_longest_lag_seconds", "How late the event loop was at most.", counts.longest_lag
    )


def _executions(services: Services) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    health, work = services.engine.health(), services.work
    states = GaugeMetricFamily("architrave_executions", "Unfinished executions by state.", labels=["state"])
    for state in _STATES:
        states.add_metric([state], getattr(health, state))
    yield states
    yield CounterMetricFamily("architrave_launches_accepted", "Launches that were stored.", health.launched)
    finished = CounterMetricFamily("architrave_executions_finished", "Executions by outcome.", labels=["status"])
    for status, number in work.finished.items():
        finished.add_metric([status], number)
    yield finished
    calls = CounterMetricFamily("architrave_data_action_calls", "Calls of data actions by outcome.", labels=["outcome"])
    for outcome, number in work.calls.items():
        calls.add_metric([outcome], number)
    yield calls
    yield CounterMetricFamily("architrave_data_action_seconds", "The time that calls took.", work.call_seconds)
    yield GaugeMetricFamily("architrave_queued_writes", "Writes that are not on disk yet.", health.queued)
    yield CounterMetricFamily("architrave_journal_commits", "Groups of writes that reached the disk.", health.commits)
    yield CounterMetricFamily("architrave_write_failures", "Groups of writes that failed.", health.write_failures)
