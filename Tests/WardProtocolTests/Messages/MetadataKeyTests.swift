// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol

/// The grammar of keys in `_meta` (R144).
struct MetadataKeyTests {
    @Test(arguments: [
        "progressToken", "fastmcp", "a", "a-b_c.d9", "0", "", "com.example/name",
        "io.modelcontextprotocol/protocolVersion",
        "com.example/", "a/b", "a1.b-2/c", "x.y.z/0",
    ])
    func `a key that follows it is well-formed`(key: String) {
        #expect(MetadataKey.isWellFormed(key))
    }

    @Test(arguments: [
        "a b", "-a", "a-", ".a", "a.", "_a", "ü", "a\n", "/a", "1a/b", "-a/b", "a-/b", "a..b/c", ".a/b", "a./b",
        "a_b/c",
        "a/b/c", "a/-b", "a/b.", "ü/a", "a/ü", "a/b c",
    ])
    func `a key that strays is not`(key: String) {
        #expect(!MetadataKey.isWellFormed(key))
    }
}
