// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
import WardText

/// How much of a server's surface is read.
public struct SurfaceLimits: Hashable, Sendable {
    /// The most declarations in one list.
    public var declarations: Int
    /// The most bytes of declarations in one list.
    public var bytes: Int
    /// The most pages of one list.
    public var pages: Int

    /// Makes limits; by default all lists together, kept as a value, stay within what the own reader takes as one text.
    public init(declarations: Int = 5_000, bytes: Int = 4 * 1024 * 1024, pages: Int = 500) {
        self.declarations = declarations
        self.bytes = bytes
        self.pages = pages
    }
}

/// Reads one list of a server, page by page, to its end (R018, T62).
public struct ListReading: Sendable {
    /// What is listed.
    public let kind: PinnedSurface.Kind
    /// What was listed so far, in the server's order.
    public private(set) var declarations: [Declaration] = []

    private let limits: SurfaceLimits
    private var pages = 0
    private var byteCount = 0
    private var names: Set<ExactText> = []
    private var foldedNames: [FoldedName: ExactText] = [:]
    private var cursors: Set<ExactText> = []

    /// Begins.
    public init(_ kind: PinnedSurface.Kind, limits: SurfaceLimits = SurfaceLimits()) {
        self.kind = kind
        self.limits = limits
    }

    /// Takes the result that holds a page; answers the cursor of the next page, if there is one.
    public mutating func take(_ result: JSONNode, in document: JSONDocument) throws(SurfaceError) -> String? {
        pages += 1
        guard let list = document.value(named: kind.listMember, in: result), document.kind(of: list) == .array else {
            throw SurfaceError(.unreadable, "a page of the \(kind.rawValue) has no array `\(kind.listMember)`")
        }
        guard declarations.count + document.count(of: list) <= limits.declarations else {
            throw SurfaceError(.tooLarge, "the server lists more than \(limits.declarations) \(kind.rawValue)")
        }
        byteCount += document.span(of: list).count
        guard byteCount <= limits.bytes else {
            throw SurfaceError(.tooLarge, "the list of \(kind.rawValue) has more than \(limits.bytes) bytes")
        }
        for element in document.elements(of: list) {
            let declaration = try Declaration(element, in: document, kind: kind)
            try takeName(declaration.name)
            declarations.append(declaration)
        }
        return try nextCursor(document.value(named: "nextCursor", in: result), in: document)
    }

    private mutating func takeName(_ name: ExactText) throws(SurfaceError) {
        guard names.insert(name).inserted else {
            throw SurfaceError(.duplicate, "two \(kind.rawValue) have the name `\(shown(name))`")
        }
        // A URI template is no name: paths that differ in case are different resources.
        guard kind != .templates else { return }
        let folded = NameFolding.folded(name.text)
        if folded.text.utf8.starts(with: "ward_".utf8) {
            throw SurfaceError(.reserved, "`\(shown(name))` is a name for tools of Ward's own")
        }
        if let other = foldedNames.updateValue(name, forKey: folded) {
            throw SurfaceError(.folded, "`\(shown(name))` can be taken for `\(shown(other))`")
        }
    }

    private mutating func nextCursor(_ node: JSONNode?, in document: JSONDocument) throws(SurfaceError) -> String? {
        guard let node, document.kind(of: node) != .null else { return nil }
        guard let cursor = document.string(node) else {
            throw SurfaceError(.unreadable, "the cursor of a page of the \(kind.rawValue) is no string")
        }
        guard pages < limits.pages else {
            throw SurfaceError(.tooLarge, "the list of \(kind.rawValue) has more than \(limits.pages) pages")
        }
        guard cursors.insert(ExactText(cursor)).inserted else {
            throw SurfaceError(.repeatedCursor, "a page of the \(kind.rawValue) leads back to an earlier one")
        }
        return cursor
    }

    private func shown(_ name: ExactText) -> String { Visible.escaped(name.text, limit: 80) }
}
