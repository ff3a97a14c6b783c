// SPDX-License-Identifier: Apache-2.0

internal import WardText

/// The names of entries: paths that stay inside on every system, each in one spelling (zip-slip).
enum ZipNames {
    /// What a file system takes: bytes of one part, bytes of a path, parts.
    private static let most = (part: 255, path: 1000, parts: 64)

    /// A name as text.
    ///
    /// - Throws: ``SupplyError/Code/entryName`` for a name that is no UTF-8, or whose encoding its flags leave open.
    static func text(_ bytes: ArraySlice<UInt8>, isUTF8: Bool, at place: Int) throws(SupplyError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SupplyError(
                .entryName, String(decoding: bytes, as: UTF8.self), at: place, "the name is not in UTF-8")
        }
        guard isUTF8 || bytes.allSatisfy({ $0 < 0x80 }) else {
            throw SupplyError(
                .entryName, text, at: place,
                "the name does not say that it is UTF-8, and readers take it for other text",
                hint: "pack the bundle anew with a writer that marks its names as UTF-8")
        }
        return text
    }

    static func check(_ records: [ZipRecord]) throws(SupplyError) {
        var tree = NameTree()
        for record in records {
            if let fault = fault(in: record.path) {
                throw SupplyError(
                    .entryName, record.name, at: record.place, fault, hint: "a bundle names files inside itself alone")
            }
            try tree.insert(record)
        }
    }

    /// Why a path cannot be unpacked; nil if it can.
    static func fault(in path: String) -> String? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if path.isEmpty { return "the name is empty" }
        if parts.first?.isEmpty == true { return "the path is absolute" }
        if path.utf8.contains(UInt8(ascii: "\\")) {
            return "the name holds a backslash, which separates folders elsewhere"
        }
        // `C:x` leaves the folder on Windows, whatever the letter.
        if parts[0].dropFirst().first == UInt8(ascii: ":") { return "the path begins with a drive" }
        for part in parts {
            if part.isEmpty { return "a part of the path is empty" }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "the path leads up or to itself" }
            if part.count > most.part { return "a part of the path is longer than \(most.part) bytes" }
        }
        if path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "the name holds a control character"
        }
        if path.utf8.count > most.path || parts.count > most.parts { return "the path is too long or too deep" }
        return nil
    }
}

/// The names so far, as a file system that folds case and normal forms would have them.
private struct NameTree {
    private struct Node {
        var spelling: String
        var isFolder: Bool
        /// Whether it has an entry of its own, and is not just on the way to another.
        var isListed: Bool
    }

    /// By a folded name; strings are equal if they are canonically equivalent, as macOS has it.
    private var nodes: [String: Node] = [:]

    mutating func insert(_ record: ZipRecord) throws(SupplyError) {
        let path = record.path
        for end in path.utf8.indices where path.utf8[end] == UInt8(ascii: "/") {
            try put(Node(spelling: String(path[..<end]), isFolder: true, isListed: false), record)
        }
        try put(Node(spelling: path, isFolder: record.isFolder, isListed: true), record)
    }

    private mutating func put(_ node: Node, _ record: ZipRecord) throws(SupplyError) {
        // By way of upper case, so that `ß` and `ss`, `ſ` and `s`, `K` and its sign are one.
        let key = node.spelling.uppercased().lowercased()
        guard let other = nodes[key] else {
            nodes[key] = node
            return
        }
        guard other.spelling.utf8.elementsEqual(node.spelling.utf8) else {
            throw refuse(
                record, "`\(Visible.escaped(other.spelling, limit: 200))` is the same name on systems that fold names")
        }
        guard other.isFolder == node.isFolder else { throw refuse(record, "it is a file and a folder") }
        guard !(other.isListed && node.isListed) else { throw refuse(record, "it stands in the bundle twice") }
        nodes[key]?.isListed = other.isListed || node.isListed
    }

    private func refuse(_ record: ZipRecord, _ detail: String) -> SupplyError {
        SupplyError(
            .duplicateEntry, record.name, at: record.place, detail,
            hint: "get the bundle from its makers; readers differ on which of the two counts")
    }
}
