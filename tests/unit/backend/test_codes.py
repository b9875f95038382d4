"""Which of the core's errors each refusal is."""

import pytest

from backend.codes import MAX_BYTES, NotFound, Refusal, error_of, is_about_token, is_definite, tells_duplicate
from bot.core import errors

REFUSALS = [
    (Refusal(401, 1001), errors.TokenRefused),
    (Refusal(200, 1001), errors.TokenRefused),
    (Refusal(401), errors.TokenRefused),
    (Refusal(200, 1010), errors.TokenRefused),
    (Refusal(404, 1002), errors.SessionLost),
    (Refusal(200, 1002), errors.SessionLost),
    (Refusal(404, detail="Session not found: nope"), errors.SessionLost),
    (Refusal(404, 404), NotFound),
    (Refusal(404), NotFound),
    (Refusal(200, 2001), errors.OutOfCredits),
    (Refusal(415, 4001, "unsupported"), errors.UnsupportedFile),
    (Refusal(415, 4001, "unreadable"), errors.UnreadableFile),
    (Refusal(415, 4001, "empty"), errors.EmptyFile),
    (Refusal(415, 4001, "no_duration"), errors.NoDuration),
    (Refusal(415, 4001, "picture_too_large"), errors.PictureTooLarge),
    (Refusal(415, 4001, "something new"), errors.UnsupportedFile),
    (Refusal(415, 4001), errors.UnsupportedFile),
    (Refusal(415), errors.UnsupportedFile),
    (Refusal(413, 4002), errors.FileTooLarge),
    (Refusal(413), errors.FileTooLarge),
    (Refusal(400, 4003, "protected_link"), errors.ProtectedLink),
    (Refusal(400, 4003, "unreachable_link"), errors.UnreachableLink),
    (Refusal(400, 400), errors.BackendRefused),
    (Refusal(422), errors.BackendRefused),
    (Refusal(402, 402), errors.ExportBlocked),
    (Refusal(402), errors.ExportBlocked),
    (Refusal(409, 409), errors.DuplicateRender),
    (Refusal(429), errors.RateLimited),
    (Refusal(507, 507), errors.DiskNearlyFull),
    (Refusal(408), errors.BackendUnreachable),
    (Refusal(503), errors.BackendUnreachable),
    (Refusal(302), errors.BackendRefused),
    (Refusal(200, 7777), errors.BackendRefused),
    (Refusal(403, detail="Insufficient credits"), errors.OutOfCredits),
    (Refusal(200, detail="Session not found"), errors.SessionLost),
    (Refusal(200, detail="render not found"), NotFound),
    (Refusal(400, detail="任务不存在"), NotFound),
    (Refusal(400, 400, detail="field not found"), errors.BackendRefused),
    (Refusal(402, 2001), errors.OutOfCredits),
    (Refusal(402, detail="Insufficient credits"), errors.ExportBlocked),
]


@pytest.mark.parametrize(("refusal", "kind"), REFUSALS, ids=repr)
@pytest.mark.parametrize("is_read", [True, False])
def test_each_refusal_has_its_error(refusal: Refusal, kind: type[Exception], is_read: bool) -> None:
    assert type(error_of(refusal, is_read=is_read)) is kind


@pytest.mark.parametrize("status", [500, 502, 504, 520])
def test_a_failure_nobody_owns_up_to_leaves_a_change_in_doubt(status: int) -> None:
    assert type(error_of(Refusal(status), is_read=False)) is errors.OutcomeUnknown
    assert type(error_of(Refusal(status), is_read=True)) is errors.BackendUnreachable


def test_a_defect_the_backend_reports_itself_is_a_refusal() -> None:
    assert type(error_of(Refusal(500, 500, detail="ref 4711"), is_read=False)) is errors.BackendRefused


@pytest.mark.parametrize("refusal", [Refusal(503), Refusal(503, 503), Refusal(408), Refusal(500, 500), Refusal(502)])
def test_of_a_backend_that_promises_nothing_no_failure_is_sure(refusal: Refusal) -> None:
    assert type(error_of(refusal, is_read=False, owns_up=False)) is errors.OutcomeUnknown
    assert type(error_of(refusal, is_read=True, owns_up=False)) is errors.BackendUnreachable


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Refusal(429), errors.RateLimited),
        (Refusal(500, 2001), errors.OutOfCredits),
        (Refusal(422), errors.BackendRefused),
    ],
)
def test_a_refusal_it_names_is_sure_all_the_same(refusal: Refusal, kind: type[Exception]) -> None:
    assert type(error_of(refusal, is_read=False, owns_up=False)) is kind


@pytest.mark.parametrize("code", [1001, 1002, 2001, 4001, 4002, 402, 429])
def test_the_codes_of_the_table_are_definite(code: int) -> None:
    assert is_definite(code)


@pytest.mark.parametrize("code", [None, 0, 404, 500, 503, 7777])
def test_other_codes_say_nothing_for_sure(code: int | None) -> None:
    assert not is_definite(code)


def test_only_some_codes_are_about_the_token() -> None:
    assert [code for code in (None, 401, 1001, 1002, 1010, 1011, 2001) if is_about_token(code)] == [1001, 1010, 1011]


@pytest.mark.parametrize(
    ("words", "taken"),
    [("duplicate id", True), ("render_1 already exists", True), ("任务ID已存在", True), ("the draft is empty", False)],
)
def test_a_taken_id_is_known_by_its_words(words: str, taken: bool) -> None:
    assert tells_duplicate(errors.BackendRefused(words)) is taken


def test_a_refusal_tells_its_facts() -> None:
    waiting = error_of(Refusal(429, 429, retry_after_s=12.0), is_read=False)
    assert waiting.facts == {"retry_after_s": 12.0}
    assert error_of(Refusal(413, 4002), is_read=False).facts == {"limit_bytes": MAX_BYTES} == {"limit_bytes": 524288000}


def test_the_log_gets_status_code_and_words() -> None:
    assert str(error_of(Refusal(404, 1002, detail="no such session"), is_read=True)) == (
        "HTTP 404 code 1002: no such session"
    )
