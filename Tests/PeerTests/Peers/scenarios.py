# SPDX-License-Identifier: Apache-2.0
"""Conversations that the specification allows and that no SDK holds: batches, odd ids, odd spelling, odd order.

A scenario is a list of (sender, line); `c` is the client, `s` the server. Each line must arrive as it was written.
Revision and title come first, because both go into the compatibility page.
"""

import json


def hello(revision, client=None, server=None, number='"init"'):
    client = json.dumps(client if client is not None else {})
    server = json.dumps(server if server is not None else {"tools": {}})
    return [
        ("c", '{"jsonrpc":"2.0","id":%s,"method":"initialize","params":{"protocolVersion":"%s","capabilities":%s,'
              '"clientInfo":{"name":"scripted","version":"1"}}}' % (number, revision, client)),
        ("s", '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"%s","capabilities":%s,'
              '"serverInfo":{"name":"scripted","version":"1"}}}' % (number, revision, server)),
        ("c", '{"jsonrpc":"2.0","method":"notifications/initialized"}'),
    ]


def ping(sender, number):
    other = "s" if sender == "c" else "c"
    return [(sender, '{"jsonrpc":"2.0","id":%s,"method":"ping"}' % number),
            (other, '{"jsonrpc":"2.0","id":%s,"result":{}}' % number)]


def modern(number, method, params="", capabilities="{}"):
    return ('{"jsonrpc":"2.0","id":%s,"method":"%s","params":{%s"_meta":{'
            '"io.modelcontextprotocol/protocolVersion":"2026-07-28",'
            '"io.modelcontextprotocol/clientCapabilities":%s}}}' % (number, method, params, capabilities))


CALL = '"method":"tools/call","params":{"name":"t","arguments":{}}'
TEXT = '"result":{"content":[{"type":"text","text":"%s"}]}'
LISTED = '"result":{"tools":[{"name":"t","inputSchema":{"type":"object"}}]}'
CLIENT = {"roots": {"listChanged": True}, "sampling": {}}

batches = hello("2025-03-26", CLIENT, {"tools": {"listChanged": True}, "logging": {}}) + [
    # Requests together, answers together, in another order.
    ("c", '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":"a","method":"tools/list"}]'),
    ("s", '[{"jsonrpc":"2.0","id":"a",' + LISTED + '},{"jsonrpc":"2.0","id":1,"result":{}}]'),
    # A request among notifications; its answer alone in an array.
    ("c", '[{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}, {"jsonrpc":"2.0","id":2,' + CALL + '}]'),
    ("s", '[{"jsonrpc":"2.0","id":2,' + TEXT % "two" + '}]'),
    # Only notifications: no answer.
    ("c", '[{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}]'),
    ("s", '[{"jsonrpc":"2.0","method":"notifications/tools/list_changed"},{"jsonrpc":"2.0",'
          '"method":"notifications/message","params":{"level":"info","data":"two at once"}}]'),
    # The server asks with a batch, the client answers with one.
    ("s", '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"roots/list"}]'),
    ("c", '[{"jsonrpc":"2.0","id":2,"result":{"roots":[{"uri":"file:///srv"}]}},{"jsonrpc":"2.0","id":1,"result":{}}]'),
    # Answers one by one to a batch.
    ("c", '[{"jsonrpc":"2.0","id":3,"method":"ping"},{"jsonrpc":"2.0","id":4,"method":"ping"}]'),
    ("s", '{"jsonrpc":"2.0","id":4,"result":{}}'),
    ("s", '{"jsonrpc":"2.0","id":3,"result":{}}'),
    # An error and a result in one batch.
    ("c", '[{"jsonrpc":"2.0","id":5,"method":"ping"},{"jsonrpc":"2.0","id":6,' + CALL + '}]'),
    ("s", '[{"jsonrpc":"2.0","id":6,"error":{"code":-32602,"message":"no"}},{"jsonrpc":"2.0","id":5,"result":{}}]'),
]

ids = hello("2025-06-18", number="0")
for number in ("-1", '""', '"ü 日本 \U0001f600"', '"1"', "1", "9007199254740991", '"0"', '"a\\"b\\\\"', '"' + "i" * 200 + '"'):
    ids += ping("c", number)
for number in ("0", '"s"', "-7"):
    ids += ping("s", number)

order = hello("2025-11-25") + [
    ("c", '{"jsonrpc":"2.0","id":1,' + CALL + '}'),
    ("c", '{"jsonrpc":"2.0","id":"1",' + CALL + '}'),
    ("c", '{"jsonrpc":"2.0","id":2,' + CALL + '}'),
    ("s", '{"jsonrpc":"2.0","id":2,' + TEXT % "second" + '}'),
    ("s", '{"jsonrpc":"2.0","id":1,"method":"ping"}'),
    ("s", '{"jsonrpc":"2.0","id":"1",' + TEXT % "text one" + '}'),
    ("c", '{"jsonrpc":"2.0","id":1,"result":{}}'),
    ("s", '{"jsonrpc":"2.0","id":1,' + TEXT % "number one" + '}'),
    # An answer that crosses its cancellation.
    ("c", '{"jsonrpc":"2.0","id":3,' + CALL + '}'),
    ("c", '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3,"reason":"too slow"}}'),
] + ping("c", "4")

early = (
    ping("c", "1") + ping("s", '"p"')
    + hello("2025-06-18", server={"logging": {}})[:2]
    # Between the handshake's answer and the client's notification: pings and log messages.
    + [("s", '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"debug","data":null}}')]
    + ping("c", "2") + ping("s", '"q"')
    + hello("2025-06-18")[2:] + ping("c", "3")
)

probe = [
    ("c", modern("1", "server/discover")),
    ("s", '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"Not initialized"}}'),
] + hello("2024-11-05", number="2") + ping("c", "3")

late = (
    [("c", modern("1", "server/discover"))] + hello("2025-11-25", number="2") + ping("c", "3")
    + [("s", '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}')] + ping("c", "4")
)

spelling = hello("2025-06-18", CLIENT) + [
    ("c", ' {"id" : 1 ,\t"method":"tools/call", "jsonrpc":"2.0","params":{"_meta":{"traceparent":'
          '"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",'
          '"baggage":"k=v;p=\\u00e9,\\/x","com.example/odd":[1.50, 1E5, -0, 0.0, 1e-7, "\\ud83d\\ude00", "\\u2028", {} ]},'
          '"arguments":{"a":"\\u0041\\t\\/","b":[ ],"c":{ },"d":125e-7},"name":"t"}} '),
    ("s", '{"result":{"isError":false,"content":[{"text":"\\u0000\\u001f\\u007f","type":"text"}],"_meta":{"example.org/n":'
          '[1.0,10e2,true,null]}},"id":1,"jsonrpc":"2.0"}'),
]

endings = hello("2025-06-18") + [
    ("c", '{"jsonrpc":"2.0","id":1,"method":"ping"}\r'), ("s", '{"jsonrpc":"2.0","id":1,"result":{}}\r'),
    ("c", '{"jsonrpc":"2.0","id":2,"method":"ping"} \r'), ("s", '{"jsonrpc":"2.0","id":2,"result":{}}'),
]

large = hello("2025-06-18") + [
    ("c", '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"x":"%s"}}}' % ("é" * 500_000)),
    ("s", '{"jsonrpc":"2.0","id":1,' + TEXT % ("日本" * 1_000_000) + '}'),
    ("c", '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t","arguments":{"x":[%s]}}}'
     % ",".join(str(n) for n in range(100_000))),
    ("s", '{"jsonrpc":"2.0","id":2,"result":{"content":[%s]}}' % ",".join(['{"type":"text","text":""}'] * 20_000)),
    ("c", '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"t","arguments":{"x":%s1%s}}}'
     % ("[" * 100, "]" * 100)),
    ("s", '{"jsonrpc":"2.0","id":3,' + TEXT % "deep" + '}'),
]

extensions = hello("2025-11-25", {"experimental": {"example.org/x": {"deep": [None]}}, "extensions": {"example.org/y": {}}},
                   {"tools": {}, "extensions": {"example.org/y": {"v": 2}}, "future": {"on": True}}) + [
    ("c", '{"jsonrpc":"2.0","id":1,"method":"example.org/do","params":{"any":[1,{"b":null}]}}'),
    ("s", '{"jsonrpc":"2.0","id":1,"result":{"what":"ever","list":[]}}'),
    ("c", '{"jsonrpc":"2.0","id":2,"method":"example.org/unknown"}'),
    ("s", '{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"Method not found","data":["x"]}}'),
    ("c", '{"jsonrpc":"2.0","method":"notifications/example.org/happened","params":{"x":1}}'),
    ("s", '{"jsonrpc":"2.0","method":"notifications/example.org/answered","params":{"y":"\U0001f600"}}'),
    ("s", '{"jsonrpc":"2.0","id":1,"method":"example.org/ask","params":{}}'),
    ("c", '{"jsonrpc":"2.0","id":1,"result":{"ok":true}}'),
    ("c", '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"t","arguments":{},"later":{"field":1}}}'),
    ("s", '{"jsonrpc":"2.0","id":3,"result":{"content":[],"later":true,"_meta":{"example.org/a":1,"plain":2}}}'),
]

HOSTS = {"tasks": {"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}, "tools": {}}
TASK = '"taskId":"task-1","status":"%s","createdAt":"2026-01-02T03:04:05Z","lastUpdatedAt":"2026-01-02T03:04:05Z","ttl":60000'
tasks = hello("2025-11-25", {"elicitation": {"form": {}}}, HOSTS) + [
    ("c", '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'),
    ("s", '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"type":"object"},'
          '"execution":{"taskSupport":"optional"}}]}}'),
    ("c", '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t","arguments":{},"task":{"ttl":60000}}}'),
    ("s", '{"jsonrpc":"2.0","id":2,"result":{"task":{' + TASK % "working" + ',"pollInterval":50}}}'),
    ("s", '{"jsonrpc":"2.0","method":"notifications/tasks/status","params":{' + TASK % "input_required" + '}}'),
    ("c", '{"jsonrpc":"2.0","id":3,"method":"tasks/get","params":{"taskId":"task-1"}}'),
    ("s", '{"jsonrpc":"2.0","id":3,"result":{' + TASK % "input_required" + '}}'),
    ("c", '{"jsonrpc":"2.0","id":4,"method":"tasks/result","params":{"taskId":"task-1"}}'),
    ("s", '{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"ok?","requestedSchema":{"type":"object",'
          '"properties":{"ok":{"type":"boolean"}}},"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"task-1"}}}}'),
    ("c", '{"jsonrpc":"2.0","id":1,"result":{"action":"accept","content":{"ok":true},"_meta":'
          '{"io.modelcontextprotocol/related-task":{"taskId":"task-1"}}}}'),
    ("s", '{"jsonrpc":"2.0","id":4,"result":{"content":[{"type":"text","text":"late"}],"_meta":'
          '{"io.modelcontextprotocol/related-task":{"taskId":"task-1"}}}}'),
    ("c", '{"jsonrpc":"2.0","id":5,"method":"tasks/list"}'),
    ("s", '{"jsonrpc":"2.0","id":5,"result":{"tasks":[{' + TASK % "completed" + '}]}}'),
    ("c", '{"jsonrpc":"2.0","id":6,"method":"tasks/cancel","params":{"taskId":"task-1"}}'),
    ("s", '{"jsonrpc":"2.0","id":6,"error":{"code":-32602,"message":"already completed"}}'),
]

PAGE = '{"mode":"url","elicitationId":"e1","url":"https://example.org/x","message":"Please"}'
required = hello("2025-11-25", {"elicitation": {"url": {}}}) + [
    ("c", '{"jsonrpc":"2.0","id":1,' + CALL + '}'),
    ("s", '{"jsonrpc":"2.0","id":1,"error":{"code":-32042,"message":"first visit","data":{"elicitations":[' + PAGE + ']}}}'),
    ("s", '{"jsonrpc":"2.0","method":"notifications/elicitation/complete","params":{"elicitationId":"e1"}}'),
    ("c", '{"jsonrpc":"2.0","id":2,' + CALL + '}'),
    ("s", '{"jsonrpc":"2.0","id":2,' + TEXT % "done" + '}'),
]

DONE = '"resultType":"complete","ttlMs":0,"cacheScope":"private"'
SUBSCRIBED = '"_meta":{"io.modelcontextprotocol/subscriptionId":%s}'
stateless = [
    # An id may be used again once it was answered.
    ("c", modern('"x"', "server/discover")),
    ("s", '{"jsonrpc":"2.0","id":"x","result":{' + DONE + ',"supportedVersions":["2026-07-28"],"capabilities":'
          '{"tools":{"listChanged":true},"resources":{},"extensions":{"example.org/z":{}}}}}'),
    ("c", modern('"x"', "tools/list")),
    ("s", '{"jsonrpc":"2.0","id":"x","result":{' + DONE + ',"tools":[{"name":"t","inputSchema":{"type":"object","$defs":{}}}]}}'),
    # Two streams at once, one ended by the server, one by the client.
    ("c", modern('"l1"', "subscriptions/listen", '"notifications":{"toolsListChanged":true},')),
    ("s", '{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{' + SUBSCRIBED % '"l1"'
          + ',"notifications":{"toolsListChanged":true}}}'),
    ("c", modern("7", "subscriptions/listen", '"notifications":{"resourcesListChanged":true},')),
    ("s", '{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{' + SUBSCRIBED % "7"
          + ',"notifications":{}}}'),
    ("s", '{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{' + SUBSCRIBED % '"l1"' + '}}'),
    ("s", '{"jsonrpc":"2.0","id":"l1","result":{"resultType":"complete",' + SUBSCRIBED % '"l1"' + '}}'),
    ("c", '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}'),
    # Progress by a token with an unusual text, structured content that is not an object.
    ("c", modern("8", "tools/call", '"name":"t","arguments":{},').replace('"_meta":{', '"_meta":{"progressToken":"p\\u00fc",')),
    ("s", '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"pü","progress":0.001}}'),
    ("s", '{"jsonrpc":"2.0","id":8,"result":{"resultType":"complete","content":[],"structuredContent":[null,1,"x"]}}'),
    ("c", modern("9", "example.org/own", '"x":1,', '{"extensions":{"example.org/z":{}}}')),
    ("s", '{"jsonrpc":"2.0","id":9,"result":{"resultType":"complete","y":2}}'),
    ("c", modern("10", "resources/read", '"uri":"note://none",')),
    ("s", '{"jsonrpc":"2.0","id":10,"error":{"code":-32602,"message":"Resource not found","data":{"uri":"note://none"}}}'),
    ("c", modern("11", "tools/call", '"name":"t","arguments":{},')),
    ("s", '{"jsonrpc":"2.0","id":11,"error":{"code":-32021,"message":"needs sampling",'
          '"data":{"requiredCapabilities":{"sampling":{}}}}}'),
]

SCENARIOS = {
    "batches": ("2025-03-26", batches),
    "ids": ("2025-06-18", ids),
    "answers out of order": ("2025-11-25", order),
    "before the handshake": ("2025-06-18", early),
    "discover refused": ("2024-11-05", probe),
    "discover answered late": ("2025-11-25", late),
    "spelling kept": ("2025-06-18", spelling),
    "CR before LF": ("2025-06-18", endings),
    "large messages": ("2025-06-18", large),
    "extensions": ("2025-11-25", extensions),
    "tasks": ("2025-11-25", tasks),
    "URL elicitation required": ("2025-11-25", required),
    "stateless": ("2026-07-28", stateless),
}
