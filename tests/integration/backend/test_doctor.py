"""The dry walk: what it finds, what it asks for, and that it keeps no value."""

import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.client import Endpoint
from backend.doctor import Step, Walk, keep, shape_of, walk
from backend.traits import NEMO
from bot.core.errors import (
    BackendUnreachable,
    ConfigurationError,
    RateLimited,
    SessionLost,
    StorageFailed,
    TokenRefused,
)
from bot.core.model import Credits
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.wire_server import ok, wire_server
from tests.integration.backend.harness import SkippingClock
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Refused
from tests.platforms.cloud.serving import HEADERS, SHORT, live_cloud

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def cloud() -> AsyncGenerator[Cloud, None]:
    async with live_cloud() as running:
        yield running


@pytest.fixture
def accounts() -> MemoryAccounts:
    return MemoryAccounts()


async def walked(url: str, accounts: MemoryAccounts, token: str | None = None) -> Walk:
    endpoint = Endpoint(url, NEMO, token)
    return await walk(endpoint, accounts=accounts, clock=SkippingClock(), attribution=HEADERS, timeouts=SHORT)


async def test_a_cloud_that_is_well_is_found_well_without_an_edit(cloud: Cloud, accounts: MemoryAccounts) -> None:
    found = await walked(cloud.url, accounts)
    assert found.is_well
    assert [finding.step for finding in found.findings] == list(Step)
    assert found.credits == Credits(100, 0, 100)
    assert [asked.operation for asked in cloud.log] == ["token", "session", "state", "credits"]
    assert (cloud.edits, cloud.unattributed) == ([], [])


async def test_the_link_that_binds_the_account_is_told_and_not_shown(cloud: Cloud, accounts: MemoryAccounts) -> None:
    found = await walked(cloud.url, accounts)
    user_id = next(iter(cloud.accounts.values())).user_id
    assert found.register_url == f"https://nemovideo.com/register?bind={user_id}"
    assert user_id not in repr(found)
    again = await walked(cloud.url, accounts)
    assert again.register_url == found.register_url
    assert again.findings[0].answers == ()


async def test_a_registered_user_needs_no_link(cloud: Cloud, accounts: MemoryAccounts) -> None:
    cloud.register("nmv_usr_mine")
    found = await walked(cloud.url, accounts, "nmv_usr_mine")
    assert found.is_well
    assert found.register_url is None


async def test_a_refused_token_ends_the_walk_where_nothing_else_can_be_asked(cloud: Cloud) -> None:
    found = await walked(cloud.url, MemoryAccounts(), "nmv_usr_wrong")
    assert [(finding.step, type(finding.error)) for finding in found.findings] == [
        (Step.TOKEN, type(None)),
        (Step.SESSION, TokenRefused),
        (Step.CREDITS, TokenRefused),
    ]
    assert not found.is_well


async def test_no_token_to_be_had_is_one_finding(cloud: Cloud, accounts: MemoryAccounts) -> None:
    cloud.refuse("token", Refused(429, "wait", retry_after_s=30))
    found = await walked(cloud.url, accounts)
    assert [(finding.step, type(finding.error)) for finding in found.findings] == [(Step.TOKEN, RateLimited)]
    assert found.findings[0].answers[0].status == 429


async def test_a_step_that_fails_does_not_hide_the_next(cloud: Cloud, accounts: MemoryAccounts) -> None:
    cloud.refuse("state", Refused(1002, "session not found"))
    found = await walked(cloud.url, accounts)
    assert [type(finding.error) for finding in found.findings] == [type(None), type(None), SessionLost, type(None)]
    assert found.credits is not None
    assert not found.is_well


async def test_what_an_answer_lacks_is_named(accounts: MemoryAccounts) -> None:
    async with wire_server() as server:
        server.will(ok({"session_id": 5}), ok({"draft": {}}), ok({"available": 3}))
        found = await walked(server.url, accounts)
    assert [finding.missing for finding in found.findings] == [(), (), ("state",), ("frozen", "total")]
    assert not found.is_well


async def test_a_cloud_that_is_away_is_found_away(accounts: MemoryAccounts) -> None:
    found = await walked("http://127.0.0.1:9", accounts)
    assert [type(finding.error) for finding in found.findings] == [BackendUnreachable]


async def test_a_bad_address_is_a_configuration_error(accounts: MemoryAccounts) -> None:
    with pytest.raises(ConfigurationError):
        await walked("ftp://cloud", accounts)


async def test_a_database_that_fails_is_no_finding(cloud: Cloud) -> None:
    class Broken(MemoryAccounts):
        async def token(self, backend: str) -> str | None:
            raise StorageFailed

    with pytest.raises(StorageFailed):
        await walked(cloud.url, Broken())


async def test_the_shapes_are_kept_without_a_value(cloud: Cloud, accounts: MemoryAccounts, tmp_path: Path) -> None:
    found = await walked(cloud.url, accounts)
    path = await keep(found, tmp_path / "doctor", NOON)
    text = path.read_text("utf-8")
    told = json.loads(text)
    assert told["at"] == "2026-11-20T12:00:00+00:00"
    assert [step["step"] for step in told["steps"]] == ["token", "session", "state", "credits"]
    state = told["steps"][2]["answers"][0]
    assert state["call"] == "GET /api/state/nemo_agent/me/{id}/latest"
    assert state["shape"]["data"]["state"]["x_internal"] == {"shards": ["integer|null"]}
    secrets = [*cloud.tokens, *cloud.projects, *(account.user_id for account in cloud.accounts.values())]
    assert len(secrets) == 3
    assert not any(secret in text for secret in secrets)
    assert await keep(found, tmp_path / "doctor", NOON) == path
    assert [each.name for each in path.parent.iterdir()] == ["cloud-answers.json"]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"a": 1, "b": [1, 2.5, None], "c": {}}, {"a": "integer", "b": ["integer|null|number"], "c": {}}),
        ([{"a": True}, {"b": "x", "a": "y"}], [{"a": "boolean|string", "b": "string"}]),
        ([[], [1]], [["integer"]]),
        ([{"a": {"x": 1}}, {"a": []}], [{"a": "array|object"}]),
        (
            {"5529798706024415232": {"n": 1}, "anon_abc123def4567890": {"m": 1}, "假期": 1, "d": 1},
            {"{key}": "integer|object", "d": "integer"},
        ),
        ({"k" * 41: 1, "cdn_url": 1}, {"{key}": "integer", "cdn_url": "integer"}),
        ("nmv_usr_1", "string"),
    ],
)
def test_a_shape_has_keys_and_types_only(value: object, shape: object) -> None:
    assert shape_of(value) == shape


def test_a_shape_has_an_end() -> None:
    deep: object = 1
    for _ in range(100):
        deep = [{"a": deep}]
    assert len(json.dumps(shape_of(deep))) < 200
    assert len(json.dumps(shape_of({f"k{n}": n for n in range(100_000)}))) < 3000
