"""What the page may send as JSON, checked before anything else sees it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from adapters.web.limits import TEXT_CHARS, UPLOADS_PER_MESSAGE

CLIENT_ID_PATTERN = r"^[A-Za-z0-9_-]{8,64}$"

ClientId = Annotated[str, StringConstraints(pattern=CLIENT_ID_PATTERN)]


class PostedMessage(BaseModel):
    """One message of a person. ``id`` is made by the page: the same id again is the same message."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: ClientId
    text: Annotated[str, StringConstraints(max_length=TEXT_CHARS)] = ""
    uploads: Annotated[tuple[ClientId, ...], Field(max_length=UPLOADS_PER_MESSAGE)] = ()
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,35}$")] = "en"
