// SPDX-License-Identifier: Apache-2.0

/// Finds the body of a declaration in code whose comments and strings are blanked.
enum Braces {
    /// The range between a brace that opens at a place and the one that closes it, or nil.
    static func range(from open: String.Index, in code: String) -> Range<String.Index>? {
        guard open < code.endIndex, code[open] == "{" else { return nil }
        var depth = 0
        for index in code[open...].indices {
            if code[index] == "{" { depth += 1 }
            if code[index] == "}" { depth -= 1 }
            if depth == 0 { return code.index(after: open)..<index }
        }
        return nil
    }
}
