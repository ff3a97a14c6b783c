// SPDX-License-Identifier: Apache-2.0

internal import WardJSON

/// The kinds of JSON values that a shape allows, for choosing a branch before looking inside.
struct KindSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let object = KindSet(.object)
    static let array = KindSet(.array)
    static let string = KindSet(.string)
    static let number = KindSet(.number)
    static let boolean: KindSet = [KindSet(.true), KindSet(.false)]
    static let null = KindSet(.null)
    static let any: KindSet = [.object, .array, .string, .number, .boolean, .null]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ kind: JSONKind) {
        rawValue = 1 << kind.rawValue
    }
}
