// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch

/// Registry files that are refused, each with the pointer to what is wrong.
struct RegistryRefusalTests {
    /// Members of one package that are refused, and where in it.
    static let refused: [(String, SourceCode, [String])] = [
        ("\"registryType\":\"npm\",\"identifier\":\"a\"", .version, []),
        ("\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"latest\"", .version, ["version"]),
        ("\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"^1.0.0\"", .version, ["version"]),
        ("\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1\"", .version, ["version"]),
        ("\"registryType\":\"pypi\",\"identifier\":\"a\",\"version\":\">=1\"", .version, ["version"]),
        ("\"registryType\":\"pypi\",\"identifier\":\"a\",\"version\":\"1.*\"", .version, ["version"]),
        ("\"registryType\":\"oci\",\"identifier\":\"a/b\"", .version, ["identifier"]),
        ("\"registryType\":\"oci\",\"identifier\":\"a/b:latest\"", .version, ["identifier"]),
        ("\"registryType\":\"oci\",\"identifier\":\"a/b:1\",\"version\":\"2\"", .conflict, ["version"]),
        ("\"registryType\":\"oci\",\"identifier\":\"a@sha256:12\"", .name, ["identifier"]),
        ("\"registryType\":\"oci\",\"identifier\":\"--privileged\"", .name, ["identifier"]),
        ("\"registryType\":\"oci\",\"identifier\":\"a:1 sh\"", .name, ["identifier"]),
        ("\"registryType\":\"npm\",\"identifier\":\"--call\",\"version\":\"1.0.0\"", .name, ["identifier"]),
        ("\"registryType\":\"npm\",\"identifier\":\"a b\",\"version\":\"1.0.0\"", .name, ["identifier"]),
        ("\"registryType\":\"pypi\",\"identifier\":\"git+https://x\",\"version\":\"1.0\"", .name, ["identifier"]),
        ("\"registryType\":\"nuget\",\"identifier\":\"-x\",\"version\":\"1.0.0\"", .name, ["identifier"]),
        ("\"registryType\":\"cargo\",\"identifier\":\"a\",\"version\":\"1.0.0\"", .notRunnable, ["registryType"]),
        ("\"registryType\":\"mcpb\",\"identifier\":\"https://example.com/x\"", .missing, []),
        (
            "\"registryType\":\"mcpb\",\"identifier\":\"https://example.com/x\",\"fileSha256\":\"zz\"", .value,
            ["fileSha256"]
        ),
        (
            "\"registryType\":\"mcpb\",\"identifier\":\"http://example.com/x\",\"fileSha256\":\"\(RegistryTests.digest)\"",
            .url,
            ["identifier"]
        ),
        (
            "\"registryType\":\"mcpb\",\"identifier\":\"file:///x\",\"fileSha256\":\"\(RegistryTests.digest)\"", .url,
            ["identifier"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"runtimeHint\":\"sh\"", .conflict,
            ["runtimeHint"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"postInstall\":\"x\"", .unknownField,
            ["postInstall"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"runtime_hint\":\"npx\",\"runtimeHint\":\"npx\"",
            .unknownField, ["runtime_hint"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"packageArguments\":[{\"type\":\"named\"}]",
            .shape, ["packageArguments", "0"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"packageArguments\":[{\"type\":\"named\",\"name\":\"-x\",\"command\":\"y\"}]",
            .unknownField, ["packageArguments", "0", "command"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"environmentVariables\":[{\"name\":\"A=B\"}]",
            .name, ["environmentVariables", "0"]
        ),
        (
            "\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"environmentVariables\":[{\"name\":\"A\"},{\"name\":\"A\"}]",
            .duplicate, ["environmentVariables", "1"]
        ),
        (
            "\"registryType\":\"pypi\",\"identifier\":\"a\",\"version\":\"1.0\",\"runtimeArguments\":[{\"type\":\"named\",\"name\":\"--from\",\"value\":\"b==1\"}]",
            .conflict, []
        ),
        (
            "\"registryType\":\"pypi\",\"identifier\":\"a\",\"version\":\"1.0\",\"runtimeArguments\":[{\"type\":\"named\",\"name\":\"--from\"}]",
            .missing, []
        ),
        ("\"identifier\":\"a\",\"version\":\"1.0.0\"", .missing, []),
    ]

    @Test(arguments: refused)
    func `a package that is not understood is refused at its place`(
        members: String, code: SourceCode, place: [String]
    ) throws {
        let fault = try #require(sourceFault(RegistryTests.package(members)), "it was read")
        #expect(fault.code == code, "\(fault)")
        #expect(fault.place == .pointer(JSONPointer(tokens: ["packages", "0"] + place)))
    }

    static let refusedFiles: [Refused] = [
        Refused(json: RegistryTests.file("\"packages\":[]"), .missing),
        Refused(json: RegistryTests.file("\"packages\":{}"), .shape, "packages"),
        Refused(json: RegistryTests.file("\"packages\":[1]"), .shape, "packages", "0"),
        Refused(
            json: RegistryTests.file("\"remotes\":[{\"type\":\"ws\",\"url\":\"https://x.example\"}]"), .shape,
            "remotes", "0", "type"),
        Refused(json: RegistryTests.file("\"remotes\":[{\"type\":\"sse\"}]"), .missing, "remotes", "0"),
        Refused(
            json: RegistryTests.file("\"remotes\":[{\"type\":\"sse\",\"url\":\"{all}\"}]"), .url, "remotes", "0", "url"),
        Refused(
            json: RegistryTests.file("\"remotes\":[{\"type\":\"sse\",\"url\":\"https://x.example\",\"token\":\"y\"}]"),
            .unknownField,
            "remotes", "0", "token"),
        Refused(
            json: RegistryTests.file("\"remotes\":[],\"postInstallInstructions\":[]"), .unknownField,
            "postInstallInstructions"),
        Refused(json: RegistryTests.file("\"remotes\":[]", schema: "2027-01-01"), .schema, "$schema"),
        Refused(
            json: RegistryTests.file(
                "\"packages\":[{\"registryType\":\"npm\",\"identifier\":\"a\",\"version\":\"1.0.0\",\"transport\":{\"type\":\"sse\",\"url\":\"http://localhost\"}}]"
            ),
            .notRunnable, "packages", "0", "transport"),
    ]

    @Test(arguments: refusedFiles)
    func `a file that is not understood is refused at its place`(source: Refused) throws {
        let fault = try #require(sourceFault(source.text), "it was read")
        #expect(fault.code == source.code, "\(fault)")
        #expect(fault.place == source.place)
    }
}
