// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardText

/// What Ward remembers of an `input_required` result, to hold the retry to it (R102–R105).
struct OpenRound: Hashable, Sendable {
    /// Names a round: the call and the `requestState` that its retry must bring.
    ///
    /// Two equal calls may be under way at once, so the call alone does not name it.
    struct Key: Hashable, Sendable {
        let call: Digest256
        /// The digest of `requestState`, if there was one, decoded: peers may spell the same text with other escapes.
        let state: Digest256?

        init(_ call: CallIdentity, state: JSONNode?, in document: JSONDocument) {
            self.call = call.digest
            self.state = state.flatMap { document.string($0) }.map { Digest256(of: Array($0.utf8)) }
        }
    }

    /// Which round it was, from 1.
    var number: Int
    /// The keys of `inputRequests`.
    var keys: Set<ExactText>

    /// The value that is stored beyond the process.
    func encoded() -> [UInt8] {
        JSONValue.object([
            "number": .integer(Int64(number)),
            "keys": .array(keys.map(\.text).sorted().map { .string($0) }),
        ]).encoded()
    }

    /// The value that is stored once the call has its result: the round may not be answered again.
    static let over = JSONValue.null.encoded()

    init(number: Int, keys: Set<ExactText>) {
        self.number = number
        self.keys = keys
    }

    /// Reads a stored value; `nil` if it says that the round is over.
    init?(decoding bytes: [UInt8]) throws(Refusal) {
        if bytes == Self.over { return nil }
        guard let document = try? JSONDocument(reading: bytes),
            let number = document.value(named: "number", in: document.root).flatMap({ document.integer($0) }),
            let count = Int(exactly: number), count > 0,
            let keys = document.value(named: "keys", in: document.root)
        else { throw .unreadableMemory("an earlier round of this call") }
        self.init(
            number: count,
            keys: Set(document.elements(of: keys).compactMap { document.string($0) }.map { ExactText($0) })
        )
    }
}
