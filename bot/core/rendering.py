"""One export: started once under an id derived from the turn, watched to its end, its film brought home (S10)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.core.context import TurnContext
from bot.core.errors import (
    BackendUnreachable,
    DiskNearlyFull,
    DuplicateRender,
    PersonError,
    RateLimited,
    RenderFailed,
)
from bot.core.model import (
    Draft,
    JsonObject,
    MediaId,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    SessionId,
    StoredMedia,
    render_id_for,
)
from bot.core.patience import insist
from bot.core.status import Stage

_ATTEMPTS = 2
_LOST_CONTACT_S = 600.0


@contextmanager
def faults_of_the_film() -> Iterator[None]:
    """What is wrong with a film is the render's fault, and not told as one of the person's file."""
    try:
        yield
    except DiskNearlyFull:
        raise
    except PersonError as error:
        raise RenderFailed(f"the film is no film: {type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished film: the file, and where anybody can fetch it if the backend has a public address for it."""

    media: StoredMedia
    public_url: str | None


async def render(context: TurnContext, session: SessionId, part: int, draft: Draft, short_side: int | None) -> Rendered:
    """Make the film of a draft and fetch it. Raises RenderFailed after a second failure."""
    if context.status is not None:
        context.status.show(Stage.RENDERING)
    failure: RenderFailed | DuplicateRender | None = None
    for attempt in range(_ATTEMPTS):
        try:
            render_id = await _start(context, session, (part, attempt), draft, RenderOutput(short_side))
            finished = await _watch(context, render_id)
        except (RenderFailed, DuplicateRender) as error:
            failure = error
            continue
        return await _fetch(context, part, finished)
    raise failure or RenderFailed


async def _start(
    context: TurnContext, session: SessionId, place: tuple[int, int], draft: Draft, output: RenderOutput
) -> RenderId:
    part, attempt = place
    render_id = render_id_for(context.turn.id, part + 1000 * context.renewals, attempt)
    backend, clock = context.ports.backend, context.ports.clock

    async def look() -> JsonObject:
        return {"id": render_id}  # on the disk before the call: who cancels knows what to stop

    async def call() -> JsonObject:
        try:
            await insist(clock, lambda: backend.start_render(session, render_id, draft, output))
        except DuplicateRender:
            if await insist(clock, lambda: backend.render(render_id)) is None:
                raise
        return {"id": render_id}

    async def in_doubt(_: JsonObject) -> JsonObject | None:
        known = await insist(clock, lambda: backend.render(render_id))
        return None if known is None else {"id": render_id}

    await context.steps.take(context.step(f"render/{part}/{attempt}"), call, look=look, in_doubt=in_doubt)
    return render_id


async def _watch(context: TurnContext, render_id: RenderId) -> RenderProgress:
    clock, backend = context.ports.clock, context.ports.backend
    heard_at = clock.monotonic()
    while True:
        try:
            progress = await backend.render(render_id)
            heard_at = clock.monotonic()
        except BackendUnreachable:
            if clock.monotonic() - heard_at > _LOST_CONTACT_S:
                raise
            await clock.sleep(backend.traits.poll_s)
            continue
        except RateLimited as error:
            await clock.sleep(max(backend.traits.poll_s, float(error.facts.get("retry_after_s", 0.0))))
            continue
        if progress is None:
            raise RenderFailed("the backend does not know the render any more")
        if progress.status is RenderStatus.COMPLETED and progress.url:
            return progress
        if progress.status in {RenderStatus.FAILED, RenderStatus.CANCELLED}:
            raise RenderFailed(progress.error or progress.status)
        if context.status is not None:
            percent = progress.percent if progress.status is RenderStatus.PROCESSING else None
            context.status.show(Stage.RENDERING, percent)
        await clock.sleep(backend.traits.poll_s)


async def _fetch(context: TurnContext, part: int, finished: RenderProgress) -> Rendered:
    ports = context.ports
    name = context.step(f"film/{part}")
    public_url = None if ports.backend.traits.is_local else finished.url
    kept = context.steps.done(name)
    media = await ports.store.get(MediaId(kept["media"])) if kept is not None else None
    if media is not None:
        return Rendered(media, public_url)

    def show(percent: float) -> None:
        if context.status is not None:
            context.status.show(Stage.SENDING, percent if percent < 100 else None)

    with faults_of_the_film():
        media = await insist(ports.clock, lambda: ports.backend.download(finished, ports.store, show))

    async def note() -> JsonObject:
        return {"media": media.id}

    await context.steps.take(name, note)
    return Rendered(media, public_url)
