"""Jobs that import rows into data tables, and that export them. The other models are plain JSON objects."""

import msgspec

from architrave.wire.codec import Shape
from architrave.wire.entities import DomainEntityRef
from architrave.wire.errors import ErrorBody


class DataTableImportJob(Shape, kw_only=True):
    """An import of rows from a CSV file, which the client sends to `upload_uri`."""

    id: str
    status: str
    date_created: str
    import_mode: str | None = None
    owner: DomainEntityRef | None = None
    date_completed: str | None = None
    upload_uri: str | None = msgspec.field(default=None, name="uploadURI")
    upload_headers: dict[str, str] | None = None
    error_information: ErrorBody | None = None
    count_records_updated: int | None = None
    count_records_deleted: int | None = None
    count_records_failed: int | None = None
    self_uri: str


class DataTableExportJob(Shape, kw_only=True):
    """An export of rows to a CSV file, which the client fetches from `download_uri`."""

    id: str
    status: str
    date_created: str
    owner: DomainEntityRef | None = None
    date_completed: str | None = None
    download_uri: str | None = msgspec.field(default=None, name="downloadURI")
    count_records_processed: int
    self_uri: str


class DataTableImportEntityListing(Shape, kw_only=True):
    """One page of the imports into a data table; the cloud's model has no addresses of other pages."""

    entities: list[DataTableImportJob]
    page_size: int
    page_number: int
    total: int
    page_count: int
