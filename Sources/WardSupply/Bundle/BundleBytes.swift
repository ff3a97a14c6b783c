// SPDX-License-Identifier: Apache-2.0

internal import WardText

/// The bytes of a bundle, read at places that are checked first.
struct BundleBytes {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    /// Whether a record begins with these four bytes at a place; false where there are none.
    func isSignature(_ signature: UInt32, at place: Int) -> Bool {
        place >= 0 && place + 4 <= count && four(place) == Int(signature)
    }

    /// Two bytes, the least significant first.
    func two(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }

    /// Four bytes, the least significant first.
    func four(_ place: Int) -> Int { two(place) | two(place + 2) << 16 }

    /// A range that must lie before `end`.
    func range(_ start: Int, count: Int, before end: Int, _ what: String) throws(SupplyError) -> Range<Int> {
        guard start >= 0, count >= 0, start <= end, count <= end - start else {
            throw SupplyError(
                .badRecord, what, at: max(0, start), "it goes on where it cannot: the bundle is cut or forged")
        }
        return start..<start + count
    }
}

/// The four bytes that records of a zip file begin with (APPNOTE 6.3.10, section 4.3).
enum ZipSignature {
    static let localHeader: UInt32 = 0x0403_4B50
    static let centralHeader: UInt32 = 0x0201_4B50
    static let dataDescriptor: UInt32 = 0x0807_4B50
    static let end: UInt32 = 0x0605_4B50
    static let zip64Locator: UInt32 = 0x0706_4B50
}

/// The extra fields of a header (APPNOTE section 4.5), of which none may change what the header says.
enum ZipExtra {
    /// zip64, AES, and the two forms of Unix fields that can hold the target of a link.
    private static let refused: [Int: (SupplyError.Code, String)] = [
        0x0001: (.unsupportedZip, "it is written as zip64, which bundles do not need"),
        0x9901: (.encrypted, "it is encrypted"), 0x0017: (.encrypted, "it is encrypted"),
        0x000D: (.entryType, "a field of its header can make it a link"),
        0x756E: (.entryType, "a field of its header can make it a link"),
        0x7075: (.entryName, "a field of its header gives it a second name"),
    ]

    static func check(_ range: Range<Int>, of name: String, in file: BundleBytes) throws(SupplyError) {
        var place = range.lowerBound
        while place < range.upperBound {
            guard range.upperBound - place >= 4, file.two(place + 2) <= range.upperBound - place - 4 else {
                throw SupplyError(.badRecord, name, at: place, "the extra fields of its header do not fit it")
            }
            if let (code, detail) = refused[file.two(place)] {
                // The same name once more says nothing else (Info-ZIP): a version, a checksum, the name.
                let isSame =
                    file.two(place) == 0x7075
                    && file.bytes[(place + 4)..<(place + 4 + file.two(place + 2))].dropFirst(5).elementsEqual(name.utf8)
                guard isSame else {
                    throw SupplyError(
                        code, name, at: place, detail, hint: "pack the bundle anew with a plain zip writer")
                }
            }
            place += 4 + file.two(place + 2)
        }
    }
}
