// SPDX-License-Identifier: Apache-2.0

/// What became of a stretch of text.
public struct WordChange: Hashable, Sendable {
    /// What became of it.
    public enum Fate: Hashable, Sendable {
        /// It stands in both texts.
        case kept
        /// It stands in the old text only.
        case removed
        /// It stands in the new text only.
        case added
    }

    /// What became of it.
    public let fate: Fate
    /// The text, as others wrote it.
    public let text: String

    /// Makes a stretch.
    public init(fate: Fate, text: String) {
        self.fate = fate
        self.text = text
    }
}

/// Compares two texts word by word.
public enum WordDifference: Sendable {
    /// The most words, on each side, among which the longest common run is looked for.
    ///
    /// Where more differ, the old ones are shown as removed and the new ones as added, so that work stays bounded.
    public static let limit = 1_000

    /// The stretches of both texts, in order; put together, those that are not added are the old text and those that
    /// are not removed the new one.
    public static func between(_ old: String, _ new: String) -> [WordChange] {
        let old = words(of: old)
        let new = words(of: new)
        var first = 0
        while first < old.count, first < new.count, old[first] == new[first] { first += 1 }
        var last = 0
        while last < old.count - first, last < new.count - first, old[old.count - 1 - last] == new[new.count - 1 - last]
        {
            last += 1
        }
        var changes = Changes()
        changes.append(.kept, old[..<first])
        compare(old[first..<old.count - last], new[first..<new.count - last], &changes)
        changes.append(.kept, old[(old.count - last)...])
        return changes.all
    }

    private static func compare(_ old: ArraySlice<[UInt8]>, _ new: ArraySlice<[UInt8]>, _ changes: inout Changes) {
        guard old.count <= limit, new.count <= limit else {
            changes.append(.removed, old)
            changes.append(.added, new)
            return
        }
        let lengths = commonLengths(old, new)
        let width = new.count + 1
        var row = 0
        var column = 0
        while row < old.count || column < new.count {
            let oldIndex = old.startIndex + row
            let newIndex = new.startIndex + column
            if row < old.count, column < new.count, old[oldIndex] == new[newIndex] {
                changes.append(.kept, old[oldIndex...oldIndex])
                row += 1
                column += 1
            } else if column == new.count
                || (row < old.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1])
            {
                changes.append(.removed, old[oldIndex...oldIndex])
                row += 1
            } else {
                changes.append(.added, new[newIndex...newIndex])
                column += 1
            }
        }
    }

    /// For each pair of places, the length of the longest common subsequence of what follows.
    private static func commonLengths(_ old: ArraySlice<[UInt8]>, _ new: ArraySlice<[UInt8]>) -> [UInt16] {
        var numbers: [[UInt8]: Int] = [:]
        for word in old + new where numbers[word] == nil { numbers[word] = numbers.count }
        let old = old.map { numbers[$0] }
        let new = new.map { numbers[$0] }
        let width = new.count + 1
        var lengths = [UInt16](repeating: 0, count: (old.count + 1) * width)
        for row in old.indices.reversed() {
            for column in new.indices.reversed() {
                lengths[row * width + column] =
                    old[row] == new[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        return lengths
    }

    /// Runs of what is no space, and each run of spaces and line ends, as bytes: canonically equivalent words differ.
    private static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var wasSpace: Bool?
        for byte in text.utf8 {
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            if isSpace != wasSpace { words.append([]) }
            words[words.count - 1].append(byte)
            wasSpace = isSpace
        }
        return words
    }

    /// Stretches, of which neighbours with one fate become one.
    private struct Changes {
        private var stretches: [(fate: WordChange.Fate, bytes: [UInt8])] = []

        mutating func append(_ fate: WordChange.Fate, _ words: ArraySlice<[UInt8]>) {
            guard !words.isEmpty else { return }
            if stretches.last?.fate != fate { stretches.append((fate, [])) }
            for word in words { stretches[stretches.count - 1].bytes += word }
        }

        var all: [WordChange] {
            stretches.map { WordChange(fate: $0.fate, text: String(decoding: $0.bytes, as: UTF8.self)) }
        }
    }
}
