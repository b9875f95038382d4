"""For all stories: the token is looked for in everything that is written."""

from tests.fakes.telegram_canary import no_token_anywhere

__all__ = ["no_token_anywhere"]
