// SPDX-License-Identifier: Apache-2.0

/// A table that reads well in a terminal and is Markdown at the same time.
public struct Table: Sendable {
    private var rows: [[String]]

    /// Makes a table with these column titles; the first column is set flush left, all others flush right.
    public init(_ titles: String...) {
        rows = [titles]
    }

    /// Adds one row.
    public mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table as lines of Markdown.
    public var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        let rule = widths.enumerated().map { column, width in
            column == 0 ? String(repeating: "-", count: width) : String(repeating: "-", count: width - 1) + ":"
        }
        lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
        return lines.joined(separator: "\n")
    }
}

/// A number with so many digits after the point, and commas between thousands where there are none.
public func decimal(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    let whole = Int(scaled / scale)
    let sign = value < 0 && scaled > 0 ? "−" : ""
    guard digits > 0 else { return sign + grouped(whole) }
    let fraction = String(Int(scaled) - whole * Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(grouped(whole)).\(zeros)\(fraction)"
}

private func grouped(_ value: Int) -> String {
    var digits = String(value)
    var tail = ""
    while digits.count > 3 {
        tail = "," + digits.suffix(3) + tail
        digits.removeLast(3)
    }
    return digits + tail
}
