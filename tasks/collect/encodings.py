"""Undoing a Content-Encoding while it comes in, never making more than a cap: what 1 MB on the wire hides may be 1 GB."""

from __future__ import annotations

from collections.abc import Iterator

from zlib_ng import zlib_ng

# RFC 9110, 8.4 lets a server wrap as often as it likes. Some wrap twice by mistake, in the server and in what stands before it.
MAX_LAYERS = 2
# Files of many members are rightful gzip (RFC 1952, 2.2): bgzip makes one of each 64 KB. An empty one costs 20 bytes and our time.
MAX_MEMBERS = 10_000
KINDS = frozenset({"gzip", "x-gzip", "deflate"})
# What IANA's registry has besides. Anything else, such as `utf-8`, is a server's mistake, and compresses nothing.
OTHER_KINDS = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "aes128gcm", "exi", "pack200-gzip"})
STEP_BYTES = 16 * 1024
INFLATE_ERROR: type[Exception] = zlib_ng.error  # type: ignore[assignment] # its stub takes it for an instance


class BadEncoding(Exception):
    """A body's compression is broken, unknown, or hides more than the cap."""


class TooLarge(BadEncoding):
    """A body is larger than the cap once decompressed."""


class Decoder:
    """Takes a body as it comes, and holds it decompressed."""

    def __init__(self, encoding: str | None, cap_bytes: int) -> None:
        """Make a decoder for a Content-Encoding header.

        Raises:
            BadEncoding: it names something other than gzip and deflate, or too many of them.
        """
        kinds = [kind for part in (encoding or "").split(",") if (kind := part.strip().lower()) in KINDS | OTHER_KINDS]
        unknown = [kind for kind in kinds if kind in OTHER_KINDS]
        if unknown:
            raise BadEncoding(f"the body is compressed as {unknown[0][:50]!r}, which was not asked for")
        if len(kinds) > MAX_LAYERS:
            raise BadEncoding(f"the body is compressed {len(kinds)} times over")
        self._layers = [_Layer(kind, cap_bytes) for kind in reversed(kinds)]
        self._cap_bytes = cap_bytes
        self._body = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the wire.

        Raises:
            TooLarge: the body grew beyond the cap; nothing further was decompressed.
            BadEncoding: the compression is broken.
        """
        for at in range(0, len(data), STEP_BYTES):
            for piece in self._through(data[at : at + STEP_BYTES], 0):
                self._body += piece
                _bounded(len(self._body), self._cap_bytes)

    def _through(self, data: bytes, depth: int) -> Iterator[bytes]:
        if depth == len(self._layers):
            yield data
            return
        for piece in self._layers[depth].pieces(data):
            yield from self._through(piece, depth + 1)

    def so_far(self) -> bytes:
        """Return what came of the body, within the cap."""
        return bytes(self._body[: self._cap_bytes])

    def whole(self) -> bytes:
        """Return the body, all of it having come.

        Raises:
            BadEncoding: the compressed body is cut short.
        """
        if not all(layer.ended for layer in self._layers):
            raise BadEncoding("the compressed body is cut short")
        return bytes(self._body)


class _Layer:
    """One gzip or deflate around a body."""

    def __init__(self, kind: str, cap_bytes: int) -> None:
        self._is_gzip = kind != "deflate"
        self._cap_bytes = cap_bytes
        self._inflater: zlib_ng._Decompress | None = None
        self._members = 0
        self._made_bytes = 0
        self._is_over = False

    @property
    def ended(self) -> bool:
        return self._members > 0 and self._inflater is None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` holds, in pieces that are small however much it is."""
        while data and not self._is_over:
            if self._inflater is None and not (data := self._next_member(data)):
                return
            inflater = self._inflater
            assert inflater is not None
            try:
                piece = inflater.decompress(data, STEP_BYTES)
                while piece:
                    self._made_bytes += len(piece)
                    _bounded(self._made_bytes, self._cap_bytes)
                    yield piece
                    piece = inflater.decompress(inflater.unconsumed_tail, STEP_BYTES)
            except INFLATE_ERROR as error:
                raise BadEncoding(f"the compressed body is broken: {error}") from error
            data = inflater.unused_data
            if inflater.eof:
                self._inflater = None

    def _next_member(self, data: bytes) -> bytes:
        """Begin the next member; what follows the last one, padding for instance, is nobody's (gzip's own manual ignores it)."""
        if self._members:
            data = data.lstrip(b"\0")
            self._is_over = bool(data) and not (self._is_gzip and data[0] == 0x1F)
            if not data or self._is_over:
                return b""
        if self._members == MAX_MEMBERS:
            raise BadEncoding(f"the compressed body has more than {MAX_MEMBERS} members")
        self._members += 1
        # Servers disagree whether deflate has a zlib header (RFC 9110, 8.4.1.2): the first bits tell.
        bare = not self._is_gzip and (data[0] & 0x0F) != zlib_ng.DEFLATED
        self._inflater = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS if bare else zlib_ng.MAX_WBITS | (16 if self._is_gzip else 0))
        return data


def _bounded(size_bytes: int, cap_bytes: int) -> None:
    if size_bytes > cap_bytes:
        raise TooLarge(f"the body is larger than {cap_bytes} bytes once decompressed")


def decompressed(raw: bytes, encoding: str | None, cap_bytes: int) -> bytes:
    """Undo a Content-Encoding of gzip or deflate, never making more than `cap_bytes`.

    Raises:
        TooLarge: the body is larger.
        BadEncoding: it is broken or of another kind.
    """
    decoder = Decoder(encoding, cap_bytes)
    decoder.feed(raw)
    return decoder.whole()
