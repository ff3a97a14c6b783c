// SPDX-License-Identifier: Apache-2.0

package import GRDB
internal import GRDBSQLite

/// A prepared statement that is run many times, with its columns read as bytes.
///
/// The audit log must hash exactly the bytes that are stored (a `String` would repair what somebody broke), and fast.
/// Use it only inside ``StateDatabase/run(_:)`` of its connection.
@safe
package final class RawStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer
    private let path: String

    /// Prepares one statement.
    package init(_ sql: String, on database: Database, path: String) throws(StateError) {
        guard let connection = unsafe database.sqliteConnection else {
            throw StateError(
                code: StateError.databaseUnreadable, place: path, detail: "the connection is closed")
        }
        var prepared: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let statement = unsafe prepared else {
            throw unsafe Self.error(result, connection, path)
        }
        unsafe self.statement = statement
        unsafe self.connection = connection
        self.path = path
    }

    deinit {
        _ = unsafe sqlite3_finalize(statement)
    }

    // MARK: Running

    /// Binds an integer; parameters count from 1.
    package func bind(_ value: Int64, at index: Int32) {
        _ = unsafe sqlite3_bind_int64(statement, index, value)
    }

    /// Binds text; the bytes are copied.
    package func bind(text: String, at index: Int32) throws(StateError) {
        // A Swift string passes as a C string, and its length says how much of it counts, NUL included.
        try check(unsafe sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), transient))
    }

    /// Binds bytes; they are copied.
    package func bind(blob: [UInt8], at index: Int32) throws(StateError) {
        let result = unsafe blob.withUnsafeBytes { bytes in
            // An empty array has no address, and no address would be NULL.
            unsafe bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(clamping: bytes.count), transient)
        }
        try check(result)
    }

    /// Binds NULL.
    package func bindNull(at index: Int32) {
        _ = unsafe sqlite3_bind_null(statement, index)
    }

    /// Takes the next row; false at the end.
    package func step() throws(StateError) -> Bool {
        let result = unsafe sqlite3_step(statement)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let failure = unsafe Self.error(result, connection, path)
            reset()
            throw failure
        }
    }

    /// Makes the statement ready to run again.
    package func reset() {
        _ = unsafe sqlite3_reset(statement)
    }

    /// Runs a statement that answers no rows.
    package func execute() throws(StateError) {
        defer { reset() }
        while try step() {}
    }

    // MARK: Columns of the current row, counted from 0

    /// Whether the column is NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// The column as an integer; 0 for what is none.
    package func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(statement, column)
    }

    /// Lends the bytes of a text or blob column, as they are stored; none for NULL.
    package func withBytes<R>(_ column: Int32, _ body: (Span<UInt8>) -> R) -> R {
        let address = unsafe sqlite3_column_blob(statement, column)
        let count = Int(unsafe sqlite3_column_bytes(statement, column))
        guard let address = unsafe address, count > 0 else { return body(Span()) }
        let bytes = unsafe UnsafeRawBufferPointer(start: address, count: count)
        return unsafe bytes.withMemoryRebound(to: UInt8.self) { body(unsafe Span(_unsafeElements: $0)) }
    }

    /// The bytes of a text or blob column, copied.
    package func bytes(_ column: Int32) -> [UInt8] {
        withBytes(column) { span in
            unsafe span.withUnsafeBufferPointer { unsafe [UInt8]($0) }
        }
    }

    /// The column as text, with U+FFFD for what is no UTF-8; nil for NULL.
    package func text(_ column: Int32) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }

    // MARK: Failures

    private func check(_ result: Int32) throws(StateError) {
        guard result != SQLITE_OK else { return }
        throw unsafe Self.error(result, connection, path)
    }

    private static func error(_ result: Int32, _ connection: OpaquePointer, _ path: String) -> StateError {
        let message = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) }
        let extended = unsafe sqlite3_extended_errcode(connection)
        return StateError(result: result & 0xFF, extended: extended, message: message, at: path)
    }
}

/// `SQLITE_TRANSIENT`, which SQLite's header writes as a cast of −1: "copy the bytes".
private var transient: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
