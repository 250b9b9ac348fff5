"""Jobs that publish and export flows."""

from architrave.wire.codec import Shape


class RegisterArchitectJobResponse(Shape, kw_only=True):
    """A job that waits for a file: where to PUT it, and with which headers."""

    id: str
    presigned_url: str
    headers: dict[str, str]
    self_uri: str


class AddressableEntityRef(Shape, kw_only=True):
    """A reference to an object by id and address."""

    id: str
    self_uri: str


class ArchitectJobMessage(Shape, kw_only=True):
    """What a job says: `Error` or `Warning`."""

    date_time: str
    type: str
    text: str


class ArchitectJobStateResponse(Shape, kw_only=True):
    """The state of a job that publishes a flow."""

    id: str
    status: str
    command: str
    flow: AddressableEntityRef | None = None
    messages: list[ArchitectJobMessage] | None = None
    self_uri: str


class RegisterArchitectExportJobResponse(Shape, kw_only=True):
    """A job that exports flows."""

    id: str
    status: str
    total_flows: int
    self_uri: str


class ArchitectExportJobStateResponse(Shape, kw_only=True):
    """The state of a job that exports flows."""

    id: str
    status: str
    command: str
    download_url: str | None = None
    messages: list[ArchitectJobMessage] | None = None
    self_uri: str
