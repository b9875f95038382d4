"""Stories of a group that edits together: one session, turns in order, and everybody's word where it counts.

Each is told on a fresh ``Stage`` and fails by assertion or by waiting too long. ``STORIES`` names them all.
"""

from collections.abc import Awaitable, Callable

from bot.core.model import RenderStatus
from tests.fakes.backend import says
from tests.stories.stage import Person, Seen, Stage

ANN, BEN, CAT = Person.ANN, Person.BEN, Person.CAT

_STATUS = {"Got it", "in line", "Connecting", "Receiving", "Handing", "Editing", "Rendering", "Sending"}


async def turns_are_taken_in_order_and_everybody_sees_whose_it_is(stage: Stage) -> None:
    """Ben asks while Ann's render runs: his turn waits under his name, and works on what hers has made."""
    await ann_s_render_runs(stage)
    await stage.says(BEN, "add background music")
    await stage.until("number 2 in line", "for Ben")
    assert stage.backend.said == ["cut the pauses"]
    await film_comes(stage, 1)
    await film_comes(stage, 2)
    assert stage.backend.said == ["cut the pauses", "add background music"]
    assert len(stage.backend.sessions) == 1
    await stage.until("Pauses removed.")
    await stage.until("Music added.")
    await nothing_is_left_at_work(stage)


async def questions_are_answered_while_a_render_runs(stage: Stage) -> None:
    """Ben asks for the status and the credits, and has both before Ann's film is done."""
    await ann_s_render_runs(stage)
    await stage.asks(BEN, "status")
    await stage.until("Timeline (1 track)")
    await stage.asks(BEN, "credits")
    await stage.until("Local editing is free")
    assert stage.films() == 0
    await film_comes(stage, 1)


async def a_turn_is_its_asker_s_to_cancel_and_the_admins(stage: Stage) -> None:
    """Ben may not cancel Ann's turn, by button or by word; his own he may; Cat, an admin, may cancel hers."""
    status = await ann_s_render_runs(stage)
    refusal = "Ann asked for that: only Ann or an admin can cancel it."
    await stage.presses(BEN, "Cancel", status)
    await stage.until(refusal)
    await stage.asks(BEN, "cancel")
    await stage.until(refusal, count=2)
    await stage.says(BEN, "add background music")
    await stage.until("number 2 in line", "for Ben")
    await stage.asks(BEN, "cancel")
    await stage.until("Cancelled. Your video is safe.")
    assert [render.progress.status for render in stage.backend.renders.values()] == [RenderStatus.PROCESSING]
    await stage.asks(CAT, "cancel")
    await stage.until("Cancelled what Ann had asked for. The video is safe.")
    assert [render.progress.status for render in stage.backend.renders.values()] == [RenderStatus.CANCELLED]
    assert sum("🚫 Cancelled" in text for text in stage.transcript()) == 2
    assert stage.films() == 0
    await nothing_is_left_at_work(stage)


async def the_asker_cancels_by_the_button(stage: Stage) -> None:
    """Ann presses Cancel under her status, and Ben's turn moves up."""
    status = await ann_s_render_runs(stage)
    await stage.says(BEN, "add background music")
    await stage.until("number 2 in line", "for Ben")
    await stage.presses(ANN, "Cancel", status)
    await stage.until("🚫 Cancelled")
    await film_comes(stage, 1)
    assert stage.backend.said == ["cut the pauses", "add background music"]


async def one_session_that_everybody_edits_and_its_opener_ends(stage: Stage) -> None:
    """Ben undoes in the session Ann began, but only she or an admin may start over."""
    await ann_s_render_runs(stage)
    await film_comes(stage, 1)
    await stage.asks(BEN, "undo")
    await film_comes(stage, 2)
    assert stage.backend.said[-1] == "undo"
    assert len(stage.backend.sessions) == 1
    await stage.asks(BEN, "new")
    await stage.until("Only the person who began this project, or an admin, can start over here.")
    await stage.says(BEN, "add background music")
    await film_comes(stage, 3)
    assert len(stage.backend.sessions) == 1
    await stage.asks(ANN, "new")
    await stage.until("Fresh start: the timeline is empty.")
    await stage.says(BEN, "cut the pauses", clip=True)
    await film_comes(stage, 4)
    assert len(stage.backend.sessions) == 2
    await stage.asks(CAT, "new")
    await stage.until("Fresh start", count=2)


Story = Callable[[Stage], Awaitable[None]]

STORIES: tuple[Story, ...] = (
    turns_are_taken_in_order_and_everybody_sees_whose_it_is,
    questions_are_answered_while_a_render_runs,
    a_turn_is_its_asker_s_to_cancel_and_the_admins,
    the_asker_cancels_by_the_button,
    one_session_that_everybody_edits_and_its_opener_ends,
)


async def ann_s_render_runs(stage: Stage) -> Seen:
    """Ann has sent a clip with words, and its render is under way; her status message."""
    stage.backend.renders_by_hand = True
    stage.backend.scripts.extend([says("Pauses removed."), says("Music added.")])
    await stage.says(ANN, "cut the pauses", clip=True)
    await stage.backend.until(lambda backend: len(backend.renders) == 1)
    stage.backend.move_render(RenderStatus.PROCESSING, 10.0)
    return await stage.until("Rendering", "for Ann", "10%")


async def film_comes(stage: Stage, count: int) -> None:
    """The render at hand completes, and with it the ``count``-th film is posted."""
    running = {RenderStatus.PENDING, RenderStatus.PROCESSING}
    await stage.backend.until(
        lambda backend: any(render.progress.status in running for render in backend.renders.values())
    )
    stage.backend.move_render(RenderStatus.COMPLETED)
    await stage.until_films(count)


async def nothing_is_left_at_work(stage: Stage) -> None:
    """No status message goes on telling of work that has ended."""
    await stage.settles()
    assert [text for text in stage.transcript() if any(word in text for word in _STATUS)] == []
