# SPDX-License-Identifier: Apache-2.0
"""Prints frames that readers disagree on, for the oracles: one JSON object {"note", "hex"} a line; some hundreds,
always the same. `hex` is what a client writes up to its LF. Most must be refused by a gateway; what it forwards must be
one message for every reader, the same for all.
"""

import json

PING = b'{"jsonrpc":"2.0","id":%d,"method":"ping"}'
SMUGGLED = b'{"jsonrpc":"2.0","id":666,"method":"tools/call","params":{"name":"evil","arguments":{}}}'
SEPARATORS = {
    "CR": b"\r", "CR CR": b"\r\r", "VT": b"\x0b", "FF": b"\x0c", "FS": b"\x1c", "GS": b"\x1d", "RS": b"\x1e", "NUL": b"\0",
    "U+0085": "\u0085".encode(), "U+2028": "\u2028".encode(), "U+2029": "\u2029".encode(), "U+FEFF": "\ufeff".encode(),
    "U+00A0": "\u00a0".encode(), "U+3000": "\u3000".encode(), "TAB": b"\t", "space": b" ", "DEL": b"\x7f", "ESC": b"\x1b",
}
TEXTS = [
    '\\u0000', '\\u0085', '\\u2028', '\\u2029', '\\ud83d\\ude00', '\\ud800', '\\udc00\\ud800', '\\uD83D', '\\u005C', '\\"', '\\/',
    '\U0001f600', '\u0085', '\u2028', '\u2029', '\ufeff', '\ufffe', '\U0010ffff', '\ud7ff', '\ue000', '\u202e', '\U000e0041', '\x7f', '',
    '\\u0022,\\u0022method\\u0022:\\u0022x', '\\b\\f\\n\\r\\t', 'e\u0301', '\u00e9', '__proto__', 'constructor', '\\u212a', '\u212a',
]
NUMBERS = [
    "0", "-0", "0.0", "-0.0", "1", "1.0", "1e0", "1E+2", "1e-7", "1e21", "1e22", "1e308", "1e309", "-1e309", "1e-400", "4.9e-324",
    "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "18446744073709551616", "0.1", "0.1000000000000000055",
    "123456789012345678901234567890", "1." + "0" * 50, "1" + "0" * 400, "01", "+1", ".5", "1.", "0x10", "1_000", "NaN", "Infinity",
    "-Infinity", "-", "1e", "1e+", "--1",
]
NAMES = ["id", "Id", "ID", "\u0131d", "\\u0069d", "method", "Method", "\\u006dethod", "params", "\\u0070arams", "jsonrpc", "__proto__", "i\\u0064"]


def frames():
    for name, mark in SEPARATORS.items():
        yield f"{name} between two messages", PING % 1 + mark + SMUGGLED
        yield f"{name} before", mark + PING % 2
        yield f"{name} after", PING % 3 + mark
        yield f"{name} inside whitespace", b'{"jsonrpc":"2.0",' + mark + b'"id":4,"method":"ping"}'
        for place in ('"id":"%s","method":"ping"', '"id":5,"method":"ping","params":{"_meta":{"x":"%s"}}',
                      '"id":6,"method":"tools/call","params":{"name":"t","arguments":{"%s":1}}',
                      '"id":7,"method":"tools/call","params":{"name":"t","arguments":{"a":"b%sc"}}'):
            yield f"{name} inside {place}", b'{"jsonrpc":"2.0",' + place.encode().replace(b"%s", b"x" + mark + SMUGGLED.replace(b'"', b'\\"')) + b"}"
    for text in TEXTS:
        raw = text.encode("utf-8", "surrogatepass")
        for place in (b'"id":%s,"method":"ping"', b'"id":8,"method":"tools/call","params":{"name":%s,"arguments":{}}',
                      b'"id":9,"method":"tools/call","params":{"name":"t","arguments":{"a":[%s,{"b":%s}]}}',
                      b'"id":10,"method":"tools/call","params":{"name":"t","arguments":{%s:1,"z":2}}',
                      b'"method":%s,"id":11', b'%s:1,"id":12,"method":"ping"'):
            yield f"text {text!r}", b'{"jsonrpc":"2.0",' + place.replace(b"%s", b'"' + raw + b'"') + b"}"
    for number in NUMBERS:
        for place in ('"id":%s,"method":"ping"', '"id":13,"method":"tools/call","params":{"name":"t","arguments":{"n":%s}}',
                      '"id":14,"method":"ping","params":{"_meta":{"progressToken":%s}}', '"id":15,"method":"ping","params":%s'):
            yield f"number {number[:40]}", ('{"jsonrpc":"2.0",' + place.replace("%s", number) + "}").encode()
    for name in NAMES:
        yield f"twice {name}", ('{"jsonrpc":"2.0","id":16,"method":"ping","%s":"evil"}' % name).encode()
        yield f"twice inside {name}", ('{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"t","%s":"e","arguments":{"a":1,"%s":2,"a\\u0000":3}}}' % (name, name)).encode()
    for depth in (2, 50, 100, 120, 126, 127, 128, 129, 200, 500, 990, 1_000, 5_000, 20_000):
        for pair in ("[]", "{}"):
            inner = "[" * depth + "]" * depth if pair == "[]" else '{"a":' * depth + "1" + "}" * depth
            yield f"depth {depth} of {pair}", ('{"jsonrpc":"2.0","id":18,"method":"tools/call","params":{"name":"t","arguments":{"x":%s}}}' % inner).encode()
    for size in (1, 1_000, 100_000):
        yield f"size {size}", ('{"jsonrpc":"2.0","id":19,"method":"tools/call","params":{"name":"t","arguments":{"x":"%s"}}}' % ("é" * size)).encode()
    for raw in (b"", b" ", b"null", b"true", b"1", b'"x"', b"[]", b"[1]", b"{}", b"[[]]", b"[" + PING % 20 + b"," + SMUGGLED + b"]",
                PING % 21 + PING % 22, PING % 23 + b" " + SMUGGLED, b"\xef\xbb\xbf" + PING % 24, b"\xff\xfe{\0}\0", b"{'id':1}",
                b'{"jsonrpc":"2.0","id":25,"method":"ping",}', b'{"jsonrpc":"2.0","id":26,"method":"ping"}//x', b'/**/{"id":1}',
                b'{"jsonrpc":"2.0","id":27,"method":"ping","x":"\x80"}', b'{"jsonrpc":"2.0","id":28,"method":"ping","x":"\xed\xa0\x80"}',
                b'{"jsonrpc":"2.0","id":29,"method":"ping","x":"\xc0\xaf"}', b'{"jsonrpc":"2.0","id":30,"method":"ping","x":"\xf5\x80\x80\x80"}',
                b'{"jsonrpc":"2.0","id":31,"method":"ping"', b'{"jsonrpc":"2.0","id":32,"method":"ping"}}', b'{"jsonrpc":"2.0" "id":33}',
                b'{jsonrpc:"2.0","id":34,"method":"ping"}', b'{"jsonrpc":"2.0","id":35,"method":"pi\nng"}'.replace(b"\n", b"\\n"),
                b'{"jsonrpc":"2.0","id":36,"method":"ping","a":"\t"}', b'{"jsonrpc":"2.0","id":37,"method":"ping","a":\t1}'):
        yield "shape", raw


def main():
    for note, raw in frames():
        print(json.dumps({"note": note, "hex": raw.hex()}))


main()
