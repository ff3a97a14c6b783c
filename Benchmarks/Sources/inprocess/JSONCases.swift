// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardJSON

/// Reading JSON: ours, and Foundation's on the same bytes.
func jsonCases() -> [Case] {
    [
        pair("300 B call", Texts.call, .nanosecondsAtMost(2_000)),
        pair("10 KB result, ASCII", Texts.result10K, nil),
        pair("10 KB result, CJK", Texts.resultCJK10K, nil),
        pair("10 KB result, base64", Texts.resultBase64, nil),
        pair("1 MB text-heavy, ASCII", Texts.textHeavy, .megabytesPerSecond(400)),
        pair("1 MB text-heavy, CJK", Texts.textHeavyCJK, nil),
        pair("1 MB token-dense", Texts.tokenDense, .megabytesPerSecond(100)),
        [reading("read, WardJSON", "object of 40,000 members", Texts.object(members: 40_000), nil)],
        [
            canonical("canonical form (RFC 8785)", "10 KB result, ASCII", Texts.result10K),
            canonical("canonical form (RFC 8785)", "1 MB token-dense", Texts.tokenDense),
            Case(name: "SHA-256", input: "10 KB result, ASCII", bytes: Texts.result10K.count) {
                Int(Digest256(of: Texts.result10K).bytes[0])
            },
        ],
    ].flatMap { $0 }
}

private func pair(_ input: String, _ bytes: [UInt8], _ goal: Goal?) -> [Case] {
    let data = Data(bytes)
    return [
        reading("read, WardJSON", input, bytes, goal),
        Case(name: "read, Foundation", input: input, bytes: bytes.count) {
            let value = try JSONSerialization.jsonObject(with: data)
            return (value as? [String: Any])?.count ?? 1
        },
    ]
}

private func reading(_ name: String, _ input: String, _ bytes: [UInt8], _ goal: Goal?) -> Case {
    Case(name: name, input: input, bytes: bytes.count, goal: goal) {
        let document = try JSONDocument(reading: bytes)
        return document.count(of: document.root)
    }
}

private func canonical(_ name: String, _ input: String, _ bytes: [UInt8]) -> Case {
    Case(name: name, input: input, bytes: bytes.count) {
        let document = try JSONDocument(reading: bytes)
        return try document.canonicalBytes(of: document.root).count
    }
}
