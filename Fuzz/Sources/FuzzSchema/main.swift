// SPDX-License-Identifier: Apache-2.0

// Fuzzes WardSchema: a schema, a NUL byte and a value, and what holds for all of them.

import WardJSON
import WardSchema

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
    guard parts.count == 2 else { return 0 }
    for dialect in SchemaDialect.allCases {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = true
        do throws(SchemaError) {
            let schema = try Schema(reading: parts[0], options: options)
            var validator = SchemaValidator(schema, steps: 20_000)
            guard let document = try? JSONDocument(reading: parts[1]) else { continue }
            let first = validator.check(document.root, in: document)
            if validator.check(document.root, in: document) != first {
                fatalError("a validator that was used answers otherwise")
            }
            if case .invalid(let violation) = first, document.node(at: violation.instance) == nil {
                fatalError("a violation stands outside of its value")
            }
        } catch {
            continue
        }
    }
    return 0
}
