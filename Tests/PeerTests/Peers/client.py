# SPDX-License-Identifier: Apache-2.0
"""Runs the same session with a server direct and through a gateway, and compares what both sides saw.

    client.py --work DIR [--without FEATURE]… [--mode legacy|auto|2026-07-28] [--body everything|time|git|fastmcp]
              [--through JSON_ARRAY_OF_ARGUMENTS] -- SERVER ARGUMENT…

Runs in the environment of the SDK that is the client. `--through` is the gateway's command up to and without the
server's. Prints one JSON object: {"revision", "sdk", "features": {NAME: "same" | "different" | "failed" | "works"},
"problems": […]}; `works` is a session without `--through`. Exit code 0 if nothing failed or differed.
"""

import argparse
import importlib
import importlib.metadata
import json
import os
import signal
import sys
import traceback
import warnings

import anyio

import compare
import bodies
import repository
from observer import NotOffered

HERE = os.path.dirname(os.path.abspath(__file__))


def relay(record, command):
    return [sys.executable, "-E", "-S", "-s", os.path.join(HERE, "relay.py"), "--record", record, "--", *command]


async def session(adapter, command, options, environment):
    """One session: what was noted per feature, and what went wrong per feature."""
    outcome = {"revision": None, "features": {}, "faults": {}}
    with anyio.fail_after(240):
        async with adapter.connect(command, options.mode, environment) as c:
            outcome["revision"] = c.revision
            c.repository = os.path.join(options.work, "repository")
            outcome["features"]["connect"] = c.notes
            for name, step in bodies.features(options.body, c):
                if name in options.without:
                    continue
                c.notes, c.events = [], []
                try:
                    with anyio.fail_after(90):
                        await step(c)
                except NotOffered:
                    continue
                except Exception:
                    outcome["faults"][name] = traceback.format_exc(limit=-4)
                outcome["features"][name] = c.notes
            if c.history:
                outcome["features"]["callbacks"] = sorted(c.history, key=json.dumps)
    return json.loads(compare.normalised(json.dumps(outcome)))


def main():
    # Whoever started this may have blocked signals, and the early SDKs end their server with SIGTERM.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--mode", default="legacy")
    parser.add_argument("--body", default="everything")
    parser.add_argument("--through", default="")
    parser.add_argument("--without", action="append", default=[], help="a feature to leave out")
    options = parser.parse_args(sys.argv[1:split])
    server = sys.argv[split + 1:]
    sdk = importlib.metadata.version("mcp")
    adapter = importlib.import_module("adapter_v1" if sdk.startswith("1.") else "adapter_v2")
    warnings.simplefilter("ignore")
    work = options.work
    os.makedirs(work, exist_ok=True)
    if options.body == "git" and not os.path.exists(os.path.join(work, "repository")):
        repository.make(os.path.join(work, "repository"))

    def path(name):
        return os.path.join(work, name)

    def run(kind, command):
        seen = path(kind + ".seen.jsonl")
        if os.path.exists(seen):
            os.remove(seen)
        environment = dict(os.environ, WARD_PEER_SEEN=seen)
        return anyio.run(session, adapter, command, options, environment)

    recorded = relay(path("direct.server.jsonl"), server)
    direct = run("direct", recorded)
    problems = [f"{name} (direct): {fault}" for name, fault in direct["faults"].items()]
    features = {name: "failed" if name in direct["faults"] else "works" for name in direct["features"]}
    if options.through:
        prefix = json.loads(options.through)
        inner = relay(path("through.server.jsonl"), server)
        through = run("through", relay(path("through.client.jsonl"), prefix + inner))
        problems += [f"{name} (through): {fault}" for name, fault in through["faults"].items()]
        for name in features:
            if name in through["faults"] or name in direct["faults"]:
                features[name] = "failed"
            elif direct["features"][name] != through["features"].get(name):
                features[name] = "different"
                problems.append(f"{name}: the client saw\n  direct  {direct['features'][name]}\n"
                                f"  through {through['features'].get(name)}")
            else:
                features[name] = "same"
        for name, found in compare.sessions(work).items():
            features[name] = "different" if found else "same"
            problems += [f"{name}: {one}" for one in found]
    print(json.dumps({"revision": direct["revision"], "sdk": sdk, "features": features, "problems": problems}))
    sys.exit(1 if problems else 0)


main()
