# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much the streams of a PDF unpack to, found without reading its objects.

Each stream is unpacked as far as the limit, and nothing of it is kept. What compresses
pictures only (JPEG, JPEG 2000, JBIG2, fax) is never unpacked: their dots are counted.
"""

import base64
import binascii
import itertools
import re
import zlib

from .excess import ExcessError

# As readers take it: what stands before the data may end with blanks, or in any way
STREAM = re.compile(rb"(?<!end)stream *(?:\r\n?|\n)")
# How far what a stream is may stand before it: writers need less, but blanks count
HEAD_LENGTH = 1 << 18
CHUNK = 1 << 16
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+|\d+\s+\d+\s+R)")
NAME = re.compile(rb"/(\w+)")
SIDES = [
    re.compile(rb"/(?:%s)\s+(\d+)(\s+\d+\s+R)?" % name)
    for name in (b"Width|W", b"Height|H")
]


def measure_streams(raw, limits):
    """Return how many bytes the streams of a PDF unpack to.

    :param bytes raw: the PDF
    :param limits: ``dots`` of one picture and ``unpacked`` bytes of all streams
    :rtype: int
    :raises ExcessError: it is more than that
    """
    meter = _Meter(limits["unpacked"])
    for match in STREAM.finditer(raw):
        head = _read_head(raw, match.start())
        _check_dots(raw, head, limits)
        _unpack(raw, match.end(), _read_filters(head, raw, match.end()), meter)
    return meter.total


class _Meter:
    """Counts what is unpacked, and stops it at the limit."""

    def __init__(self, limit):
        self.limit, self.total = limit, 0

    def pass_on(self, chunks):
        for chunk in chunks:
            self.total += len(chunk)
            if self.total > self.limit:
                raise ExcessError("unpacked")
            yield chunk


def _read_head(raw, end):
    """Return what stands before a stream and says what it is, escapes written out."""
    first = max(0, end - HEAD_LENGTH)
    start = raw.rfind(b"obj", first, end)
    head = raw[max(first, start + 3) : end]
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), head)


def _check_dots(raw, head, limits):
    width, height = (_read_side(raw, side.search(head)) for side in SIDES)
    # Python refuses to read numbers of thousands of digits
    if width and height and len(width) + len(height) > 20:
        raise ExcessError("dots")
    if width and height and int(width) * int(height) > limits["dots"]:
        raise ExcessError("dots")


def _read_side(raw, found):
    """Return the digits of a side, also where they are an object of their own.

    Of objects with one number the greatest counts; one that is packed is not known.
    """
    if not found or not found[2]:
        return found and found[1]
    number = found[1].lstrip(b"0")[:10]
    told = re.findall(rb"\b0*%s\s+\d+\s+obj\s+(\d+)" % number, raw)
    return max(told, key=lambda digits: (len(digits), digits), default=None)


def _read_filters(head, raw, start):
    """Return the names of a stream's filters; by its first bytes where none says."""
    named = FILTERS.search(head)
    names = NAME.findall(named[1]) if named else []
    if not names and _is_deflated(raw[start : start + 2]):
        return [b"FlateDecode"]
    return names


def _is_deflated(start):
    return len(start) == 2 and start[0] & 15 == 8 and int.from_bytes(start) % 31 == 0


def _unpack(raw, start, filters, meter):
    """Unpack a stream by one filter after the other, up to one for pictures."""
    names = list(itertools.takewhile(DECODERS.__contains__, filters))
    if not names:
        return
    chunks = (raw[at : at + CHUNK] for at in range(start, len(raw), CHUNK))
    for name in names:
        chunks = meter.pass_on(DECODERS[name](chunks))
    for _chunk in chunks:
        pass


def _inflate(chunks):
    packed = zlib.decompressobj()
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not packed.eof:
                yield packed.decompress(rest, CHUNK)
                rest = packed.unconsumed_tail
            if packed.eof:
                return
    except zlib.error:
        return


def _read_hexadecimal(chunks):
    text = b"".join(chunks).partition(b">")[0]
    digits = b"".join(text.split())
    try:
        yield from _cut(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
    except binascii.Error:
        return


def _read_base85(chunks):
    text = b"".join(chunks).partition(b"~>")[0]
    try:
        yield from _cut(base64.a85decode(text, ignorechars=b" \t\n\r\v\f\0"))
    except ValueError:
        return


def _cut(data):
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def _repeat_runs(chunks):
    data, at, unpacked = b"".join(chunks), 0, bytearray()
    while at < len(data) and data[at] != 128:
        length = data[at]
        if length < 128:
            unpacked += data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            unpacked += data[at + 1 : at + 2] * (257 - length)
            at += 2
        if len(unpacked) >= CHUNK:
            yield bytes(unpacked)
            unpacked.clear()
    yield bytes(unpacked)


def _unpack_lzw(chunks):
    table, width, held, bits, before = _start_lzw(), 9, 0, 0, b""
    for byte in b"".join(chunks):
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & (1 << bits) - 1
        if code == 257:
            return
        if code == 256:
            table, width, before = _start_lzw(), 9, b""
            continue
        entry = table[code] if code < len(table) else before + before[:1]
        yield entry
        if before:
            table.append(before + entry[:1])
        before = entry
        width = min(12, max(9, (len(table) + 1).bit_length()))
        if len(table) > 4096:
            return


def _start_lzw():
    return [bytes([value]) for value in range(256)] + [b"", b""]


DECODERS = {
    b"ASCII85Decode": _read_base85,
    b"A85": _read_base85,
    b"ASCIIHexDecode": _read_hexadecimal,
    b"AHx": _read_hexadecimal,
    b"FlateDecode": _inflate,
    b"Fl": _inflate,
    b"LZWDecode": _unpack_lzw,
    b"LZW": _unpack_lzw,
    b"RunLengthDecode": _repeat_runs,
    b"RL": _repeat_runs,
}
