"""Three seconds, fifteen minutes, one answer: what Discord refuses of interactions, and what people cannot send."""

from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.integration.discord_server.conftest import Raw, button, callback, form, hook, row
from tests.platforms.discord.asking import Asked, NotPossible
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer

DEFER = {"type": 5}
MIB = 1 << 20


async def test_an_answer_after_three_seconds_is_refused(raw: Raw, asked: Asked, clock: FakeClock) -> None:
    await clock.advance(3.0)
    assert await raw.refusal("POST", callback(asked), json=DEFER) == (404, 10062)
    assert not asked.is_answered


async def test_how_soon_it_was_answered_is_kept(raw: Raw, asked: Asked, clock: FakeClock) -> None:
    await clock.advance(2.5)
    assert (await raw("POST", callback(asked), json=DEFER))[0] == 204
    assert asked.answered_after_s == 2.5
    assert asked.response is not None
    assert asked.response.is_thinking


async def test_a_second_answer_is_refused(raw: Raw, asked: Asked) -> None:
    answer = {"type": 4, "data": {"content": "hello"}}
    status, body, _ = await raw("POST", callback(asked) + "?with_response=1", json=answer)
    assert (status, body["resource"]["message"]["content"]) == (200, "hello")
    assert await raw.refusal("POST", callback(asked), json=DEFER) == (400, 40060)


async def test_a_refused_answer_does_not_count(raw: Raw, asked: Asked) -> None:
    empty = {"type": 4, "data": {"content": ""}}
    assert await raw.refusal("POST", callback(asked), json=empty) == (400, 50006)
    assert (await raw("POST", callback(asked), json=DEFER))[0] == 204


async def test_a_token_lives_fifteen_minutes(raw: Raw, asked: Asked, clock: FakeClock) -> None:
    assert await raw.refusal("POST", hook(asked), json={"content": "x"}) == (404, 10015), "not before it is answered"
    await raw("POST", callback(asked), json=DEFER)
    await clock.advance(899)
    assert (await raw("PATCH", hook(asked, "/messages/@original"), json={"content": "x"}))[0] == 200
    await clock.advance(2)
    for method, rest in (("PATCH", "/messages/@original"), ("POST", "")):
        assert await raw.refusal(method, hook(asked, rest), json={"content": "x"}) == (401, 50027)
    response = asked.response
    assert response is not None
    path = f"/channels/{response.channel_id}/messages/{response.id}"
    assert (await raw("PATCH", path, json={"content": "by the bot's own right"}))[0] == 200


async def test_an_ephemeral_answer_is_out_of_the_bots_reach(raw: Raw, asked: Asked) -> None:
    await raw("POST", callback(asked), json={"type": 4, "data": {"content": "hush", "flags": 64}})
    response = asked.response
    assert response is not None
    assert response.is_ephemeral
    path = f"/channels/{response.channel_id}/messages/{response.id}"
    assert await raw.refusal("PATCH", path, json={"content": "x"}) == (404, 10008)
    assert (await raw("DELETE", hook(asked, "/messages/@original")))[0] == 204
    assert response.is_deleted


async def test_who_brought_the_bot_along_gets_five_more_messages(raw: Raw, asked: Asked, ann: Person) -> None:
    more = await ann.runs(
        Room(asked.state, asked.state.world.get_dm_channel(ann.id)), "edit", user_install=True, words="x"
    )
    await raw("POST", callback(more), json={"type": 4, "data": {"content": "first"}})
    for number in range(5):
        assert (await raw("POST", hook(more), json={"content": str(number)}))[0] == 200
    assert await raw.refusal("POST", hook(more), json={"content": "sixth"}) == (400, 40094)


async def test_the_persons_own_limit_counts_for_files(
    raw: Raw, server: DiscordServer, asked: Asked, films: Room
) -> None:
    await raw("POST", callback(asked), json=DEFER)
    assert await raw.refusal("POST", hook(asked), data=form({}, ("a.mp4", bytes(10 * MIB + 1)))) == (413, 40005)
    rich = server.person("Rich", upload_limit=50 * MIB)
    theirs = await rich.runs(server.dm(rich), "edit", words="x")
    await raw("POST", callback(theirs), json=DEFER)
    assert (await raw("POST", hook(theirs), data=form({}, ("a.mp4", bytes(10 * MIB + 1)))))[0] == 200


def _modal(**changes: object) -> dict:
    words = {"type": 4, "custom_id": "words", "style": 2, "min_length": 3, "max_length": 5}
    film = {"type": 19, "custom_id": "film", "required": False, "min_values": 0, "max_values": 2}
    label = {"type": 18, "label": "Words", "component": words}
    modal = {
        "custom_id": "ask",
        "title": "Ask",
        "components": [label, {"type": 18, "label": "Film", "component": film}],
    }
    return {"type": 9, "data": modal | changes}


@pytest.mark.usefixtures("openapi")
async def test_forms_are_judged(raw: Raw, server: DiscordServer, asked: Asked) -> None:
    for wrong in (_modal(title="x" * 46), _modal(custom_id=""), _modal(components=[])):
        with server.expect_violations():
            assert (await raw("POST", callback(asked), json=wrong))[0] == 400
    same = [_modal()["data"]["components"][0]] * 2
    assert await raw.refusal("POST", callback(asked), json=_modal(components=same)) == (400, 50035)
    assert (await raw("POST", callback(asked), json=_modal()))[0] == 204


async def test_forms_are_filled_in_rightly_and_once(
    raw: Raw, server: DiscordServer, asked: Asked, ann: Person, tmp_path: Path
) -> None:
    await raw("POST", callback(asked), json=_modal())
    clip = tmp_path / "a.mp4"
    clip.write_bytes(b"x")
    for wrong in (
        {},
        {"words": "ab"},
        {"words": "abcdef"},
        {"words": "abc", "tune": "x"},
        {"words": "abc", "film": [clip] * 3},
    ):
        with pytest.raises(NotPossible):
            await ann.fills(asked, **wrong)
    with pytest.raises(AssertionError, match="nobody answered"):
        await ann.fills(asked, limit_s=0.05, Words="abc", film=[clip])
    with pytest.raises(NotPossible, match="already"):
        await ann.fills(asked, words="abc")
    (sent,) = (each for each in server.world.interactions.values() if each.type == 5)
    again = f"/interactions/{sent.id}/{sent.token}/callback"
    assert await raw.refusal("POST", again, json=_modal()) == (400, 50035), "no form upon a form"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"words": "more than ten"},
        {"words": ""},
        {"words": 3},
        {"words": "x", "times": 4},
        {"words": "x", "times": True},
        {"words": "x", "size": "4k"},
        {"words": "x", "video": "a name"},
        {"words": "x", "pace": 3},
    ],
)
async def test_options_are_checked_as_clients_check_them(asked: Asked, ann: Person, films: Room, options: dict) -> None:
    with pytest.raises(NotPossible):
        await ann.runs(films, "edit", **options)


async def test_only_what_was_synced_can_be_used(asked: Asked, ann: Person, films: Room) -> None:
    message = await ann.sends(films, "hello")
    with pytest.raises(NotPossible, match="no command 'export'"):
        await ann.runs(films, "export")
    with pytest.raises(NotPossible, match="no command 'edit'"):
        await ann.runs_on(message, "edit", films)
    await ann.runs(films, "剪辑", words="x")


async def test_buttons_are_pressed_only_where_they_are(raw: Raw, ann: Person, films: Room) -> None:
    gone = button("Gone", "gone:1") | {"disabled": True}
    link = {"type": 2, "style": 5, "label": "Link", "url": "https://a.example/"}
    body = {"content": "film", "components": row(button(), gone, link)}
    await raw("POST", f"/channels/{films.id}/messages", json=body)
    for label in ("Export", "Gone", "Link"):
        with pytest.raises(NotPossible):
            await ann.taps(films.last, label)
    pressed = await ann.taps(films.last, "Undo")
    assert (await raw("POST", callback(pressed), json={"type": 7, "data": {"content": "undone", "components": []}}))[
        0
    ] == 204
    assert (pressed.kind, films.last.words, films.last.buttons) == ("update", "undone", [])
