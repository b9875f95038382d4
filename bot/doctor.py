"""`python -m bot doctor --cloud`: one dry walk through the cloud, told to the operator in plain words.

Nothing is edited, uploaded or rendered. The link that binds the anonymous account goes to this terminal and to nothing
else: no log, no file.
"""

from collections.abc import Callable, Iterator

from backend.client import Endpoint
from backend.doctor import Finding, Step, Walk, keep, walk
from backend.traits import NEMO
from bot import wiring
from bot.clock import SystemClock
from bot.core import balance
from bot.core.errors import BackendUnreachable, CutdeskError, RateLimited, SessionLost, TokenRefused
from bot.core.model import Language
from bot.core.wording import Voice
from bot.lock import data_folder
from bot.settings import Settings
from storage.accounts import SqliteAccounts
from storage.database import Database

_STATIONS = {
    Step.TOKEN: "the account",
    Step.SESSION: "opening a session",
    Step.STATE: "reading a session",
    Step.CREDITS: "the credits",
}

_WELL, _NOT_WELL = 0, 1


async def examine_cloud(settings: Settings, say: Callable[[str], None]) -> int:
    """Walk, and say line by line what was found; 0 when all is well. Raises ConfigurationError, StorageFailed."""
    clock = SystemClock()
    token = settings.nemo_token.get_secret_value() if settings.nemo_token is not None else None
    with data_folder(settings.data_dir) as folder:
        say(f"Walking through {settings.nemo_api_url}; nothing is edited.")
        database = await Database.open(folder / "bot.sqlite3")
        try:
            found = await walk(
                Endpoint(settings.nemo_api_url, NEMO, token),
                accounts=SqliteAccounts(database),
                clock=clock,
                attribution=wiring.attribution_of(settings),
                web_url=settings.nemo_web_url,
            )
        finally:
            await database.close()
        kept = await keep(found, folder, clock.now())
    for line in _told(found, is_configured=token is not None):
        say(line)
    say(f"The shapes of the answers, without their contents, are in {kept}.")
    return _WELL if found.is_well else _NOT_WELL


def _told(found: Walk, *, is_configured: bool) -> Iterator[str]:
    for finding in found.findings:
        fault = _fault(finding, is_configured=is_configured)
        yield f"{'FAIL' if fault else 'ok  '}  {_STATIONS[finding.step]}{fault}"
    visited = {finding.step for finding in found.findings}
    for step in Step:
        if step not in visited:
            yield f"--    {_STATIONS[step]}: not reached"
    if found.credits is not None:
        yield balance.describe(found.credits, Voice(Language.ENGLISH))
    if found.register_url is not None:
        yield f"To make this anonymous account yours, register here; the link is for you alone: {found.register_url}"


def _fault(finding: Finding, *, is_configured: bool) -> str:
    if finding.error is not None:
        return f": {_mend(finding.error, is_configured=is_configured)}"
    if finding.missing:
        return f": the answer lacks {', '.join(finding.missing)}, so this version may not understand the cloud any more"
    return ""


def _mend(error: CutdeskError, *, is_configured: bool) -> str:
    """What is wrong and what to do about it."""
    match error:
        case TokenRefused() if is_configured:
            return "NEMO_TOKEN is refused; set another one, or leave it empty for an anonymous account"
        case TokenRefused():
            return "the anonymous account is refused; try again later, or set NEMO_TOKEN"
        case RateLimited():
            return "the cloud asks to wait; try again later, or set NEMO_TOKEN for an account of your own"
        case BackendUnreachable():
            return f"no answer; check NEMO_API_URL and the network ({error})"
        case SessionLost():
            return "the cloud does not know the session it has just opened; try again in a minute"
        case _:
            return f"refused ({error})"
