"""The token the backend is asked with: the one configured, or an anonymous one got with the installation's id."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import httpx

from backend.wire import Grant
from bot.core.errors import ConfigurationError, TokenRefused
from bot.core.ports import Accounts

_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}

Request = Callable[[str], Awaitable[Grant]]


def account_name(url: httpx.URL) -> str:
    """What a backend is called in the store: its address; on this machine without the port, which changes."""
    return str(url.copy_with(port=None)) if url.host in _THIS_MACHINE else str(url)


class Account:
    """Gives the token out, and gets another when an anonymous one is refused."""

    def __init__(
        self,
        accounts: Accounts,
        backend: str,
        request: Request,
        configured: str | None = None,
        asking: asyncio.Lock | None = None,
    ) -> None:
        """``request`` asks the backend for a token with a client id; ``backend`` names it in the store; ``asking`` is
        shared by all who use the same account.

        Raises ConfigurationError for a token that no header can carry; its text does not show it.
        """
        if configured is not None and not _TOKEN.fullmatch(configured):
            raise ConfigurationError("the backend's token holds characters that a token cannot have")
        self._accounts = accounts
        self._backend = backend
        self._request = request
        self._configured = configured
        self._asking = asking or asyncio.Lock()

    async def token(self) -> str:
        """The token to use now. Raises StorageFailed, BackendUnreachable, RateLimited, BackendRefused."""
        if self._configured is not None:
            return self._configured
        async with self._asking:
            return await self._accounts.token(self._backend) or await self._get()

    async def renewed(self, refused: str) -> str:
        """Another token in place of a refused one, asked for once however many calls were refused with it.

        Raises TokenRefused where the token is configured: only the operator can mend that.
        """
        if self._configured is not None:
            raise TokenRefused("the configured token is refused")
        async with self._asking:
            known = await self._accounts.token(self._backend)
            return known if known is not None and known != refused else await self._get()

    async def _get(self) -> str:
        grant = await self._request(await self._accounts.client_id())
        await self._accounts.put_token(self._backend, grant.token, grant.user_id)
        return grant.token
