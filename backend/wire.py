"""The bodies of docs/api.md: written exactly, read with tolerance.

What the cloud sends is known from scattered public sources that disagree. So a missing or odd field is None, never an
error; only what nothing can go on without (a token, a session's id) is required.
"""

import json
from collections.abc import Callable
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator

from bot.core.model import (
    BackendState,
    Credits,
    Draft,
    JsonObject,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    Sayable,
    SayableGroup,
    SessionId,
    Uploaded,
)

_T = TypeVar("_T")

LANGUAGE_TAGS = {Language.ENGLISH: "en", Language.CHINESE: "zh-CN"}
_STATUSES = {
    "queued": RenderStatus.PENDING,
    "succeeded": RenderStatus.COMPLETED,
    "success": RenderStatus.COMPLETED,
    "error": RenderStatus.FAILED,
    "canceled": RenderStatus.CANCELLED,
    **{status.value: status for status in RenderStatus},
}


def _or_none(value: Any, validate: Callable[[Any], _T]) -> _T | None:
    try:
        return validate(value)
    except ValidationError:
        return None


def _as_list(value: Any) -> list[Any]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item if isinstance(item, dict) else {"filename": item} for item in items]


def _as_object(value: Any) -> JsonObject:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


Text = Annotated[str | None, WrapValidator(_or_none)]
Number = Annotated[float | None, WrapValidator(_or_none)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False)


class Grant(_Answer):
    """A token for the installation's account."""

    token: str = Field(repr=False, pattern=r"^[\x21-\x7e]{1,4096}$")
    user_id: Text = None


class Opened(_Answer):
    """A new session."""

    session_id: str = Field(min_length=1)


class FileItem(_Answer):
    """One file, in an upload's answer or a session's state."""

    filename: Text = None
    name: Text = None
    file_type: Text = None
    duration: Number = None
    key: Text = None

    def to_uploaded(self, called: str = "") -> Uploaded:
        """As the core knows it; ``called`` is our own name for it where the answer has none."""
        return Uploaded(self.filename or self.name or called, self.file_type or "", self.duration, self.key)


class Files(_Answer):
    """An upload's answer."""

    files: Annotated[list[FileItem], BeforeValidator(_as_list)] = Field(default_factory=list)

    def to_uploaded(self, called: str) -> Uploaded:
        """The one file of the request; an answer that lists none still means it was taken."""
        return self.files[0].to_uploaded(called) if self.files else Uploaded(called, "")


class _Content(_Answer):
    video_infos: Annotated[list[FileItem], BeforeValidator(_as_list)] = Field(default_factory=list)
    generated_media: Annotated[list[FileItem], BeforeValidator(_as_list)] = Field(default_factory=list)
    draft: Annotated[JsonObject, BeforeValidator(_as_object)] = Field(default_factory=dict)


class State(_Answer):
    """A session's latest state."""

    state: Annotated[_Content, BeforeValidator(_as_object)] = Field(default_factory=_Content)

    def to_core(self) -> BackendState:
        """As the core knows it. The draft is not touched."""
        held = self.state
        generated = tuple(item.filename or item.name or "" for item in held.generated_media)
        return BackendState(tuple(item.to_uploaded() for item in held.video_infos), generated, Draft(held.draft))


class _Thing(_Answer):
    title: str = ""
    example: str = ""


class _Subject(_Answer):
    title: str = ""
    things: list[_Thing] = Field(default_factory=list)


class Sayables(_Answer):
    """What can be asked of the studio."""

    groups: list[_Subject] = Field(default_factory=list)

    def to_core(self) -> tuple[SayableGroup, ...]:
        """As the core knows it."""
        return tuple(
            SayableGroup(group.title, tuple(Sayable(thing.title, thing.example) for thing in group.things))
            for group in self.groups
        )


class Balance(_Answer):
    """The account's credits."""

    available: Number = None
    frozen: Number = None
    total: Number = None
    unlimited: bool = False

    def to_core(self) -> Credits:
        """As the core knows it; the total is the sum where it is not told."""
        available, frozen = self.available or 0.0, self.frozen or 0.0
        total = available + frozen if self.total is None else self.total
        return Credits(available, frozen, total, self.unlimited)


class _Output(_Answer):
    url: Text = None


class _Told(_Answer):
    status: Text = None
    progress: Number = None
    error: Any = None
    url: Text = None
    output_url: Text = Field(default=None, alias="outputUrl")
    output: Annotated[_Output, BeforeValidator(_as_object)] = Field(default_factory=_Output)


class Render(_Answer):
    """A render, told at the top of the answer, under ``data``, or both."""

    top: _Told
    data: _Told

    @classmethod
    def read(cls, body: JsonObject) -> Self:
        """Both places of one answer."""
        return cls(top=_Told.model_validate(body), data=_Told.model_validate(_as_object(body.get("data"))))

    def to_core(self, render: RenderId, download_url: str) -> RenderProgress:
        """As the core knows it; ``download_url`` is where a finished film lies if the answer names no place."""
        told = [self.top, self.data]
        word = next((each.status for each in told if each.status), "pending").lower()
        status = _STATUSES.get(word, RenderStatus.PROCESSING)
        percent = next((each.progress for each in told if each.progress is not None), None)
        urls = (url for each in told for url in (each.output.url, each.output_url, each.url) if url)
        error = next((each.error for each in told if each.error), None)
        return RenderProgress(
            id=render,
            status=status,
            percent=None if percent is None else min(max(percent, 0.0), 100.0),
            url=next(urls, download_url) if status is RenderStatus.COMPLETED else None,
            error=None if error is None or status is not RenderStatus.FAILED else str(error)[:500],
        )


def session_request(language: Language) -> JsonObject:
    """The body that opens a session."""
    return {"task_name": "project", "language": LANGUAGE_TAGS[language]}


def edit_request(session: SessionId, text: str) -> JsonObject:
    """The body that asks for an edit. Halves of surrogate pairs, which no server can read, become U+FFFD."""
    readable = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    message = {"role": "user", "parts": [{"text": readable}]}
    return {"app_name": "nemo_agent", "user_id": "me", "session_id": session, "new_message": message}


def link_request(url: str) -> JsonObject:
    """The body that has the backend fetch a link."""
    return {"urls": [url], "source_type": "url"}


def render_request(session: SessionId, render: RenderId, draft: Draft, output: RenderOutput) -> JsonObject:
    """The body that starts an export."""
    return {"id": render, "sessionId": session, "draft": draft.wire, "output": output.to_wire()}
