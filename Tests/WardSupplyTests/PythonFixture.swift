// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardLaunch

@testable import WardSupply

/// The tools that `Scripts/peers.sh tools` installs.
enum Peers {
    static let bin: String = {
        if let peers = ProcessInfo.processInfo.environment["WARD_PEERS"] { return peers + "/tools/bin" }
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.path + "/.peers/tools/bin"
    }()

    static let hasUV = Files.exists(bin + "/uv") && Files.exists(bin + "/python3")
    static let absent: Comment = "uv is missing: run `Scripts/peers.sh tools` once"
}

/// A package index on the loopback, served by Python's own `http.server`, with packages that would like to run.
final class LoopbackIndex: Sendable {
    let folder: TemporaryFolder
    /// The address of the index.
    let url: String
    private let server: pid_t

    /// What a package writes when something of it runs.
    var marker: String { folder.path + "/marker" }
    var hasMarker: Bool { Files.exists(marker) }

    init() throws {
        folder = try TemporaryFolder()
        let python = Peers.bin + "/python3"
        let made = try Program.run(
            python, ["-I", "-c", Self.program, folder.path + "/simple", folder.path + "/marker"])
        try #require(made.isSuccess, "\(String(decoding: made.errors, as: UTF8.self))")

        let log = folder.path + "/log"
        let started = try Program.run(
            "/bin/sh",
            [
                "-c", "\"$1\" -I -u -m http.server --bind 127.0.0.1 --directory \"$2\" 0 >\"$3\" 2>&1 & echo $!", "sh",
                python, folder.path, log,
            ])
        server = try #require(pid_t(String(decoding: started.output.dropLast(), as: UTF8.self)))
        var words: [Substring] = []
        while !words.contains("port") {
            try #require(kill(server, 0) == 0)
            usleep(5_000)
            words = try Files.read(log).split(separator: " ")
        }
        let port = try #require(words.firstIndex(of: "port").map { words[$0 + 1] })
        url = "http://127.0.0.1:\(port)/simple"
    }

    deinit {
        _ = kill(server, SIGTERM)
    }

    /// A supply whose owner has configured this index, and nothing else.
    func supply(
        store: String = "store", environment: [String: String] = [:], path: String? = nil
    ) throws(SupplyError) -> PythonSupply {
        let owner = [
            "PATH": path ?? Peers.bin + ":/usr/bin:/bin", "UV_DEFAULT_INDEX": url, "NO_PROXY": "127.0.0.1",
        ].merging(environment) { $1 }
        return PythonSupply(
            store: try ContentStore(at: folder.path + "/" + store), environment: owner, home: folder.path)
    }

    private static let program = """
        import base64, hashlib, io, os, sys, tarfile, zipfile
        root, marker = sys.argv[1:]
        def wheel(name, files, scripts=(), requires=(), version="1.0", tag="py3-none-any"):
            module = name.replace("-", "_")
            info = f"{module}-{version}.dist-info"
            content = dict(files)
            content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n" + "".join(
                f"Requires-Dist: {line}\\n" for line in requires)
            content[f"{info}/WHEEL"] = "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\n" + "".join(
                f"Tag: {python}-none-any\\n" for python in tag.split("-")[0].split("."))
            if scripts:
                content[f"{info}/entry_points.txt"] = "[console_scripts]\\n" + "".join(
                    f"{script} = {module}:main\\n" for script in scripts)
            record = ""
            for path, text in content.items():
                digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
                record += f"{path},sha256={digest},{len(text.encode())}\\n"
            content[f"{info}/RECORD"] = record + f"{info}/RECORD,,\\n"
            os.makedirs(f"{root}/{name}", exist_ok=True)
            with zipfile.ZipFile(f"{root}/{name}/{module}-{version}-{tag}.whl", "w") as archive:
                for path, text in content.items():
                    archive.writestr(zipfile.ZipInfo(path), text)
        def sdist(name):
            os.makedirs(f"{root}/{name}", exist_ok=True)
            setup = f"open({marker!r}, 'a').write('setup')\\nfrom setuptools import setup\\nsetup(name={name!r})\\n"
            with tarfile.open(f"{root}/{name}/{name.replace('-', '_')}-1.0.tar.gz", "w:gz") as archive:
                for path, text in {"setup.py": setup, "PKG-INFO": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"}.items():
                    entry = tarfile.TarInfo(f"{name.replace('-', '_')}-1.0/{path}")
                    entry.size = len(text)
                    archive.addfile(entry, io.BytesIO(text.encode()))
        main = f"open({marker!r}, 'a').write('import')\\ndef main():\\n    import json, sys, demo_lib\\n    print('hello', json.__name__, demo_lib.x, *sys.argv[1:])\\n"
        wheel("demo-server", {
            "demo_server/__init__.py": main,
            f"demo_server/__pycache__/__init__.{sys.implementation.cache_tag}.pyc": "not what the source says",
            f"demo_server/__pycache__/broken.{sys.implementation.cache_tag}.pyc": "not what the source says",
            "demo_server/broken.py": "this is no Python",
            "demo_server/sets.py": "x = y in {'a', 'b', 'c', 'd', 'e', 'f'}\\n",
            "demo_server.pth": f"import os; open({marker!r}, 'a').write('pth')\\n",
        }, ["demo-server", "demo-other"], ["demo-lib>=1"])
        wheel("demo-lib", {"demo_lib.py": "x = 1\\n"})
        wheel("demo-lib", {"demo_lib.py": "x = 2\\n"}, version="1.5")
        wheel("demo-lib", {"demo_lib.py": "x = 3\\n"}, version="1.5", tag="py2.py3-none-any")
        wheel("demo-several", {"demo_several.py": "def main(): pass\\n"}, ["one", "two"])
        wheel("demo-none", {"demo_none.py": ""})
        wheel("demo-liar", {"demo_liar.py": ""}, ["demo-liar"])
        sdist("demo-source")
        wheel("demo-needs-source", {"demo_needs_source.py": ""}, ["demo-needs-source"], ["demo-source"])
        for name in os.listdir(root):
            links = ""
            for file in sorted(os.listdir(f"{root}/{name}")):
                digest = hashlib.sha256(open(f"{root}/{name}/{file}", "rb").read()).hexdigest()
                links += f'<a href="{file}#sha256={"0" * 64 if name == "demo-liar" else digest}">{file}</a><br>'
            open(f"{root}/{name}/index.html", "w").write(f"<!DOCTYPE html><html><body>{links}</body></html>")
        """
}

extension PackageReference {
    static func python(_ name: String, version: String? = nil, command: String? = nil) -> PackageReference {
        PackageReference(.pypi, name: name, version: version, command: command)
    }
}
