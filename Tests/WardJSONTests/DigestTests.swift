// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardTesting

struct DigestTests {
    /// FIPS 180-4 examples.
    @Test(
        arguments: [
            ("", "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "e3b0c442"),
            ("abc", "sha256-ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", "ba7816bf"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "sha256-JI1qYdIGOLjlwCaTDD5gOaM85Flk_yFn9uzt1BnbBsE", "248d6a61"
            ),
        ])
    func `digests and spells known texts`(text: String, spelling: String, short: String) throws {
        let digest = Digest256(of: Array(text.utf8))
        #expect(digest.description == spelling && digest.short == short)
        #expect(digest.bytes.count == 32)
        #expect(Digest256(parsing: spelling) == digest)
        #expect(Digest256(rawBytes: digest.bytes) == digest)
        #expect(Digest256(of: text.utf8) == digest)
        #expect(Digest256(of: Array(text.utf8)[...]) == digest)
        #expect(Digest256(of: Array(text.utf8.reversed()).reversed()) == digest)
    }

    @Test func `shows leading zeros in the short form`() {
        #expect(Digest256(rawBytes: [0, 0x0A] + [UInt8](repeating: 1, count: 30))?.short == "000a0101")
    }

    @Test(
        arguments: [
            "", "sha256-", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF",
            "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
            "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV", "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFUA",
            "SHA256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFé",
            " sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "sha512-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        ])
    func `refuses every other spelling`(text: String) {
        #expect(Digest256(parsing: text) == nil)
    }

    @Test func `refuses another number of bytes`() {
        #expect(Digest256(rawBytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Digest256(rawBytes: [UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test(arguments: seeds)
    func `reads back what it wrote`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
            let digest = Digest256(rawBytes: bytes)
            #expect(digest?.bytes == bytes)
            #expect(Digest256(parsing: digest?.description ?? "") == digest)
        }
    }
}
