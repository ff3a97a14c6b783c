// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardSchema

/// What must hold for anything that is given as a schema, and for any value: an input is the one, a NUL byte and the other.
enum SchemaInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
        let tolerance: JSONTolerance = [.inexactNumbers, .loneSurrogates]
        guard parts.count == 2, let text = try? JSONDocument(reading: parts[0], tolerating: tolerance),
            let value = try? JSONDocument(reading: parts[1], tolerating: tolerance)
        else { return nil }
        for dialect in SchemaDialect.allCases {
            var options = Schema.Options()
            options.dialect = dialect
            options.assertsFormats = true
            do throws(SchemaError) {
                if let broken = broken(try Schema(text.root, in: text, options: options), value) { return broken }
            } catch {
                // A member that is missing is pointed at by its name, so that only what it belongs to is there.
                let around = JSONPointer(tokens: Array(error.pointer.tokens.dropLast()))
                guard text.node(at: around) != nil || error.code == .cycle || text.bytes.contains(UInt8(ascii: "$"))
                else {
                    return "a fault stands outside of its schema"
                }
            }
        }
        return nil
    }

    private static func broken(_ schema: Schema, _ value: JSONDocument) -> String? {
        var validator = SchemaValidator(schema, steps: 20_000)
        let first = validator.check(value.root, in: value)
        // One that has learnt how its patterns match may get further within the same steps.
        guard first == .exhausted || validator.check(value.root, in: value) == first else {
            return "a validator that was used answers otherwise"
        }
        switch first {
        case .invalid(let violation):
            return value.node(at: violation.instance) == nil ? "a violation stands outside of its value" : nil
        case .unvalidated: return schema.notes.isEmpty ? "a value is open though all is enforced" : nil
        case .valid, .exhausted: return nil
        }
    }
}
