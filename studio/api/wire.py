"""The bodies that come in, as pydantic reads them, and the pieces of the answers that go out."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from studio.api.refusals import MALFORMED, Refused
from studio.render.jobs import JobView
from studio.store.model import KeptSource, RenderState
from studio.timeline.model import SourceKind

SMALL_BODY_BYTES = 256 * 1024
DRAFT_BODY_BYTES = 4 * 1024 * 1024
TEXT_BODY_BYTES = 1024 * 1024
LONGEST_TEXT = 200_000
"""A request with the subtitles of a long film in it."""
LONGEST_WORDS = 20_000

JsonObject = dict[str, Any]
Body = TypeVar("Body", bound="_Body")


class _Body(BaseModel):
    """Unknown keys are ignored; nothing is converted from another type."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SessionBody(_Body):
    """POST /api/tasks/me/with-session/nemo_agent."""

    task_name: Annotated[str, Field(min_length=1, max_length=200)] = "project"
    language: Annotated[str, Field(max_length=35)] | None = None


class LinksBody(_Body):
    """POST /api/upload-video/… with links."""

    urls: Annotated[list[str], Field(min_length=1, max_length=10)]
    source_type: Literal["url"]


class TextPart(_Body):
    """One part of a message; only words are read."""

    text: str = ""


class NewMessage(_Body):
    """What a person says."""

    parts: Annotated[list[TextPart], Field(min_length=1, max_length=16)]


class RunBody(_Body):
    """POST /run_sse."""

    app_name: Literal["nemo_agent"] = "nemo_agent"
    user_id: str = "me"
    session_id: str
    new_message: NewMessage

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(part.text for part in self.new_message.parts if part.text).strip()


FileName = Annotated[str, Field(min_length=1, max_length=200)]


class MediaBody(_Body):
    """What a plan's words may refer to, where no session says it; ``duration`` is the film's length in seconds."""

    clips: Annotated[list[FileName], Field(max_length=100)] = []
    sounds: Annotated[list[FileName], Field(max_length=100)] = []
    duration: Annotated[float, Field(ge=0, le=172_800)] = 0
    edited: bool = False
    music: bool = False
    titles: bool = False


class PlanBody(_Body):
    """POST /api/studio/plan."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS)]
    session_id: str | None = None
    media: MediaBody | None = None


class Output(_Body):
    """What a render shall make."""

    format: Literal["mp4"] = "mp4"
    quality: str = "high"
    resolution: Annotated[str, Field(pattern=r"^[1-9][0-9]{2,3}p$")] | None = None


class RenderBody(_Body):
    """POST /api/render/proxy/lambda."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    session_id: Annotated[str, Field(alias="sessionId")]
    draft: JsonObject
    output: Output = Output()

    @property
    def short_side(self) -> int | None:
        """The resolution asked for, in pixels of the short side."""
        return None if self.output.resolution is None else int(self.output.resolution.removesuffix("p"))


async def read_body(request: Request, model: type[Body], max_bytes: int = SMALL_BODY_BYTES) -> Body:
    """The request's JSON body. Raises Refused (400) if it is too large or not of that form."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise Refused(MALFORMED)
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError:
        # The error quotes what was sent, so it goes no further.
        raise Refused(MALFORMED) from None


def ok(data: JsonObject) -> JSONResponse:
    """The envelope of a success."""
    return JSONResponse({"code": 0, "message": "ok", "data": data})


def file_item(kept: KeptSource) -> JsonObject:
    """A source as an upload's answer and the state list it; null where a figure has no meaning for its kind."""
    source = kept.source
    is_seen = source.kind is not SourceKind.AUDIO
    return {
        "id": source.id,
        "filename": source.name,
        "file_type": source.kind.value,
        "duration": None if source.kind is SourceKind.IMAGE else source.duration_ms / 1000,
        "width": source.width if is_seen else None,
        "height": source.height if is_seen else None,
        "fps": None if source.fps is None else round(float(source.fps), 3),
        "hash": kept.file.hash,
        "key": kept.upload_key,
    }


def render_object(view: JobView, download: str) -> JsonObject:
    """A render in the superset of all published shapes; ``download`` is where its film can be had."""
    render = view.render
    shape: JsonObject = {
        "id": render.id,
        "taskId": render.id,
        "status": render.state.value,
        "progress": round(view.percent, 1),
        "queuePosition": view.position,
        "createdAt": render.created_ms,
    }
    if render.film is not None:
        shape["progress"] = 100
        shape["output"] = {
            "url": download,
            "duration": render.film.duration_ms / 1000,
            "size": render.film.file.size_bytes,
            "width": render.film.width,
            "height": render.film.height,
            "format": render.film.file.extension,
        }
        shape["outputUrl"] = download
        shape["completedAt"] = render.completed_ms
    if render.state is RenderState.FAILED:
        shape["error"] = render.error or "internal"
    return {**shape, "success": True, "data": shape}


def moment(ms: int) -> str:
    """Milliseconds since 1970 as the wire writes moments."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
