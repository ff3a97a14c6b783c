// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

/// Packages named with their ecosystem.
struct PackageTextTests {
    static let packages: [(String, PackageReference, [String])] = [
        ("pypi:mcp-server-git", PackageReference(.pypi, name: "mcp-server-git"), ["uvx", "mcp-server-git"]),
        (
            "pypi:name==1.2", PackageReference(.pypi, name: "name", version: "1.2", isPinned: true),
            ["uvx", "name@1.2"]
        ),
        (
            "pypi:name[extra,b]@1.2",
            PackageReference(.pypi, name: "name", version: "1.2", isPinned: true, extras: ["extra", "b"]),
            ["uvx", "--from", "name[extra,b]==1.2", "name"]
        ),
        ("PyPI:A.b_c@latest", PackageReference(.pypi, name: "A.b_c", version: "latest"), ["uvx", "A.b_c@latest"]),
        ("npm:name", PackageReference(.npm, name: "name"), ["npx", "-y", "name"]),
        (
            "npm:@scope/name@1.2.3", PackageReference(.npm, name: "@scope/name", version: "1.2.3", isPinned: true),
            ["npx", "-y", "@scope/name@1.2.3"]
        ),
        ("npm:@scope/name", PackageReference(.npm, name: "@scope/name"), ["npx", "-y", "@scope/name"]),
        ("npm:name@next", PackageReference(.npm, name: "name", version: "next"), ["npx", "-y", "name@next"]),
        ("npm:name@^1.2", PackageReference(.npm, name: "name", version: "^1.2"), ["npx", "-y", "name@^1.2"]),
        (
            "npm:name@1.0.0-rc.1+b", PackageReference(.npm, name: "name", version: "1.0.0-rc.1+b", isPinned: true),
            ["npx", "-y", "name@1.0.0-rc.1+b"]
        ),
    ]

    @Test(arguments: packages)
    func `a package becomes what a client would run`(text: String, package: PackageReference, argv: [String]) throws {
        let read = try request(text)
        #expect(read.package == package)
        #expect(read.argv == argv)
        #expect(read.source == .package)
        #expect(read.findings.isEmpty)
    }
}
