"""The judge of every body: Discord's official OpenAPI, as JSON Schema. See ``fetch.py`` for where it comes from.

Fields it does not name are refused, too: Discord ignores them, so they are mistakes nobody would notice.
"""

import json
import os
import sys
from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from tests.platforms.discord import fetch
from tests.platforms.discord.operations import Operation

_TOLERATED = {
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "MessageEditRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"const": False}},
}
"""What the OpenAPI does not name and discord.py always sends: documented elsewhere, or without effect."""
_IDS = {"message_id", "channel_id", "guild_id"}


class Judge:
    """Finds what is wrong with a body."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._validators: dict[str, Draft202012Validator] = {}

    @property
    def is_there(self) -> bool:
        return bool(self._definitions)

    def problems(self, operation: Operation, body: Any) -> str:
        """What the OpenAPI says against a body, "" for nothing."""
        if not self._definitions or not operation.schemas:
            return ""
        if operation.is_list:
            if not isinstance(body, list):
                return "must be an array"
            found = (f"[{at}]{self._of(operation.schemas, each)}" for at, each in enumerate(body))
            return next((each for each in found if not each.endswith("]")), "")
        if operation.name == "create_interaction_response" and isinstance(body, dict):
            fitting = [name for name in operation.schemas if self._has_type(name, body.get("type"))]
            return self._of(tuple(fitting) or operation.schemas, body)
        return self._of(operation.schemas, body)

    def _has_type(self, name: str, kind: object) -> bool:
        said = self._definitions[name]["properties"]["type"]
        return kind == said.get("const") or kind in said.get("enum", ())

    def _of(self, names: Iterable[str], body: Any) -> str:
        said = ""
        for name in names:
            error = best_match(self._validator(name).iter_errors(strung(body)))
            if error is None:
                return ""
            said = _story(name, error)
        return said

    def _validator(self, name: str) -> Draft202012Validator:
        if name not in self._validators:
            schema = {"$defs": self._definitions, "$ref": f"#/$defs/{name}"}
            self._validators[name] = Draft202012Validator(schema)
        return self._validators[name]


def strung(body: Any) -> Any:
    """A copy in which the ids are strings that discord.py sends as integers; nothing else is changed."""
    if not isinstance(body, dict):
        return body
    copy = deepcopy(body)
    inner = [copy, *(copy[key] for key in ("data", "message") if isinstance(copy.get(key), dict))]
    for each in inner:
        reference = each.get("message_reference")
        if isinstance(reference, dict):
            _string_ids(reference, _IDS)
        for attachment in each.get("attachments") or ():
            if isinstance(attachment, dict):
                _string_ids(attachment, {"id"})
        mentions = each.get("allowed_mentions")
        if isinstance(mentions, dict):
            for key in ("users", "roles"):
                if isinstance(mentions.get(key), list):
                    mentions[key] = [str(one) if type(one) is int else one for one in mentions[key]]
    if type(copy.get("recipient_id")) is int:
        copy["recipient_id"] = str(copy["recipient_id"])
    return copy


def _string_ids(node: dict[str, Any], keys: set[str]) -> None:
    for key in keys & node.keys():
        if type(node[key]) is int:
            node[key] = str(node[key])


def _story(name: str, error: ValidationError) -> str:
    where = ".".join(str(each) for each in error.absolute_path)
    return f" {name} {where}: {error.message[:300]}"


def _strict(node: Any) -> None:
    if isinstance(node, dict):
        if "properties" in node:
            node.setdefault("additionalProperties", False)
        for each in node.values():
            _strict(each)
    elif isinstance(node, list):
        for each in node:
            _strict(each)


@cache
def load() -> Judge:
    """The judge, or one that finds nothing where the OpenAPI was not fetched; that is an error with REQUIRE_OPENAPI."""
    if not fetch.SCHEMA.is_file():
        assert not os.environ.get("REQUIRE_OPENAPI"), "REQUIRE_OPENAPI is set, and Discord's OpenAPI is not here"
        sys.stderr.write(f"{fetch.MISSING}\n")
        return Judge({})
    definitions = json.loads(fetch.SCHEMA.read_text("utf-8"))["$defs"]
    for name, fields in _TOLERATED.items():
        definitions[name]["properties"].update(fields)
    _strict(definitions)
    return Judge(definitions)
