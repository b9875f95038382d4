"""What Discord refuses of messages, and what it makes of those it takes."""

import pytest

from tests.fakes.clock import FakeClock
from tests.integration.discord_server.conftest import Raw, button, form, row
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer

MIB = 1 << 20


async def said(raw: Raw, room: Room, **body: object) -> int:
    """Send, and return the id."""
    status, answer, _ = await raw("POST", f"/channels/{room.id}/messages", json=body)
    assert status == 200, answer
    return int(answer["id"])


async def test_words_are_counted(raw: Raw, films: Room) -> None:
    assert await raw.refusal("POST", f"/channels/{films.id}/messages", json={"content": "x" * 2001}) == (400, 50035)
    assert await raw.refusal("POST", f"/channels/{films.id}/messages", json={"content": " "}) == (400, 50006)
    first = await said(raw, films, content="x" * 2000)
    assert await raw.refusal("PATCH", f"/channels/{films.id}/messages/{first}", json={"content": ""}) == (400, 50006)


@pytest.mark.usefixtures("openapi")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"content": "x", "colour": 3}, "colour"),
        ({"content": 7}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "components": row(button(label="x" * 81))}, "components"),
        ({"content": "x", "components": row(button(custom_id="x" * 101))}, "components"),
        ({"content": "x", "components": row(*(button(custom_id=str(each)) for each in range(6)))}, "components"),
        ({"content": "x", "message_reference": {"channel_id": "1"}}, "message_id"),
        ({"content": "x", "message_reference": {"message_id": "one"}}, "message_reference"),
    ],
)
async def test_the_openapi_judges_bodies(server: DiscordServer, raw: Raw, films: Room, body: dict, words: str) -> None:
    with server.expect_violations(words):
        status, answer, _ = await raw("POST", f"/channels/{films.id}/messages", json=body)
    assert (status, answer["code"]) == (400, 50035)
    assert films.shown == []


async def test_ids_may_be_integers(raw: Raw, films: Room) -> None:
    first = await said(raw, films, content="one")
    reference = {"message_id": first, "channel_id": films.id, "fail_if_not_exists": False}
    await said(raw, films, content="two", message_reference=reference, allowed_mentions={"users": [first]})


@pytest.mark.parametrize(
    "components",
    [
        row(button(), button()),
        [each for number in range(6) for each in row(button(custom_id=str(number)))],
        row({"type": 2, "style": 2, "label": "no id"}),
        row({"type": 2, "style": 5, "label": "both", "url": "https://a.example/", "custom_id": "x"}),
    ],
)
async def test_components_are_checked(raw: Raw, films: Room, components: list) -> None:
    body = {"content": "x", "components": components}
    assert await raw.refusal("POST", f"/channels/{films.id}/messages", json=body) == (400, 50035)


async def test_a_nonce_said_again_soon_returns_the_first_message(raw: Raw, films: Room, clock: FakeClock) -> None:
    body = {"content": "film", "nonce": "job-1:result", "enforce_nonce": True}
    first = await said(raw, films, **body)
    assert await said(raw, films, **body) == first
    assert films.last.nonce == "job-1:result"
    assert await said(raw, films, **(body | {"enforce_nonce": False})) != first, "not asked to look"
    await clock.advance(301)
    assert await said(raw, films, **body) != first, "too late"
    assert len(films.shown) == 3


async def test_an_edit_without_allowed_mentions_pings_again(raw: Raw, ann: Person, films: Room) -> None:
    none = {"parse": []}
    first = await said(raw, films, content=f"for {ann.mention}", allowed_mentions=none)
    assert films.last.pinged == set()
    await raw(
        "PATCH", f"/channels/{films.id}/messages/{first}", json={"content": ann.mention, "allowed_mentions": none}
    )
    assert films.last.pinged == set()
    await raw("PATCH", f"/channels/{films.id}/messages/{first}", json={"content": f"again {ann.mention}"})
    assert films.last.pinged == {ann.id}
    assert "pings Ann" in films.transcript()


async def test_old_messages_are_edited_rarely(raw: Raw, films: Room, clock: FakeClock) -> None:
    first = await said(raw, films, content="status")
    path = f"/channels/{films.id}/messages/{first}"
    for number in range(5):
        assert (await raw("PATCH", path, json={"content": str(number)}))[0] == 200
    await clock.advance(3601)
    for number in range(3):
        assert (await raw("PATCH", path, json={"content": f"old {number}"}))[0] == 200
    status, answer, whole = await raw("PATCH", path, json={"content": "one more"})
    assert (status, answer["code"]) == (429, 30046)
    assert 0 < answer["retry_after"] <= 6
    assert whole.headers["Via"]
    await clock.advance(6)
    assert (await raw("PATCH", path, json={"content": "one more"}))[0] == 200


async def test_files_fit_the_place(raw: Raw, server: DiscordServer, team: Server, films: Room) -> None:
    path = f"/channels/{films.id}/messages"
    large = form({}, ("a.mp4", bytes(10 * MIB + 1)))
    assert await raw.refusal("POST", path, data=large) == (413, 40005)
    server.refuse_large_files_with_50045()
    assert await raw.refusal("POST", path, data=form({}, ("a.mp4", bytes(10 * MIB + 1)))) == (400, 50045)
    team.boosts(2)
    status, answer, _ = await raw("POST", path, data=form({"content": "film"}, ("剪 a.mp4", bytes(10 * MIB + 1))))
    assert status == 200
    assert answer["attachments"][0]["size"] == 10 * MIB + 1
    assert answer["attachments"][0]["filename"] == "_a.mp4", "only plain names are kept"
    assert answer["attachments"][0]["content_type"] == "video/mp4"
    assert films.videos == [films.last]


async def test_an_edit_replaces_the_list_of_files(raw: Raw, films: Room) -> None:
    _, answer, _ = await raw("POST", f"/channels/{films.id}/messages", data=form({}, ("a.png", b"a"), ("b.png", b"b")))
    path = f"/channels/{films.id}/messages/{answer['id']}"
    kept = {"attachments": [{"id": int(answer["attachments"][1]["id"])}]}
    await raw("PATCH", path, json=kept)
    assert [each["filename"] for each in films.last.attachments] == ["b.png"]
    await raw("PATCH", path, data=form({"content": "done"}, ("c.mp4", b"c")))
    assert [each["filename"] for each in films.last.attachments] == ["c.mp4"]
    assert await raw.refusal("PATCH", path, json={"content": "", "attachments": []}) == (400, 50006)


async def test_threads_archived_and_locked(raw: Raw, ann: Person, films: Room) -> None:
    thread = films.opens_thread("Film", ann)
    first = await said(raw, thread, content="status")
    path = f"/channels/{thread.id}/messages/{first}"
    thread.archive()
    assert await raw.refusal("PATCH", path, json={"content": "x"}) == (400, 50083)
    await said(raw, thread, content="opens it again")
    assert not thread.is_archived
    assert (await raw("PATCH", path, json={"content": "x"}))[0] == 200
    thread.archive(locked=True)
    assert await raw.refusal("POST", f"/channels/{thread.id}/messages", json={"content": "x"}) == (403, 160005)
    begun = await said(raw, films, content="here")
    started = f"/channels/{films.id}/messages/{begun}/threads"
    assert (await raw("POST", started, json={"name": "One"}))[0] == 201
    assert await raw.refusal("POST", started, json={"name": "Two"}) == (400, 160004)


@pytest.mark.parametrize(
    ("forbidden", "body", "code"),
    [
        ("view_channel", {"content": "x"}, 50001),
        ("send_messages", {"content": "x"}, 50013),
        ("embed_links", {"embeds": [{"title": "x"}]}, 50013),
    ],
)
async def test_permissions_are_needed(raw: Raw, films: Room, forbidden: str, body: dict, code: int) -> None:
    films.forbid(forbidden)
    assert await raw.refusal("POST", f"/channels/{films.id}/messages", json=body) == (403, code)
    films.allow()
    await said(raw, films, **body)


async def test_permissions_for_files_replies_and_history(raw: Raw, ann: Person, films: Room) -> None:
    asked = await ann.sends(films, "hello")
    films.forbid("attach_files", "read_message_history")
    path = f"/channels/{films.id}/messages"
    assert await raw.refusal("POST", path, data=form({}, ("a.mp4", b"x"))) == (403, 50013)
    reply = {"content": "x", "message_reference": {"message_id": str(asked.id)}}
    assert await raw.refusal("POST", path, json=reply) == (400, 160002)
    assert (await raw("GET", path))[1] == []
    assert await raw.refusal("GET", f"{path}/{asked.id}") == (403, 50013)
    films.allow()
    assert [each["id"] for each in (await raw("GET", path))[1]] == [str(asked.id)]


async def test_history_goes_by_ids_and_hides_words_without_the_intent(
    raw: Raw, server: DiscordServer, ann: Person, films: Room
) -> None:
    ids = [(await ann.sends(films, str(number))).id for number in range(4)]
    path = f"/channels/{films.id}/messages"
    after = (await raw("GET", f"{path}?after={ids[0]}&limit=2"))[1]
    assert [int(each["id"]) for each in after] == [ids[2], ids[1]], "the first ones after it, the newest first"
    assert await raw.refusal("GET", f"{path}?limit=101") == (400, 50035)
    before = (await raw("GET", f"{path}?before={ids[2]}"))[1]
    assert [int(each["id"]) for each in before] == [ids[1], ids[0]]
    assert before[0]["content"] == ""
    server.allow_message_content()
    assert (await raw("GET", f"{path}?before={ids[2]}"))[1][0]["content"] == "1"


async def test_slow_mode_holds_for_bots(raw: Raw, films: Room, clock: FakeClock) -> None:
    films.slows_down(10)
    await said(raw, films, content="one")
    await clock.advance(4)
    status, answer, _ = await raw("POST", f"/channels/{films.id}/messages", json={"content": "two"})
    assert (status, answer["code"], answer["retry_after"]) == (429, 20016, 6.0)
    await clock.advance(6)
    await said(raw, films, content="two")
    films.allow("manage_messages")
    await said(raw, films, content="three")


async def test_strangers_and_the_unknown(raw: Raw, server: DiscordServer, ann: Person, films: Room) -> None:
    theirs = await ann.sends(films, "mine")
    path = f"/channels/{films.id}/messages"
    assert await raw.refusal("PATCH", f"{path}/{theirs.id}", json={"content": "x"}) == (403, 50005)
    assert await raw.refusal("DELETE", f"{path}/{theirs.id}") == (403, 50013)
    assert await raw.refusal("PATCH", f"{path}/77", json={"content": "x"}) == (404, 10008)
    assert await raw.refusal("POST", "/channels/77/messages", json={"content": "x"}) == (404, 10003)
    gone = {"content": "x", "message_reference": {"message_id": "77"}}
    assert await raw.refusal("POST", path, json=gone) == (400, 50035)
    gone["message_reference"]["fail_if_not_exists"] = False
    await said(raw, films, **gone)
    dm = server.dm(ann)
    ann.closes_dms()
    assert await raw.refusal("POST", f"/channels/{dm.id}/messages", json={"content": "x"}) == (403, 50007)
    raw.token = "another"
    assert await raw.refusal("POST", path, json={"content": "x"}) == (401, 0)
