"""The agent whose streams are recorded: it plays the scene it is told, needing no model and no network.

Runs inside a google-adk of its own (see record.py), never inside Cutdesk's environment.
"""

from google.adk.agents import BaseAgent, LlmAgent
from google.adk.events import Event, EventActions
from google.adk.models import BaseLlm, LlmResponse
from google.genai.types import Content, FunctionCall, FunctionResponse, Part

DRAFT = {"t": [{"tt": 0, "sg": [{"d": 2000, "m": {"title": "走 \u2028 clip"}}]}], "d": 2000, "m": {"title": "demo"}}


def text(*words, **fields):
    return Content(role="model", parts=[Part(text=word, **fields) for word in words])


def call():
    return Part(function_call=FunctionCall(id="adk-1", name="edit_multitrack", args={"op": "add_bgm", "volume": 0.35}))


def result():
    return Part(function_response=FunctionResponse(id="adk-1", name="edit_multitrack", response={"status": "success"}))


def edit_multitrack(op: str, volume: float) -> dict:
    """Edit the timeline."""
    return {"status": "success", "op": op, "volume": volume}


class Scripted(BaseLlm):
    """A model that calls the tool once, then answers; in pieces where it is asked to stream."""

    async def generate_content_async(self, llm_request, stream=False):
        if not any(part.function_response for content in llm_request.contents for part in content.parts or ()):
            part = Part(function_call=FunctionCall(name="edit_multitrack", args={"op": "add_bgm", "volume": 0.35}))
            yield LlmResponse(content=Content(role="model", parts=[part]))
            return
        if stream:
            yield LlmResponse(content=text("Hi "), partial=True)
            yield LlmResponse(content=text("there"), partial=True)
        yield LlmResponse(content=text("Hi there"), finish_reason="STOP")


class Scenes(BaseAgent):
    """Plays the scene named by the message's text."""

    async def _run_async_impl(self, ctx):
        scene = ctx.user_content.parts[0].text
        if scene == "model":
            async for event in self.sub_agents[0].run_async(ctx):
                yield event
            return
        for event in SCENES[scene]:
            if isinstance(event, Exception):
                raise event
            yield Event(author=self.name, invocation_id=ctx.invocation_id, **event)


def kept(content):
    return {"content": content, "actions": EventActions(state_delta={"draft": DRAFT})}


TOOLS = [
    {"content": Content(role="model", parts=[Part(text="Adding music."), call()])},
    kept(Content(role="user", parts=[result()])),
]

SCENES = {
    "text": [{"content": text("Hello 世界, your video is ready. Click Export.")}],
    "tool": [*TOOLS, {"content": text("Added Lo-fi at 35%.")}],
    "silent_edit": TOOLS[1:],
    "nothing": [],
    "thought": [{"content": Content(role="model", parts=[Part(text="Think.", thought=True), Part(text="Cut.")])}],
    "line_separators": [{"content": text("one \u2028 two \u0085 three \n four")}],
    "pieces": [
        {"content": text("剪"), "partial": True},
        {"content": text("好了"), "partial": True},
        {"content": text("剪好了"), "turn_complete": True},
    ],
    "trailing_issue": [{"content": text("Cut 14 pauses.")}, {"content": text("I encountered a temporary issue")}],
    "model_error": [{"error_code": "RESOURCE_EXHAUSTED", "error_message": "I encountered a temporary issue"}],
    "model_error_after_text": [
        {"content": text("Cut 14 pauses.")},
        {"error_code": "RESOURCE_EXHAUSTED", "error_message": "I encountered a temporary issue"},
    ],
    "credits_code": [{"error_code": "2001", "error_message": "insufficient credits"}],
    "credits_words": [{"content": text("Sorry, you're out of credits.")}],
    "exception": [RuntimeError('backend "exploded"\nline2')],
    "exception_after_text": [{"content": text("Cutting.")}, RuntimeError('backend "exploded"\nline2')],
    "exception_after_work": [*TOOLS, RuntimeError("the tool broke")],
}

root_agent = Scenes(
    name="nemo_agent",
    sub_agents=[LlmAgent(name="editor", model=Scripted(model="scripted"), tools=[edit_multitrack])],
)
