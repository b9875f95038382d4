"""What can be said, and what words would do, without doing it: the planner over HTTP."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from studio.agent.plan import Plan, Tongue
from studio.agent.replies import say
from studio.agent.sayable import groups
from studio.agent.scene import Scene
from studio.agent.service import project_of, scene_of
from studio.api.access import account_of, parts_of, session_of
from studio.api.refusals import MALFORMED, Refused
from studio.api.wire import JsonObject, MediaBody, PlanBody, ok, read_body


async def plan_words(request: Request) -> Response:
    """POST /api/studio/plan."""
    body = await read_body(request, PlanBody)
    if (body.session_id is None) == (body.media is None) or not body.text.strip():
        raise Refused(MALFORMED)
    if body.session_id is not None:
        scene = await _scene_of_session(request, body.session_id)
    else:
        await account_of(request)
        scene = _scene_of_media(body.media or MediaBody(), can_listen=parts_of(request).can_listen)
    plan = await asyncio.to_thread(parts_of(request).plan, body.text.strip(), scene)
    return ok(plan_object(plan))


async def sayable(request: Request) -> Response:
    """GET /api/studio/sayable."""
    await account_of(request)
    tongue = Tongue.CHINESE if request.query_params.get("language", "").lower().startswith("zh") else Tongue.ENGLISH
    return ok(
        {
            "language": tongue.value,
            "groups": [
                {
                    "name": group.name,
                    "title": group.title,
                    "things": [
                        {"title": row.title.said_in(tongue), "example": row.example.said_in(tongue)}
                        for row in group.rows
                    ],
                }
                for group in groups(tongue)
            ],
        }
    )


def plan_object(plan: Plan) -> JsonObject:
    """A plan on the wire; its question in the language of the words."""
    doubt = None if plan.doubt is None else plan.doubt.value
    return {
        "operations": [
            {"name": one.name, "args": dict(one.args), "supported": one.supported} for one in plan.operations
        ],
        "doubt": doubt,
        "question": None if doubt is None else say(plan.tongue, f"question.{doubt}"),
        "unclear": list(plan.unclear),
        "declined": list(plan.declined),
        "deliver": plan.deliver,
        "language": plan.tongue.value,
    }


async def _scene_of_session(request: Request, name: str) -> Scene:
    session = await session_of(request, name)
    parts = parts_of(request)
    project = project_of(await parts.store.sources.of(session.id), await parts.store.edits.versions(session.id))
    return scene_of(project, can_listen=parts.can_listen)


def _scene_of_media(media: MediaBody, *, can_listen: bool) -> Scene:
    return Scene(
        clip_names=tuple(media.clips),
        sound_names=tuple(media.sounds),
        has_timeline=media.edited,
        has_music=media.music,
        has_titles=media.titles,
        duration_ms=round(media.duration * 1000),
        can_listen=can_listen,
    )
