"""The history of executions: what a query finds, and the jobs that prepare files.

Source: the public models (`FlowExecutionDataQueryResult`, `GetFlowExecutionDataJobResult`,
`FlowsQueryCriteriaResponse`).
"""

from architrave.wire.codec import Shape


class FlowExecutionDataQueryResult(Shape, kw_only=True):
    """An execution that a query found."""

    id: str
    name: str | None = None
    start_date_time: str
    end_date_time: str
    flow_id: str
    flow_version: str
    flow_type: str | None = None
    flow_error_reason: str | None = None
    flow_name: str | None = None
    self_uri: str


class ExecutionDataEntity(Shape, kw_only=True):
    """The file of one execution, or why there is none."""

    id: str
    download_uri: str | None = None
    failed: bool | None = None
    status_code: str | None = None


class FlowExecutionDataJob(Shape, kw_only=True):
    """A job that prepares files (`GetFlowExecutionDataJobResult`)."""

    id: str
    job_state: str
    entities: list[ExecutionDataEntity] | None = None
    self_uri: str


class QueryCriteria(Shape, kw_only=True):
    """A key that queries can use."""

    criteria_key: str
    operators: list[str]
    data_type: str


class FlowsQueryCriteria(Shape, kw_only=True):
    """What queries can use."""

    criteria: list[QueryCriteria]
    flow_types: list[str]
