"""Servers' certificates, good and bad, made with openssl."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

from tests.collect.running import cannot


def certificates(folder: Path, subject: str = "IP:127.0.0.1") -> dict[str, ssl.SSLContext]:
    """Make an authority (`folder`/ca.pem) and certificates of `subject` by name, some of them wrong, with openssl."""
    if shutil.which("openssl") is None:
        cannot("certificates are made with the command `openssl`: install openssl")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("ca", "stranger"):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")
    wrong = {"good": {}, "expired": {"days": "-1"}, "misnamed": {"name": "DNS:elsewhere.example"}, "strange": {"by": "stranger"}}
    contexts = {"self-signed": _context(folder, "stranger")}
    for name, how in wrong.items():
        (folder / "names").write_text(f"subjectAltName={how.get('name', subject)}")
        openssl("req", *key, "-keyout", f"{name}.key", "-out", "csr", "-subj", "/CN=server")
        by, days = how.get("by", "ca"), how.get("days", "2")
        issuer = ("-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-days", days, "-extfile", "names")
        openssl("x509", "-req", "-in", "csr", *issuer, "-out", f"{name}.pem")
        contexts[name] = _context(folder, name)
    contexts["h2"] = _context(folder, "good")
    contexts["h2"].set_alpn_protocols(["h2"])
    return contexts


def _context(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context
