"""The frames of a stream, in each way of speaking the cloud is known or believed to have."""

from collections.abc import Iterator
from uuid import uuid4

from tests.platforms.cloud.orders import Edit, Json, Speech, wire_json

HEARTBEATS = (b"data:\n\n", b'data: {"type": "heartbeat"}\n\n', b"data: heartbeat\n\n", b": keep-alive\n\n")
ISSUE = "I encountered a temporary issue"
OUT_OF_CREDITS = "Sorry, you're out of credits. Register at https://nemovideo.com/register?bind={user} to go on."
_EMPTY_ACTIONS = {"stateDelta": {}, "artifactDelta": {}, "requestedAuthConfigs": {}}


def frame(value: object) -> bytes:
    """One event of the stream."""
    return b"data: " + wire_json(value) + b"\n\n"


class Speaker:
    """Says what happens in one edit."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._invocation = f"e-{uuid4()}"

    def text(self, words: str, *, partial: bool = False) -> bytes:
        """Words for the person."""
        if self._speech is Speech.PLAIN:
            return frame({"text": words, "partial": partial})
        if self._speech is Speech.TYPED:
            return frame({"type": "chunk" if partial else "text", "content": words})
        return self._event({"parts": [{"text": words}], "role": "model"}, **({"partial": True} if partial else {}))

    def texts(self, edit: Edit) -> Iterator[bytes]:
        """All words of an edit; each in pieces before its whole, if ordered so."""
        for words in edit.says:
            if edit.pieces:
                half = len(words) // 2
                yield self.text(words[:half], partial=True)
                yield self.text(words[half:], partial=True)
                if self._speech is Speech.TYPED:
                    continue  # no whole comes there
            yield self.text(words)

    def tool_call(self, name: str) -> bytes:
        """A tool begins."""
        if self._speech in {Speech.TYPED, Speech.PLAIN}:
            return frame({"type": "tool_call", "name": name, "args": {"secret": "not for the person"}})
        call = {"id": f"adk-{uuid4()}", "args": {"volume": 0.35}, "name": name}
        return self._event({"parts": [{"functionCall": call}], "role": "model"}, longRunningToolIds=[])

    def tool_result(self, name: str, draft: Json) -> bytes:
        """A tool has ended; the state's change comes along and makes the line long."""
        if self._speech in {Speech.TYPED, Speech.PLAIN}:
            return frame({"type": "tool_result", "name": name, "result": {"status": "success"}})
        result = {"id": f"adk-{uuid4()}", "name": name, "response": {"status": "success"}}
        actions = {**_EMPTY_ACTIONS, "stateDelta": {"draft": draft}}
        return self._event({"parts": [{"functionResponse": result}], "role": "user"}, actions=actions)

    def failure(self, code: object, message: str) -> bytes:
        """An error inside the stream."""
        if self._speech is Speech.ADK:
            return frame({"errorCode": str(code), "errorMessage": message, "author": "nemo_agent"})
        if self._speech is Speech.ADK_SNAKE:
            return frame({"error_code": str(code), "error_message": message, "author": "nemo_agent"})
        return frame({"code": code, "message": message})

    def exception(self, message: str) -> bytes:
        """An exception of the agent, unescaped as older frameworks send it."""
        return f'data: {{"error": "{message}"}}\n\n'.encode()

    def _event(self, content: Json, **fields: object) -> bytes:
        event: Json = {
            "content": content,
            "invocationId": self._invocation,
            "author": "nemo_agent",
            "actions": _EMPTY_ACTIONS,
            "id": str(uuid4()),
            "timestamp": 1795162537.988636,
            **fields,
        }
        return frame(_snake(event) if self._speech is Speech.ADK_SNAKE else event)


_SNAKE = {
    "invocationId": "invocation_id",
    "stateDelta": "state_delta",
    "artifactDelta": "artifact_delta",
    "requestedAuthConfigs": "requested_auth_configs",
    "longRunningToolIds": "long_running_tool_ids",
    "functionCall": "function_call",
    "functionResponse": "function_response",
}


def _snake(value: object) -> object:
    """By the Python names, and with the absent things as nulls, as a plain ``model_dump`` writes them."""
    if isinstance(value, dict):
        named = {_SNAKE.get(key, key): _snake(each) for key, each in value.items()}
        return {"error_code": None, "partial": None, **named} if "invocation_id" in named else named
    return [_snake(each) for each in value] if isinstance(value, list) else value
