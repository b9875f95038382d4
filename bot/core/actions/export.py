"""Export: the film of the timeline as it stands, free of credits (S10)."""

from bot.core import producing
from bot.core.context import TurnContext


async def run(context: TurnContext) -> None:
    """Render and deliver; a clip that was never edited is put on the timeline first."""
    await producing.export_timeline(context, context.request.words)
