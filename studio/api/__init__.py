"""The studio's HTTP and SSE border."""
