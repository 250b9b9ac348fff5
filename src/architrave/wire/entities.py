"""Shapes that many models share: references to other objects, and divisions."""

from architrave.wire.codec import Shape


class DomainEntityRef(Shape, kw_only=True):
    """A reference to an object by id, with its name and address."""

    id: str
    name: str | None = None
    self_uri: str | None = None


class Division(Shape, kw_only=True):
    """The division that an object belongs to."""

    id: str
    name: str | None = None
    self_uri: str | None = None
