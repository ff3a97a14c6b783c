// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

/// What looks secret is neither kept nor shown.
struct SecretTests {
    static let secretNames = [
        "GITHUB_TOKEN", "GITHUB_PERSONAL_ACCESS_TOKEN", "OPENAI_API_KEY", "OPENAI_APIKEY", "apiKey", "client_secret",
        "DB_PASSWORD", "DB_PWD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "SLACK_BOT_TOKEN", "SENTRY_DSN", "PASSPHRASE",
        "ssh-private-key", "GITLAB_PAT", "AZURE_STORAGE_CONNECTION_STRING", "authToken", "SUPABASE_SERVICE_ROLE_KEY",
        "CREDENTIALS", "SESSION_COOKIE",
    ]
    static let innocentNames = [
        "MAX_TOKENS", "MAX_TOKEN", "TOKEN_LIMIT", "TOKEN_URL", "KEYBOARD", "PRIMARY_KEY", "PWD", "OLDPWD", "MODE",
        "SECRET_NAME", "API_URL", "PASSWORD_FILE", "AUTHOR", "KEY", "COMPASS", "PATH", "MONKEY", "TOKENIZER", "DEBUG",
    ]

    @Test(arguments: secretNames)
    func `a name that speaks of a secret is one`(name: String) {
        #expect(SecretLooks.isSecret(variable: name, value: "hunter2"))
    }

    @Test(arguments: innocentNames)
    func `a name that only sounds like a secret is none`(name: String) {
        #expect(!SecretLooks.isSecret(variable: name, value: "hunter2"))
    }

    static let secretValues = [
        "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345", "github_pat_" + "11ABCDEFG0123456789",
        "sk-" + "proj-0123456789abcdef",
        "xoxb-" + "123456789012-abc", "AKIA" + "ABCDEFGHIJKLMNOP", "Bearer abc", "Basic dTpw",
        "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "-----BEGIN RSA PRIVATE KEY-----\nMII",
        "postgres://user:pw@db.example/x", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Zm9vYmFyMTIzNDU2Nzg5MHF3ZXJ0eXVpb3Bhc2RmZ2hqa2w", "hf_" + "abcdefghijklmnopqrst",
    ]
    static let innocentValues = [
        "", "true", "https://example.com/a/b/c/d?x=y", "/usr/local/share/some/long/path/to/a/folder/of/things",
        "a plain sentence that goes on for a while and says nothing", "com.example.some.bundle.identifier.of.an.app",
        "sk-short", "11111111111111111111111111111111111111", "eyJ", "postgres://db.example/x", "user@example.com",
        "some-rather-long-name-of-a-deployment-in-region-1", "AKIA", "npm_config",
    ]

    @Test(arguments: secretValues)
    func `a value with the form of a credential is one under any name`(value: String) {
        #expect(SecretLooks.isSecret(variable: "X", value: value))
        #expect(SecretLooks.isSecret(value: value))
    }

    @Test(arguments: innocentValues)
    func `a value of an everyday form is no credential`(value: String) {
        #expect(!SecretLooks.isSecret(variable: "X", value: value))
    }

    @Test func `a long random value is no secret where the name says that it identifies`() {
        #expect(!SecretLooks.isSecret(variable: "ACCOUNT_ID", value: "9f86d081884c7d659a2feaa0c55ad015"))
        #expect(!SecretLooks.isSecret(variable: "GIT_SHA", value: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"))
    }

    @Test(arguments: [
        "Authorization", "X-Api-Key", "api-key", "Cookie", "X-Auth-Token", "X-My-Token", "x-goog-api-key",
    ])
    func `headers that carry credentials are secret`(name: String) {
        #expect(SecretLooks.isSecret(header: name, value: "hunter2"))
    }

    @Test(arguments: ["Accept", "X-Team", "User-Agent", "X-Key-Count"])
    func `other headers are not`(name: String) {
        #expect(!SecretLooks.isSecret(header: name, value: "hunter2"))
    }

    @Test func `a secret in clear becomes a reference, and its text is nowhere in the request`() throws {
        let secret = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
        let read = try request(
            "{\"s\":{\"command\":\"x\",\"env\":{\"GH\":\"\(secret)\",\"API_KEY\":\"hunter2\",\"MODE\":\"y\"}}}")
        #expect(
            read.stdio?.environment == [
                "GH": .inherited("GH"), "API_KEY": .inherited("API_KEY"), "MODE": .plain("y"),
            ])
        #expect(read.findings.map(\.place) == [.environment("GH"), .environment("API_KEY")])
        #expect(read.findings.allSatisfy { $0.code == "launch.secret-in-clear" && $0.tier == .caution })
        #expect(!"\(read)".contains(secret) && !"\(read)".contains("hunter2"))
    }

    @Test func `a secret in a header becomes a reference named after the header`() throws {
        let headers =
            "{\"Authorization\":\"Bearer abc\",\"X-Api-Key\":\"${KEY}\",\"X-Team\":\"a\",\"X-Auth\":\"Bearer ${input:t}\"}"
        let read = try request("{\"s\":{\"url\":\"https://example.com\",\"headers\":\(headers)}}")
        #expect(
            read.http?.headers == [
                "Authorization": .inherited("AUTHORIZATION"), "X-Api-Key": .inherited("KEY"), "X-Team": .plain("a"),
                "X-Auth": .inherited("X_AUTH"),
            ])
        #expect(read.codes == ["launch.secret-in-clear", "launch.interpolation"])
    }

    @Test func `a secret in a field that is dropped is not kept either`() throws {
        let secret = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
        let read = try request("goose://extension?cmd=npx&id=x&env=KEY%3D\(secret)")
        #expect(!"\(read)".contains(secret))
        #expect(read.stdio?.environment == ["KEY": .inherited("KEY")])
    }
}
