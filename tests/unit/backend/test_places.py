"""Where a film may be fetched from, and who the caller says it is."""

from pathlib import Path

import httpx
import pytest

from backend.attribution import attribution, platform_of
from backend.places import PublicHttps, same_origin

HOME = Path("/home/ana")


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/film.mp4",
        "https://8.8.8.8:8443/film.mp4",
        "https://ana:secret@8.8.8.8/film.mp4",
        "https://127.0.0.1/film.mp4",
        "https://10.1.2.3/film.mp4",
        "https://192.168.0.1/film.mp4",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/film.mp4",
        "https://0.0.0.0/film.mp4",
        "https://224.0.0.1/film.mp4",
        "https://[::1]/film.mp4",
        "https://[fd00::1]/film.mp4",
        "https://[fe80::1]/film.mp4",
        "https://[::ffff:127.0.0.1]/film.mp4",
        "https://localhost/film.mp4",
        "https://nowhere.invalid/film.mp4",
        "ftp://8.8.8.8/film.mp4",
        "file:///etc/passwd",
    ],
)
async def test_private_and_odd_places_are_not_asked(url: str) -> None:
    assert not await PublicHttps().may_ask(httpx.URL(url))


@pytest.mark.parametrize("url", ["https://8.8.8.8/film.mp4", "https://8.8.8.8:443/", "https://[2001:4860:4860::8888]/"])
async def test_public_places_are_asked(url: str) -> None:
    assert await PublicHttps().may_ask(httpx.URL(url))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "", "no address"])
def test_a_name_that_led_to_a_private_address_is_not_read(address: str) -> None:
    assert not PublicHttps().may_read(address)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://studio:8000/a", "http://studio:8000/b?c", True),
        ("https://cloud.example/a", "https://cloud.example:443/", True),
        ("https://cloud.example", "http://cloud.example", False),
        ("http://studio:8000", "http://studio:8001", False),
        ("https://cloud.example", "https://cloud.example.evil.example", False),
        ("https://cloud.example", "https://CLOUD.example", True),
    ],
)
def test_an_origin_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert same_origin(httpx.URL(one), httpx.URL(other)) is same


@pytest.mark.parametrize(
    ("installed", "platform"),
    [
        (HOME / ".clawhub" / "skills" / "cutdesk", "clawhub"),
        (HOME / ".cursor" / "skills" / "cutdesk", "cursor"),
        (HOME / ".cursor" / "extensions" / "cutdesk", "unknown"),
        (HOME / ".clawhub-old" / "cutdesk", "unknown"),
        (Path("/opt/cutdesk"), "unknown"),
    ],
)
def test_the_platform_follows_from_the_place_of_installation(installed: Path, platform: str) -> None:
    assert platform_of(installed, HOME) == platform


def test_a_name_no_header_can_carry_is_written_in_percent_codes() -> None:
    headers = attribution("剪 desk\n", "0.1.0", Path("/opt"), HOME)
    assert headers == {
        "X-Skill-Source": "%E5%89%AA desk%0A",
        "X-Skill-Version": "0.1.0",
        "X-Skill-Platform": "unknown",
    }
