// SPDX-License-Identifier: Apache-2.0

/// The reading half of a link.
protocol LinkInput: AnyObject {
    /// Stops reading; what is under way may still arrive.
    func pause()
    /// Reads on.
    func resume()
    /// Gives the descriptor up; nothing arrives any more.
    func close()
}

/// The writing half of a link: it writes one piece at a time.
protocol LinkOutput: AnyObject {
    /// Writes what can be written at once.
    ///
    /// - Returns: How many bytes were; fewer than given if the peer takes no more for now.
    func write(_ bytes: UnsafeRawBufferPointer) -> Result<Int, TransportError>
    /// Writes bytes as the peer takes them, then tells the link ``LineLink/outputFinishedPiece()``.
    func writePatiently(_ bytes: [UInt8])
    /// Closes the descriptor, so that the peer sees the end, then tells the link ``LineLink/outputClosed()``.
    func finish()
    /// Gives the descriptor up, whatever was to be written.
    func close()
}
