// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardLock

/// What must hold for any bytes that stand in a `ward.lock`.
enum LockInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        let lock: LockFile
        do {
            lock = try LockFile(reading: bytes)
        } catch {
            guard !error.detail.isEmpty else { return "a refusal without words" }
            guard let offset = error.offset else {
                return error.code == .newer || error.pointer != nil ? nil : "a refusal without a place: \(error)"
            }
            return 0...bytes.count ~= offset ? nil : "a place outside the text: \(error)"
        }
        let written = lock.encoded()
        do {
            let again = try LockFile(reading: written)
            guard again == lock else { return "what is read back is another lock" }
            guard again.encoded() == written else { return "one lock has two texts" }
        } catch {
            return "what is written is refused: \(error)"
        }
        return nil
    }
}
