"""Reads a call's parameters off the wire: query, form, JSON or multipart. Uploads go to disk piece by piece."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl

from python_multipart.multipart import MultipartParser, parse_options_header

from tests.platforms.telegram.checking import Upload
from tests.platforms.telegram.refusals import Refused, bad_request

MOST_FORM_BYTES = 1 << 20
TOO_LARGE = Refused(413, "Request Entity Too Large")


async def read_params(
    content_type: str, query: str, body: AsyncIterator[bytes], new_path: Callable[[], Path], most_bytes: int
) -> dict[str, object]:
    """All parameters: texts, JSON values, or Upload. Raises Refused; the body is always read to its end."""
    raw: dict[str, object] = dict(parse_qsl(query, keep_blank_values=True))
    kind, options = parse_options_header(content_type)
    if kind == b"multipart/form-data":
        return raw | await _read_multipart(options.get(b"boundary", b""), body, new_path, most_bytes)
    data = bytearray()
    async for piece in body:
        if len(data) <= MOST_FORM_BYTES:
            data += piece
    if len(data) > MOST_FORM_BYTES:
        raise TOO_LARGE
    if kind == b"application/json":
        return raw | _read_json(bytes(data))
    if data and kind != b"application/x-www-form-urlencoded":
        raise bad_request(f"unknown content type {kind.decode()!r}")
    return raw | dict(parse_qsl(data.decode(), keep_blank_values=True))


def _read_json(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data or b"{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value


@dataclass
class _Form:
    """Collects the parts of a form as the parser finds them."""

    new_path: Callable[[], Path]
    most_bytes: int
    found: dict[str, object] = field(default_factory=dict)
    bytes_of_files: int = 0
    _header: bytearray = field(default_factory=bytearray)
    _headers: dict[str, bytes] = field(default_factory=dict)
    _value: bytearray = field(default_factory=bytearray)
    _name: str = ""
    _file_name: str | None = None
    _path: Path | None = None
    _file: BinaryIO | None = None
    _key: str = ""

    @property
    def is_too_large(self) -> bool:
        return self.bytes_of_files > self.most_bytes

    def callbacks(self) -> dict:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._headers, self._value, self._header = {}, bytearray(), bytearray()

    def _header_end(self) -> None:
        self._headers[self._header.decode().lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode()
        name = options.get(b"filename")
        self._file_name = None if name is None else name.decode()
        if self._file_name is not None:
            self._path = self.new_path()
            self._file = self._path.open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._value += data[start:end]
            return
        self.bytes_of_files += end - start
        if not self.is_too_large:
            self._file.write(data[start:end])

    def _end(self) -> None:
        if self._file is None or self._path is None:
            self.found[self._name] = self._value.decode()
            return
        self._file.close()
        media_type = self._headers.get("content-type", b"application/octet-stream").decode()
        self.found[self._name] = Upload(self._file_name or "", media_type, self._path, self._path.stat().st_size)
        self._file = self._path = None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


async def _read_multipart(
    boundary: bytes, body: AsyncIterator[bytes], new_path: Callable[[], Path], most_bytes: int
) -> dict[str, object]:
    form = _Form(new_path, most_bytes)
    parser = MultipartParser(boundary, form.callbacks())
    try:
        async for piece in body:
            parser.write(piece)
    finally:
        form.close()
    if form.is_too_large:
        raise TOO_LARGE
    return form.found
