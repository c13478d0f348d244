"""The bundled newsroom: two invented outlets and a wire agency, served on loopback for `dateline demo` and for tests.

Outlets and journalists are invented; what the dispatches tell did happen, was widely reported, and is retold in our own words.
"""

from flows.newsroom.content import Dispatch, Site, Truth, load_dispatches, load_sites
from flows.newsroom.server import Newsroom, Request, TruthRecord

__all__ = ["Dispatch", "Newsroom", "Request", "Site", "Truth", "TruthRecord", "load_dispatches", "load_sites"]
