"""The bare side of ``telegram_intake``: python-telegram-bot as its own examples use it, saying back what it is told.

Without ``says`` in the job it only receives.
"""

import asyncio
import json
import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.telegram_intake_bot import Counter


async def main(job: dict[str, Any]) -> dict[str, float]:
    """Echo until there were enough; what one update used."""
    counter = Counter(job["warm_up"], job["updates"])

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if job["says"] and update.message is not None:
            await update.message.reply_text(update.message.text or "")
        counter.add()

    application = Application.builder().token(job["token"]).base_url(f"{job['telegram']}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        if application.updater is None:
            raise RuntimeError("no updater")
        await application.updater.start_polling()
        await counter.done.wait()
        await application.updater.stop()
        await application.stop()
    return counter.used


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
    os._exit(0)
