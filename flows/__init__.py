"""Flows join the rooms; these are what a person runs or schedules."""

import os

# Dateline runs offline and sends nothing home. Both names are needed: the client reads one, the server the other.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# A flow without a server starts a temporary one, which takes 10 to 30 s on a small machine; Prefect gives up after 20.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
