# SPDX-License-Identifier: Apache-2.0
"""A registry of npm packages on the loopback, with packages that would like to run: npm_registry.py FOLDER

It writes its port to FOLDER/port when it listens, and a line for each request to FOLDER/requests. What a package's own
code or script runs writes to FOLDER/marker.
"""
import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import sys
import tarfile
import urllib.parse

# It outlives what started it, and whoever waits for the end of a pipe must not wait for this program.
os.closerange(3, 256)
folder = sys.argv[1]
marker = folder + "/marker"
packages, tarballs = {}, {}


def tarball(files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo("package/" + path)
            entry.size, entry.mode = len(text.encode()), 0o644
            archive.addfile(entry, io.BytesIO(text.encode()))
    return gzip.compress(raw.getvalue(), mtime=0)


def sha512(data):
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def publish(name, files, version="1.0.0", dist=None, **manifest):
    """One version; `dist` changes what the registry says of the tarball."""
    manifest = {"name": name, "version": version, **manifest}
    data = tarball({"package.json": json.dumps(manifest), **files})
    path = f"{name}/-/{name.split('/')[-1]}-{version}.tgz"
    tarballs[path] = data
    if "scripts" in manifest:
        manifest["hasInstallScript"] = True
    said = {"tarball": path, "integrity": sha512(data), "shasum": hashlib.sha1(data).hexdigest(), **(dist or {})}
    manifest["dist"] = {key: value for key, value in said.items() if value}
    package = packages.setdefault(name, {"name": name, "dist-tags": {}, "versions": {}})
    package["versions"][version] = manifest
    package["dist-tags"]["latest"] = version


mark = f"require('fs').appendFileSync({json.dumps(marker)}, 'x')"
node = "#!/usr/bin/env node\n"
scripts = {name: f'node -e "{mark}"' for name in ["preinstall", "install", "postinstall", "prepare"]}
mcp = node + """
const out = message => process.stdout.write(JSON.stringify({jsonrpc: "2.0", ...message}) + "\\n")
require("readline").createInterface({input: process.stdin}).on("line", line => {
    const {id, method, params} = JSON.parse(line)
    if (id === undefined) return
    if (method === "initialize") out({id, result: {protocolVersion: params.protocolVersion, capabilities: {tools: {}},
        serverInfo: {name: "demo", version: "1"}}})
    else if (method === "tools/list") out({id, result: {tools: [{name: "greet", description: "Greets.",
        inputSchema: {type: "object"}}]}})
    else if (method === "tools/call") out({id, result: {content: [{type: "text", text: "hello " + require("demo-lib")}]}})
    else out({id, result: {}})
})
"""

for number, version in enumerate(["1.0.0", "1.5.0", "2.0.0"], 1):
    publish("demo-lib", {"index.js": f"module.exports = {number}"}, version)
publish("@demo/scoped", {"index.js": "module.exports = require('demo-lib')"}, dependencies={"demo-lib": "^2.0.0"})
publish("demo-below", {"index.js": ""})
publish("demo-elsewhere", {"index.js": ""}, os=["sunos"], dependencies={"demo-below": "*"})
publish("demo-scripts", {"index.js": ""}, scripts=scripts)
publish(
    "demo-server", {"cli.js": node + mark + """
console.log('hello', require('demo-lib'), require('@demo/scoped'), ...process.argv.slice(2))
"""}, bin={"demo-server": "./cli.js", "demo-other": "other.js"},
    dependencies={"demo-lib": "^1.0.0", "@demo/scoped": "*", "demo-scripts": "*"},
    optionalDependencies={"demo-elsewhere": "*"})
publish("demo-mcp", {"cli.js": mcp}, bin="cli.js", dependencies={"demo-lib": "1"}, scripts=scripts)
publish("@demo/alias", {"cli.js": node + "console.log(require('other'), require('@demo/scoped'))"}, bin="cli.js",
        dependencies={"other": "npm:demo-lib@1", "@demo/scoped": "*"}, optionalDependencies={"demo-elsewhere": "*"})
publish("demo-curious", {"cli.js": node + "try { console.log(require('ghost')) } catch { console.log('none') }"},
        bin="cli.js")
publish("demo-unmarked", {"cli.mjs": "console.log('module')"}, bin="./cli.mjs")

# What must be refused.
publish("demo-liar", {"cli.js": node}, bin="cli.js", dist={"integrity": sha512(b"another")})
publish("demo-old", {"cli.js": node}, bin="cli.js", dist={"integrity": None})
publish("demo-git", {"cli.js": node}, bin="cli.js", dependencies={"x": f"git+file://{folder}/repository"})
publish("demo-bundle", {"cli.js": node, "node_modules/inner/package.json": '{"name": "inner", "version": "1.0.0"}'},
        bin="cli.js", dependencies={"inner": "*"}, bundleDependencies=["inner"])
publish("demo-smuggler", {"cli.js": node, "node_modules/inner/package.json": '{"name": "inner", "version": "1.0.0"}'},
        bin="cli.js")
publish("demo-none", {"index.js": ""})


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0]).lstrip("/")
        with open(folder + "/requests", "a") as log:
            log.write(f"{path} {self.headers.get('Authorization', '-')}\n")
        address = f"http://{self.headers['Host']}/"
        if os.path.exists(f"{folder}/served/{path}"):
            body = open(f"{folder}/served/{path}", "rb").read()
        elif path in tarballs:
            body = tarballs[path]
        elif path in packages:
            package = json.loads(json.dumps(packages[path]))
            for version in package["versions"].values():
                version["dist"]["tarball"] = address + version["dist"]["tarball"]
            body = json.dumps(package).encode()
        else:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
publish("demo-remote", {"cli.js": node}, bin="cli.js",
        dependencies={"demo-lib": f"http://127.0.0.1:{server.server_port}/demo-lib/-/demo-lib-1.0.0.tgz"})
with open(folder + "/port.new", "w") as file:
    file.write(str(server.server_port))
os.rename(folder + "/port.new", folder + "/port")
server.serve_forever()
