"""The log: no secret in any line, and the libraries that print addresses turned down."""

import subprocess
import sys

TOKEN = "123456789:AAF_0123456789-0123456789-012345678"
OTHER = "987654321:AAF_9876543210-9876543210-987654321"

PROGRAM = f"""
import logging
from bot import logs
logs.set_up("DEBUG", ["{TOKEN}", "a page's secret"])
logging.getLogger("bot").info("GET https://api.telegram.org/bot%s/getMe", "{TOKEN}")
logging.getLogger("bot").info("another token {OTHER} and a page's secret")
try:
    raise ValueError("bot{TOKEN}")
except ValueError:
    logging.getLogger("bot").exception("it failed")
for name in ("httpx", "httpcore.http11", "telegram.Bot"):
    logging.getLogger(name).info("spoke up")
"""


def test_no_secret_is_written_and_loud_libraries_are_quiet() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stderr.count("[hidden]") == 4
    for secret in (TOKEN, OTHER, "a page's secret"):
        assert secret not in ended.stderr
    assert "it failed" in ended.stderr
    assert "spoke up" not in ended.stderr
