"""Under which name a backend's token is kept."""

import httpx
import pytest

from backend.auth import account_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:40123", "http://127.0.0.1"),
        ("http://localhost:8000/nemo", "http://localhost/nemo"),
        ("http://[::1]:8000", "http://[::1]"),
        ("http://studio:8000", "http://studio:8000"),
        ("https://cloud.example", "https://cloud.example"),
    ],
)
def test_a_token_is_kept_by_address_and_on_this_machine_whatever_the_port(url: str, name: str) -> None:
    assert account_name(httpx.URL(url)) == name
