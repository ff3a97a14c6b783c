// SPDX-License-Identifier: Apache-2.0

internal import CZlib

/// What bundles need of zlib: all of its pointers stay in this file.
enum Inflater {
    /// Why compressed bytes cannot be read.
    enum Fault: Error, Hashable {
        /// They are no deflate stream (RFC 1951), or end in the middle of one.
        case damaged
        /// The stream ends before they do.
        case bytesBehind
        /// More comes out than was declared.
        case tooLong
        /// The system gave no memory.
        case noMemory
    }

    /// How much is inflated at a time.
    private static let step = 256 * 1024

    /// Inflates one raw deflate stream that fills `input` to its last byte.
    ///
    /// - Throws: ``Fault/tooLong`` as soon as more than `limit` bytes came out: a bomb is stopped while it expands.
    static func inflate(_ input: ArraySlice<UInt8>, limit: Int) throws(Fault) -> [UInt8] {
        var stream = unsafe z_stream()
        // A negative window means a raw stream, without the header of zlib or gzip.
        guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .noMemory
        }
        defer { _ = unsafe inflateEnd(&stream) }
        var output: [UInt8] = []
        var (consumed, status) = (input.startIndex, Z_OK)
        while status != Z_STREAM_END {
            let before = (consumed, output.count)
            // One byte of room beyond the limit tells a stream that ends there from one that goes on.
            let room = min(step, limit - output.count + 1)
            let rest = input[consumed...].prefix(step)
            let taken = unsafe rest.withUnsafeBufferPointer { source in
                // zlib does not write through this pointer; its type is older than `const` there.
                unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.avail_in = UInt32(source.count)
                output.append(
                    contentsOf: unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
                        unsafe stream.next_out = target.baseAddress
                        unsafe stream.avail_out = UInt32(room)
                        status = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
                        count = unsafe room - Int(stream.avail_out)
                    })
                return unsafe source.count - Int(stream.avail_in)
            }
            consumed += taken
            guard output.count <= limit else { throw .tooLong }
            guard status == Z_STREAM_END || status == Z_OK && before != (consumed, output.count) else {
                throw status == Z_MEM_ERROR ? .noMemory : .damaged
            }
        }
        guard consumed == input.endIndex else { throw .bytesBehind }
        return output
    }

    /// The CRC-32 of ISO 3309, as zip files have it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var checksum = UInt32(0)
        for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
            let part = bytes[start..<min(bytes.count, start + 1 << 30)]
            checksum = unsafe part.withUnsafeBufferPointer { buffer in
                unsafe UInt32(truncatingIfNeeded: crc32(uLong(checksum), buffer.baseAddress, UInt32(buffer.count)))
            }
        }
        return checksum
    }
}
