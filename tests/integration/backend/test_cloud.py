"""The client against the test cloud: the error table, silent edits, late lists, slow renders, drafts untouched."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from backend.client import HttpBackend
from backend.traits import Timeouts
from bot.core.errors import (
    CutdeskError,
    DuplicateRender,
    ExportBlocked,
    FileTooLarge,
    OutcomeUnknown,
    OutOfCredits,
    RateLimited,
    SessionLost,
    TokenRefused,
    UnsupportedFile,
)
from bot.core.model import (
    BackendEvent,
    Credits,
    Draft,
    Heartbeat,
    Language,
    RenderId,
    RenderOutput,
    RenderProgress,
    RenderStatus,
    SessionId,
    StreamFailure,
    TextChunk,
)
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.media_store import FakeMediaStore
from tests.integration.backend.harness import SkippingClock
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Edit, Ends, Refused, RenderShape, Speech, Where, quiet
from tests.platforms.cloud.serving import HEADERS, cloud_client, live_cloud

RENDER = RenderId("render_1")
ODD_DRAFT = {
    "t": [
        {
            "tt": 7,
            "sg": [
                {"": {"\u2028": [None, True, {"deep": [[[]]]}]}, "d": 10**25, "m": {"text": "走\ud83d", "x-1": -0.1}}
            ],
            "未知": {"b": 1, "a": 2},
        },
        {"tt": 99, "sg": []},
    ],
    "z": 1,
    "a": {"t": "not a track"},
    "d": 1500.0,
}


@pytest.fixture
async def cloud() -> AsyncGenerator[Cloud, None]:
    async with live_cloud(Cloud(silent_chance=0)) as running:
        yield running


@pytest.fixture
def accounts() -> MemoryAccounts:
    return MemoryAccounts()


@pytest.fixture
async def client(cloud: Cloud, accounts: MemoryAccounts) -> AsyncGenerator[HttpBackend, None]:
    async with cloud_client(cloud, accounts=accounts, clock=SkippingClock()) as running:
        yield running


@pytest.fixture
async def session(client: HttpBackend) -> SessionId:
    return await client.open_session(Language.CHINESE)


@pytest.fixture
async def filled(client: HttpBackend, session: SessionId, tmp_path: Path) -> SessionId:
    """A session with a clip in it."""
    clip = FakeMediaStore(tmp_path / "clips").put(b"clip" * 1000)
    await client.upload(session, clip, "clip.mp4", key="k", progress=lambda _percent: None)
    return session


async def told(client: HttpBackend, session: SessionId) -> tuple[list[BackendEvent], CutdeskError | None]:
    """What an edit brought apart from heartbeats, and the error it ended with."""
    events: list[BackendEvent] = []
    try:
        async with aclosing(client.converse(session, "cut it", key="k")) as coming:
            async for event in coming:
                events += [] if isinstance(event, Heartbeat) else [event]
    except CutdeskError as error:
        return events, error
    return events, None


async def exported(client: HttpBackend, session: SessionId, draft: Draft | None = None) -> RenderProgress:
    draft = (await client.state(session)).draft if draft is None else draft
    return await client.start_render(session, RENDER, draft, RenderOutput())


@pytest.mark.parametrize("tells_status", [False, True])
@pytest.mark.parametrize("speech", Speech)
@pytest.mark.parametrize("where", Where)
async def test_used_up_credits_are_told_wherever_the_cloud_says_so(
    cloud: Cloud, client: HttpBackend, filled: SessionId, where: Where, speech: Speech, tells_status: bool
) -> None:
    cloud.speech, cloud.tells_status, cloud.credits_said = speech, tells_status, where
    cloud.edit_cost = 60
    assert (await told(client, filled))[1] is None
    events, error = await told(client, filled)
    assert (events, type(error)) == ([], OutOfCredits)
    assert "bind" not in str(error)
    assert cloud.edits == ["cut it"]
    assert await client.credits() == Credits(40, 0, 40)


@pytest.mark.parametrize("where", [Where.BODY, Where.FRAME])
async def test_an_expired_token_is_renewed_once_and_the_refused_edit_sent_once(
    cloud: Cloud, client: HttpBackend, filled: SessionId, where: Where
) -> None:
    cloud.will(Edit(refused=Refused(1001, "token expired", where=where)))
    assert (await told(client, filled))[1] is None
    assert cloud.edits == ["cut it"]
    first, second = cloud.asked("edit")
    assert first.token != second.token
    assert len(cloud.asked("token")) == 2


async def test_an_edit_in_doubt_is_not_sent_again_though_the_token_expired(
    cloud: Cloud, client: HttpBackend, filled: SessionId
) -> None:
    cloud.will(Edit(ends=Ends.CUT_AFTER))
    assert type((await told(client, filled))[1]) is OutcomeUnknown
    cloud.expire_tokens()
    assert not (await client.state(filled)).draft.is_empty
    assert (cloud.edits, len(cloud.asked("edit"))) == (["cut it"], 1)


@pytest.mark.parametrize(("ends", "done"), [(Ends.CUT_BEFORE, []), (Ends.CUT_AFTER, ["cut it"])])
async def test_a_cut_stream_leaves_the_outcome_open(
    cloud: Cloud, client: HttpBackend, filled: SessionId, ends: Ends, done: list[str]
) -> None:
    held = asyncio.Event()
    cloud.will(Edit(ends=ends, hold=held if ends is Ends.CUT_BEFORE else None))
    assert type((await told(client, filled))[1]) is OutcomeUnknown
    assert cloud.edits == done
    assert len(cloud.asked("edit")) == 1


async def test_a_token_that_expires_under_an_open_render_is_renewed_and_the_render_watched_on(
    cloud: Cloud, client: HttpBackend, filled: SessionId, accounts: MemoryAccounts, tmp_path: Path
) -> None:
    await told(client, filled)
    await exported(client, filled)
    before = dict(accounts.tokens)
    cloud.expire_tokens()
    progress = await client.render(RENDER)
    assert progress is not None
    assert progress.status is RenderStatus.PROCESSING
    while progress is not None and progress.status is not RenderStatus.COMPLETED:
        cloud.expire_tokens()
        progress = await client.render(RENDER)
    cloud.expire_tokens()
    assert progress is not None
    film = await client.download(progress, FakeMediaStore(tmp_path / "films"), lambda _percent: None)
    assert film.path.read_bytes() == cloud.film
    assert list(cloud.renders) == [RENDER]
    assert accounts.tokens.keys() == before.keys()
    assert accounts.tokens != before


async def test_a_registered_user_s_expired_token_is_told(cloud: Cloud) -> None:
    cloud.register("nmv_usr_mine")
    async with cloud_client(cloud, token="nmv_usr_mine", clock=SkippingClock()) as mine:
        assert (await mine.credits()).available == 25000
        cloud.expire_tokens()
        with pytest.raises(TokenRefused):
            await mine.credits()
    assert cloud.asked("token") == []


async def test_a_client_id_that_must_wait_for_a_token_is_told_to(cloud: Cloud, client: HttpBackend) -> None:
    cloud.tokens_per_client = 1
    await client.credits()
    cloud.expire_tokens()
    with pytest.raises(RateLimited):
        await client.open_session(Language.ENGLISH)


@pytest.mark.parametrize("tells_status", [False, True])
async def test_a_lost_session_is_told_by_every_call(
    cloud: Cloud, client: HttpBackend, filled: SessionId, tells_status: bool, tmp_path: Path
) -> None:
    cloud.tells_status = tells_status
    draft = (await client.state(filled)).draft
    cloud.lose_sessions()
    with pytest.raises(SessionLost):
        await client.state(filled)
    with pytest.raises(SessionLost):
        await exported(client, filled, draft)
    with pytest.raises(SessionLost):
        await client.upload_url(filled, "https://example.org/a.mp4", key="k")
    assert type((await told(client, filled))[1]) is SessionLost
    assert cloud.edits == []


@pytest.mark.parametrize("tells_status", [False, True])
async def test_a_refused_upload_is_told_with_its_cause(
    cloud: Cloud, client: HttpBackend, session: SessionId, tells_status: bool, tmp_path: Path
) -> None:
    cloud.tells_status = tells_status
    cloud.max_upload_bytes = 1000
    large = FakeMediaStore(tmp_path / "clips").put(b"x" * 1001)
    with pytest.raises(FileTooLarge):
        await client.upload(session, large, "a.mp4", key="k", progress=lambda _percent: None)
    cloud.max_upload_bytes = 2000
    with pytest.raises(UnsupportedFile):
        await client.upload(session, large, "a.exe", key="k", progress=lambda _percent: None)


async def test_an_upload_whose_answer_is_lost_is_listed_late_and_never_sent_twice(
    cloud: Cloud, client: HttpBackend, session: SessionId
) -> None:
    cloud.list_lag = 2
    cloud.lose_answer("upload")
    with pytest.raises(OutcomeUnknown):
        await client.upload_url(session, "https://example.org/clips/a.mp4?x=1", key="k")
    listed = [len((await client.state(session)).uploads) for _ in range(3)]
    assert listed == [0, 0, 1]
    assert len(cloud.asked("upload")) == 1


async def test_a_wait_the_cloud_asks_for_is_told(cloud: Cloud, client: HttpBackend, filled: SessionId) -> None:
    cloud.refuse("edit", Refused(429, "slow down", retry_after_s=30))
    _, error = await told(client, filled)
    assert type(error) is RateLimited
    assert error.facts == {"retry_after_s": 30.0}
    assert len(cloud.asked("edit")) == 1


async def test_about_three_edits_in_ten_end_without_a_word_and_are_done_all_the_same() -> None:
    async with live_cloud(Cloud()) as cloud, cloud_client(cloud) as client:
        session = await client.open_session(Language.ENGLISH)
        await client.upload_url(session, "https://example.org/a.mp4", key="k")
        silent = 0
        for number in range(40):
            events, error = await told(client, session)
            assert error is None
            silent += not any(isinstance(event, TextChunk) for event in events)
            assert (await client.state(session)).draft.wire["m"]["rev"] == number + 1
        assert 6 <= silent <= 18
        assert len(cloud.edits) == 40


async def test_trouble_told_after_success_is_no_text(cloud: Cloud, client: HttpBackend, filled: SessionId) -> None:
    cloud.will(Edit(issue=True, says=("Cut 14 pauses.",), tools=()), Edit(issue=True, silent=True, tools=()))
    issue = StreamFailure("said in words: a temporary issue", is_passing=True)
    assert await told(client, filled) == ([TextChunk("Cut 14 pauses."), issue], None)
    assert await told(client, filled) == ([issue], None)


async def test_a_silent_edit_is_seen_in_the_state(cloud: Cloud, client: HttpBackend, filled: SessionId) -> None:
    before = await client.state(filled)
    cloud.will(quiet(), quiet(changes=False))
    await told(client, filled)
    after = await client.state(filled)
    assert after.draft != before.draft
    await told(client, filled)
    assert await client.state(filled) == after


async def test_a_draft_s_unknown_keys_pass_through_a_render_byte_for_byte(
    cloud: Cloud, client: HttpBackend, filled: SessionId
) -> None:
    cloud.will(Edit(draft=ODD_DRAFT))
    assert (await told(client, filled))[1] is None
    await exported(client, filled)
    assert cloud.renders[RENDER].draft == ODD_DRAFT
    bytes_sent = cloud.asked("render")[0].body
    assert b'"draft":' + json.dumps(ODD_DRAFT, separators=(",", ":")).encode() + b',"output"' in bytes_sent


@pytest.mark.parametrize("shape", RenderShape)
async def test_a_render_is_watched_in_every_published_shape(
    cloud: Cloud, client: HttpBackend, filled: SessionId, shape: RenderShape
) -> None:
    cloud.render_shape, cloud.polls = shape, 3
    cloud.plan.fail_next("no space left")
    await told(client, filled)
    assert (await exported(client, filled)).status is RenderStatus.PENDING
    looks = [await client.render(RENDER) for _ in range(4)]
    assert [look.status for look in looks if look] == [RenderStatus.PROCESSING] * 3 + [RenderStatus.FAILED]
    assert looks[-1] == RenderProgress(RENDER, RenderStatus.FAILED, 100.0, None, "no space left")


async def test_a_render_whose_answer_was_lost_is_found_by_its_id(
    cloud: Cloud, client: HttpBackend, filled: SessionId
) -> None:
    await told(client, filled)
    cloud.lose_answer("render")
    with pytest.raises(OutcomeUnknown):
        await exported(client, filled)
    with pytest.raises(DuplicateRender):
        await exported(client, filled)
    assert await client.render(RENDER) is not None
    assert list(cloud.renders) == [RENDER]


async def test_an_export_the_plan_does_not_allow_is_told(cloud: Cloud, client: HttpBackend, filled: SessionId) -> None:
    await told(client, filled)
    cloud.exports_blocked = True
    with pytest.raises(ExportBlocked):
        await exported(client, filled)
    assert cloud.renders == {}


async def test_every_call_says_who_is_calling_and_none_may_leave_it_out(
    cloud: Cloud, client: HttpBackend, filled: SessionId, tmp_path: Path
) -> None:
    await told(client, filled)
    await exported(client, filled)
    await client.cancel_render(RENDER)
    while (progress := await client.render(RENDER)) is not None and progress.status is not RenderStatus.COMPLETED:
        pass
    assert progress is not None
    await client.download(progress, FakeMediaStore(tmp_path / "films"), lambda _percent: None)
    await client.credits()
    assert cloud.unattributed == []
    assert {asked.headers["x-skill-source"] for asked in cloud.log} == {HEADERS["X-Skill-Source"]}
    token = cloud.log[-1].headers["authorization"]
    async with httpx.AsyncClient() as careless:
        answer = await careless.post(f"{cloud.url}/api/render/proxy/lambda", json={}, headers={"Authorization": token})
        nameless = await careless.post(f"{cloud.url}/api/auth/anonymous-token")
    assert (answer.status_code, nameless.status_code) == (402, 400)


async def test_a_render_answered_too_late_is_in_doubt_and_found_later(cloud: Cloud, accounts: MemoryAccounts) -> None:
    hasty = Timeouts(answer_s=0.2)
    async with cloud_client(cloud, accounts=accounts, clock=SkippingClock(), timeouts=hasty) as client:
        session = await client.open_session(Language.ENGLISH)
        cloud.latency_s = 0.5
        with pytest.raises(OutcomeUnknown):
            await exported(client, session, Draft({"t": []}))
        cloud.latency_s = 0.0
        async with asyncio.timeout(5):
            while await client.render(RENDER) is None:
                await asyncio.sleep(0.02)  # between two looks
