// SPDX-License-Identifier: Apache-2.0

/// The members of an object, in order and with distinct names.
public struct JSONObject: Hashable, Sendable {
    /// One member.
    public struct Member: Hashable, Sendable {
        /// The name, without what a strict text cannot hold.
        public let name: String
        /// The value.
        public var value: JSONValue

        init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// Whether two members have the same text.
        public static func == (first: Member, second: Member) -> Bool {
            first.name.utf8.elementsEqual(second.name.utf8) && first.value == second.value
        }

        /// Feeds the member to a hasher.
        public func hash(into hasher: inout Hasher) {
            hashExactly(name, into: &hasher)
            hasher.combine(value)
        }
    }

    /// The members in order.
    public private(set) var members: [Member]

    /// Makes an object without members.
    public init() {
        members = []
    }

    /// Makes an object; of members with one name the last value counts, at the place of the first.
    ///
    /// Noncharacters and NUL in names, which no strict text can hold, become U+FFFD.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        var places: [ExactName: Int] = [:]
        self.members = []
        for (name, value) in members {
            let name = strict(name, isName: true)
            if let place = places.updateValue(self.members.count, forKey: ExactName(text: name)) {
                places[ExactName(text: name)] = place
                self.members[place].value = value
            } else {
                self.members.append(Member(name: name, value: value))
            }
        }
    }

    /// Makes an object whose names are known to be strict and distinct.
    init(unchecked members: [Member]) {
        self.members = members
    }

    /// The value of the member with a name, compared exactly; setting nil removes the member.
    ///
    /// It searches: an object of many members is better made at once.
    public subscript(name: String) -> JSONValue? {
        get {
            place(of: name).map { members[$0].value }
        }
        set {
            let place = place(of: name)
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: strict(name, isName: true), value: value))
            case (nil, nil): break
            }
        }
    }

    private func place(of name: String) -> Int? {
        let name = strict(name, isName: true)
        return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object; of members with one name the last value counts.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members)
    }
}

/// A name that equals another only if all code points do.
private struct ExactName: Hashable {
    let text: String

    static func == (first: ExactName, second: ExactName) -> Bool {
        first.text.utf8.elementsEqual(second.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hashExactly(text, into: &hasher)
    }
}

/// A text with U+FFFD for what a strict JSON string cannot hold: noncharacters, and in names NUL.
func strict(_ text: String, isName: Bool) -> String {
    func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        isNoncharacter(scalar.value) || (isName && scalar.value == 0)
    }
    guard text.unicodeScalars.contains(where: isRefused) else {
        return text
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        result.append(isRefused(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(result)
}
