// SPDX-License-Identifier: Apache-2.0

/// Findings as they come up: one for each code and place, the gravest.
struct FindingList: Sendable {
    /// The most that are shown; a launch with more is refused by its weight anyway.
    static let most = 64

    private struct Key: Hashable {
        let code: String
        let place: LaunchFinding.Place
    }

    private var kept: [Key: LaunchFinding] = [:]

    mutating func add(_ code: LaunchCode, _ tier: LaunchFinding.Tier, _ place: LaunchFinding.Place, _ detail: String) {
        let key = Key(code: code.rawValue, place: place)
        if let old = kept[key], old.tier >= tier { return }
        kept[key] = LaunchFinding(code, tier, place, detail)
    }

    /// By place; the gravest 63 and a word about the others where there are more than 64.
    var sorted: [LaunchFinding] {
        let all = kept.values.sorted { Self.isBefore($0, $1) }
        guard all.count > Self.most else { return all }
        let weighty = all.enumerated().sorted { ($1.element.tier, $0.offset) < ($0.element.tier, $1.offset) }
        let chosen = weighty.prefix(Self.most - 1).sorted { $0.offset < $1.offset }.map(\.element)
        let dropped = all.count - chosen.count
        let rest = LaunchFinding(
            .manyFindings, .danger, .launch,
            "There are \(dropped) more findings than are shown. Do not run what nobody can review.")
        return [rest] + chosen
    }

    private static func isBefore(_ left: LaunchFinding, _ right: LaunchFinding) -> Bool {
        let (leftKey, rightKey) = (Rank(left.place), Rank(right.place))
        return leftKey == rightKey ? left.code < right.code : leftKey < rightKey
    }

    /// Where a place stands in the order of the sheet.
    private struct Rank: Comparable {
        let kind: Int
        let index: Int
        let start: Int
        let end: Int
        let name: String

        init(_ place: LaunchFinding.Place) {
            var (kind, index, range, name) = (0, 0, 0..<0, "")
            switch place {
            case .launch: kind = 0
            case .executable(let bytes): (kind, range) = (1, bytes)
            case .argument(let number, let bytes): (kind, index, range) = (2, number, bytes)
            case .environment(let variable): (kind, name) = (3, variable)
            case .directory: kind = 4
            case .url: kind = 5
            case .header(let header): (kind, name) = (6, header)
            }
            (self.kind, self.index, start, end, self.name) = (kind, index, range.lowerBound, range.upperBound, name)
        }

        static func < (left: Rank, right: Rank) -> Bool {
            (left.kind, left.index, left.start, left.end) == (right.kind, right.index, right.start, right.end)
                ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
                : (left.kind, left.index, left.start, left.end) < (right.kind, right.index, right.start, right.end)
        }
    }
}
