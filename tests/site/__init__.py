"""A real HTTP server on loopback whose every path does what a test tells it to."""

from tests.site.server import Answer, Site

__all__ = ["Answer", "Site"]
