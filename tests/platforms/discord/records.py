"""What went wrong, and what of it a test wanted."""

from tests.platforms.telegram import records


class Records(records.Records):
    """As for Telegram, in Discord's words."""

    def demand_clean(self) -> None:
        assert not self.crashes, "the stand-in itself failed:\n" + "\n".join(self.crashes)
        assert not self.violations, "the bot broke Discord's OpenAPI:\n" + "\n".join(self.violations)
        assert not self.refusals, "the bot was refused:\n" + "\n".join(self.refusals)
