"""The installation's account in memory."""

from bot.core.model import new_id


class MemoryAccounts:
    """One client id, one token a backend."""

    def __init__(self) -> None:
        self._client_id = new_id()
        self.tokens: dict[str, str] = {}

    async def client_id(self) -> str:
        return self._client_id

    async def token(self, backend: str) -> str | None:
        return self.tokens.get(backend)

    async def put_token(self, backend: str, token: str, user_id: str | None) -> None:
        self.tokens[backend] = token
