"""Plans into new timelines: decides what a request is about, runs its operations, and says what was done.

A request is done as a whole or not at all: one operation that cannot be done leaves the film as it was. Operations
that are not offered are told, and the others done.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from studio.agent.editing.bench import Bench, by_id
from studio.agent.editing.captioning import put_captions, remove_captions
from studio.agent.editing.carding import put_intro, put_outro
from studio.agent.editing.cutting import NAMES as CUTS
from studio.agent.editing.cutting import cut_ranges, remove_silence
from studio.agent.editing.delivering import delivered_anew
from studio.agent.editing.finishing import denoise, normalize
from studio.agent.editing.footage import Footage, current_film, footage
from studio.agent.editing.leftovers import SILENT, leftovers, quoted
from studio.agent.editing.look import COLOURS, LOOK
from studio.agent.editing.loudness import change_volume, is_of_known_film, mute_sound, mutes_music
from studio.agent.editing.output import set_output
from studio.agent.editing.receipt import list_cuts, restore_cut, tell_new_cuts
from studio.agent.editing.refusal import Refused, refusal
from studio.agent.editing.scoring import add_music, duck, fade
from studio.agent.editing.stepping import NAMES as STEPS
from studio.agent.editing.stepping import step
from studio.agent.editing.suggesting import suggestions
from studio.agent.editing.syncing import sync_audio
from studio.agent.editing.titling import change_title, put_title, take_title
from studio.agent.editing.voicing import put_voiceover
from studio.agent.plan import Doubt, Operation, Plan, Tongue
from studio.agent.project import Edited, Project, Tools
from studio.agent.replies import say
from studio.agent.times import clock
from studio.render.errors import SpeechServiceFailed
from studio.timeline.errors import TimelineError

_log = logging.getLogger(__name__)

OnOperation = Callable[[Operation], None]
Handler = Callable[[Bench, Operation], Awaitable[None]]

SOUND_AND_LOOK: dict[str, Handler] = {
    **LOOK,
    "denoise_audio": denoise,
    "add_music": add_music,
    "add_voiceover": put_voiceover,
    "volume": change_volume,
    "mute": mute_sound,
    "duck_music": duck,
    "audio_fade": fade,
    "normalize_loudness": normalize,
    "captions": put_captions,
    "remove_captions": remove_captions,
    "add_title": put_title,
    "remove_title": take_title,
    "edit_title": change_title,
    "add_intro": put_intro,
    "add_outro": put_outro,
    "export": set_output,
    "list_cuts": list_cuts,
}
"""In the order they are done, whatever the order said: music must be there to be made quieter."""

KNOWN = (
    frozenset(SOUND_AND_LOOK)
    | frozenset(COLOURS)
    | CUTS
    | STEPS
    | {"merge", "slideshow", "remove_silence", "restore_cut", "sync_audio"}
)
LENGTH_HELPS = frozenset({Doubt.WHICH_RANGE, Doubt.HOW_LONG})
HAS_CHOICES = LENGTH_HELPS | {Doubt.VAGUE, Doubt.NOT_UNDERSTOOD}
"""Doubts for which the film itself suggests what could be meant; the others want a word only the person has."""


def _ignore(_operation: Operation) -> None:
    """Nobody listens."""


class Editor:
    """Carries out plans, with the tools of one session."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def edit(self, plan: Plan, project: Project, *, on_operation: OnOperation = _ignore) -> Edited:
        """The outcome of a plan; ``on_operation`` hears of each operation just before it is done.

        Never raises for what a person asked: what cannot be done is said in the outcome's text. Raises what the tools
        raise.
        """
        if plan.doubt is not None:
            return await self._ask(plan.doubt, plan.tongue, project, plan.unclear if plan.operations else ())
        done = [one for one in plan.operations if one.supported and one.name in KNOWN]
        undone = [one for one in plan.operations if one not in done]
        if any(one.name in STEPS for one in done):
            for one in (one for one in done if one.name in STEPS):
                on_operation(one)
            return step(project, done, plan.tongue)
        if not done:
            return await self._explain(plan, undone, project)
        try:
            ground = footage(project, done, plan.tongue)
            film = replace(ground.film, delivery=delivered_anew(ground.film.delivery))
            bench = Bench(plan.tongue, self._tools, project, done, film)
            await _carry_out(bench, on_operation)
        except (TimelineError, SpeechServiceFailed, Refused) as failure:
            return _refused(failure, plan.tongue)
        return _outcome(bench, ground, plan, undone)

    async def _ask(self, doubt: Doubt, tongue: Tongue, project: Project, unclear: Sequence[str] = ()) -> Edited:
        """The question of a doubt, with what could be done to the film at hand.

        ``unclear``: the parts because of which the rest is not done either.
        """
        parts = [say(tongue, f"question.{doubt.value}")]
        if doubt is Doubt.NOT_UNDERSTOOD and unclear:
            parts = [say(tongue, "question.part_not_understood", parts=quoted(tongue, unclear))]
        film = current_film(project)
        if film is None:
            parts.append(say(tongue, "error.no_video"))
            return Edited(_text(tongue, parts))
        if doubt in LENGTH_HELPS:
            parts.append(say(tongue, "question.length", length=clock(film.duration_ms)))
        if doubt not in HAS_CHOICES:
            return Edited(_text(tongue, parts))
        ideas = await suggestions(tongue, film, by_id(project), self._tools)
        examples = [say(tongue, "question.example", words=idea) for idea in ideas[:2]]
        parts.append(say(tongue, "question.examples", examples=say(tongue, "join_or").join(examples)))
        return Edited(_text(tongue, parts), suggestions=ideas)

    async def _explain(self, plan: Plan, undone: Sequence[Operation], project: Project) -> Edited:
        """What is said when nothing of a request can be done."""
        wanted = [one for one in undone if one.name not in SILENT]
        if not wanted and (undone or plan.declined or not plan.deliver):
            return Edited(say(plan.tongue, "left.no_edit"))
        if not wanted:
            return await self._ask(Doubt.NOT_UNDERSTOOD, plan.tongue, project)
        film = current_film(project)
        ideas = () if film is None else await suggestions(plan.tongue, film, by_id(project), self._tools)
        return Edited(_text(plan.tongue, leftovers(plan, wanted, is_all=True)), suggestions=ideas)


async def _carry_out(bench: Bench, on_operation: OnOperation) -> None:
    """Do the operations of the bench, in the order in which their times are meant.

    Ranges to mute and to cut, and clips to make quieter, are named on the film the person knows, so they come before
    the pauses; titles and sound are for the film that comes of it, and so is a silence in music only just added.
    """
    early = [one for one in bench.operations if is_of_known_film(one) and not _is_for_new_music(bench, one)]

    async def each(operations: Iterable[Operation], handle: Handler) -> None:
        for operation in operations:
            on_operation(operation)
            await handle(bench, operation)

    await each([*_named(bench, "merge"), *_named(bench, "slideshow")], _joined_before)
    await each((one for one in early if one.name == "mute"), mute_sound)
    await each((one for one in early if one.name == "volume"), change_volume)
    await each(_named(bench, "sync_audio"), sync_audio)
    for name, handle in COLOURS.items():
        await each(_named(bench, name), handle)
    cuts = [one for one in bench.operations if one.name in CUTS]
    await each(cuts, _cut_together)
    if cuts:
        cut_ranges(bench, cuts)
    await each(_named(bench, "restore_cut"), restore_cut)
    await each(_named(bench, "remove_silence"), remove_silence)
    bench.tell_cuts()
    for name, handle in SOUND_AND_LOOK.items():
        await each((one for one in _named(bench, name) if one not in early), handle)
    tell_new_cuts(bench)


def _named(bench: Bench, name: str) -> list[Operation]:
    return [one for one in bench.operations if one.name == name]


def _is_for_new_music(bench: Bench, operation: Operation) -> bool:
    return bench.asks_for("add_music") and mutes_music(operation)


async def _joined_before(_bench: Bench, _operation: Operation) -> None:
    """The clips were joined when the film to work on was chosen."""


async def _cut_together(_bench: Bench, _operation: Operation) -> None:
    """All cuts of a request are done at once, after each was told."""


def _outcome(bench: Bench, ground: Footage, plan: Plan, undone: Sequence[Operation]) -> Edited:
    told = [ground.joined] if ground.joined else []
    told += [*bench.sentences, *bench.questions]
    if not told:
        told.append(say(plan.tongue, "output.ready", length=clock(bench.film.duration_ms)))
    text = _text(plan.tongue, [*told, *leftovers(plan, undone, is_all=False)])
    if ground.base is None:
        return Edited(text, timeline=None if bench.film == bench.project.timeline else bench.film)
    if bench.film != ground.base:
        return Edited(text, timeline=bench.film, base=ground.base)
    is_wanted_as_it_is = ground.joined is not None or bench.asks_for("export")
    return Edited(text, timeline=ground.base if is_wanted_as_it_is else None)


def _refused(failure: TimelineError | SpeechServiceFailed | Refused, tongue: Tongue) -> Edited:
    if isinstance(failure, SpeechServiceFailed):
        _log.warning("speech service: %s", failure)
    reason = failure if isinstance(failure, Refused) else refusal(failure)
    return Edited(say(tongue, reason.key, **reason.facts))


def _text(tongue: Tongue, parts: Sequence[str]) -> str:
    return say(tongue, "join_sentences").join(parts)
