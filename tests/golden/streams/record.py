"""Records the golden streams: ``python tests/golden/streams/record.py [VERSION…]`` (both versions if none is named).

For each version of google-adk: a virtual environment of its own under a temporary folder (or under ``ADK_VENVS``, to
keep it), ``pip install google-adk==VERSION`` in it, its own ``adk api_server`` on 127.0.0.1 with the agent of
``agents/``, and each scene asked for once. The bodies are kept byte for byte as ``VERSION/SCENE.sse``; answers before a
stream starts as ``VERSION/SCENE.STATUS.json``. Ids and timestamps are google-adk's own; nothing else varies.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).parent
VERSIONS = ("1.18.0", "2.13.0")
SCENES = [
    "text",
    "tool",
    "silent_edit",
    "nothing",
    "thought",
    "line_separators",
    "pieces",
    "trailing_issue",
    "model_error",
    "model_error_after_text",
    "credits_code",
    "credits_words",
    "exception",
    "exception_after_text",
    "exception_after_work",
    "model",
]
START_S = 120.0


def environment(version: str, folder: Path) -> Path:
    """The python of an environment that has that google-adk."""
    python = folder / f"adk-{version}" / "bin" / "python"
    if not python.exists():
        venv.create(python.parents[1], with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"google-adk=={version}"], check=True)
    return python


def asked(port: int, path: str, body: dict[str, object]) -> tuple[int, bytes]:
    """Status and body of a POST."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def wait_for(port: int) -> None:
    """Until the server takes connections."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the server did not start")


def edit(session: str, scene: str, **more: object) -> dict[str, object]:
    """The body the cloud documents."""
    message = {"parts": [{"text": scene}]}
    return {"app_name": "nemo_agent", "user_id": "me", "session_id": session, "new_message": message, **more}


def play(port: int, target: Path) -> None:
    """Ask for every scene, each in a session of its own, and keep the answers."""
    for name in [*SCENES, "model_streaming"]:
        session = name.replace("_", "")
        asked(port, f"/apps/nemo_agent/users/me/sessions/{session}", {})
        more = {"streaming": True} if name == "model_streaming" else {}
        status, body = asked(port, "/run_sse", edit(session, name.removesuffix("_streaming"), **more))
        if status != 200:
            raise RuntimeError(f"{name}: {status} {body!r}")
        (target / f"{name}.sse").write_bytes(body)
    status, body = asked(port, "/run_sse", edit("nowhere", "text"))
    (target / f"session_not_found.{status}.json").write_bytes(body)


def record(version: str, folder: Path) -> None:
    """Record one version."""
    python = environment(version, folder)
    target = HERE / version
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as agents:
        shutil.copytree(HERE / "agents", agents, dirs_exist_ok=True)
        adk = python.with_name("adk")
        server = subprocess.Popen(
            [adk, "api_server", "--host", "127.0.0.1", "--port", str(port), agents],
            env={"PATH": os.environ["PATH"], "HOME": agents, "ADK_DISABLE_LOAD_DOTENV": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            play(port, target)
        finally:
            server.terminate()
            server.wait(timeout=30)


def main() -> None:
    """Record the versions named on the command line."""
    kept = os.environ.get("ADK_VENVS")
    with tempfile.TemporaryDirectory() as folder:
        for version in sys.argv[1:] or VERSIONS:
            record(version, Path(kept or folder))
            print(f"{version}: {len(list((HERE / version).iterdir()))} answers")


if __name__ == "__main__":
    main()
