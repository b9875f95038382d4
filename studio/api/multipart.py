"""A multipart body straight into files, piece by piece: memory does not grow with the upload."""

from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

MOST_PARTS = 64

FIELD = "files"


class BrokenForm(Exception):
    """Not a multipart body, or one that is cut short."""


@dataclass(frozen=True, slots=True)
class FileBegins:
    """A part named ``files`` begins; ``filename`` is what the sender calls it."""

    filename: str


@dataclass(frozen=True, slots=True)
class FileBytes:
    """More of the file that began last."""

    chunk: bytes


@dataclass(frozen=True, slots=True)
class FileEnds:
    """The file that began last is whole."""


FormEvent = FileBegins | FileBytes | FileEnds


async def read_form(content_type: str, body: AsyncIterable[bytes]) -> AsyncGenerator[FormEvent, None]:
    """The files of a form in their order; other fields are passed over. Raises BrokenForm."""
    reader = _Reader()
    try:
        parser = reader.parser(content_type)
        async for chunk in body:
            parser.write(chunk)
            for event in reader.take():
                yield event
        parser.finalize()
    except FormParserError as error:
        raise BrokenForm from error
    if not reader.is_complete:
        raise BrokenForm


class _Reader:
    """Collects what the parser calls back."""

    def __init__(self) -> None:
        self.is_complete = False
        self._events: list[FormEvent] = []
        self._parts = 0
        self._name = b""
        self._value = b""
        self._disposition = b""
        self._is_file = False

    def parser(self, content_type: str) -> MultipartParser:
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if not boundary:
            raise BrokenForm
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_end": self._end,
            },
        )

    def take(self) -> list[FormEvent]:
        events, self._events = self._events, []
        return events

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise BrokenForm
        self._disposition = b""
        self._is_file = False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._is_file = options.get(b"name") == FIELD.encode()
        if self._is_file:
            self._events.append(FileBegins(options.get(b"filename", b"").decode("utf-8", "replace")))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._events.append(FileBytes(data[start:end]))

    def _part_end(self) -> None:
        if self._is_file:
            self._events.append(FileEnds())

    def _end(self) -> None:
        self.is_complete = True
