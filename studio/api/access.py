"""Who calls, and what belongs to them."""

from starlette.requests import Request

from studio.api.parts import Parts
from studio.api.refusals import MALFORMED, NO_ATTRIBUTION, NO_SESSION, UNAUTHORIZED, Refused
from studio.store.model import Account, Session

ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
LONGEST_KEY = 128


def parts_of(request: Request) -> Parts:
    """The parts this app was made of."""
    parts: Parts = request.app.state.parts
    return parts


async def account_of(request: Request) -> Account:
    """The account of the bearer token. Raises Refused (401)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = await parts_of(request).store.accounts.by_token(token) if scheme.lower() == "bearer" and token else None
    if account is None:
        raise Refused(UNAUTHORIZED)
    return account


async def session_of(request: Request, session: str) -> Session:
    """The caller's session of this id. Raises Refused (401, 1002)."""
    account = await account_of(request)
    found = await parts_of(request).store.sessions.get(session, account.id)
    if found is None:
        raise Refused(NO_SESSION)
    return found


def idempotency_key(request: Request) -> str | None:
    """The key of the request, if it has one. Raises Refused (400) for one too long or empty."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise Refused(MALFORMED)
    return key


def require_attribution(request: Request) -> None:
    """Raises Refused (402) unless all three attribution headers say something."""
    if not all(request.headers.get(name, "").strip() for name in ATTRIBUTION):
        raise Refused(NO_ATTRIBUTION)
