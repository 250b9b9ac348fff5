"""Flows and their versions.

A version's dates are milliseconds since the epoch, except `datePublished`, which is a string as in the public models.
"""

from typing import Any

from architrave.wire.codec import Shape
from architrave.wire.entities import Division, DomainEntityRef


class SupportedLanguage(Shape, kw_only=True):
    """A language that a flow supports."""

    language: str
    is_default: bool


class FlowVersion(Shape, kw_only=True):
    """One version of a flow."""

    id: str
    name: str
    type: str
    secure: bool
    debug: bool
    date_created: int
    date_checked_in: int | None = None
    date_saved: int
    configuration_version: str | None = None
    commit_version: str | None = None
    created_by_client: DomainEntityRef | None = None
    configuration_uri: str | None = None
    generation_id: str | None = None
    input_schema: dict[str, Any] | None = None
    output_schema: dict[str, Any] | None = None
    date_published: str | None = None
    date_published_end: str | None = None
    supported_languages: list[SupportedLanguage] | None = None
    self_uri: str


class Flow(Shape, kw_only=True):
    """A flow. `type` is in upper case here (`WORKFLOW`), in lower case in queries (`workflow`)."""

    id: str
    name: str
    division: Division
    description: str
    type: str
    active: bool
    system: bool
    deleted: bool
    virtual_agent_enabled: bool
    locked_client: DomainEntityRef | None = None
    published_version: FlowVersion | None = None
    saved_version: FlowVersion | None = None
    checked_in_version: FlowVersion | None = None
    input_schema: dict[str, Any] | None = None
    output_schema: dict[str, Any] | None = None
    published_by: DomainEntityRef | None = None
    supported_languages: list[SupportedLanguage] | None = None
    compatible_flow_types: list[str] | None = None
    self_uri: str


class FlowDivisionView(Shape, kw_only=True):
    """A flow for those who may only search flows."""

    id: str
    name: str
    division: Division
    type: str
    description: str
    input_schema: dict[str, Any] | None = None
    output_schema: dict[str, Any] | None = None
    supported_languages: list[SupportedLanguage] | None = None
    published_version: FlowVersion | None = None
    self_uri: str


class Configuration(Shape, kw_only=True):
    """The content of a flow version: its Archy YAML. The cloud's is an object whose form is not public."""

    yaml: str
