// SPDX-License-Identifier: Apache-2.0

/// Keeps what waits in a relay bounded, by reading only what can be passed on.
public enum BackPressure: Sendable {
    /// Pauses or resumes reading of both sides; to be called after each flush and whenever a side becomes writable.
    ///
    /// The client is read while both outputs are writable, because Ward answers some of its requests itself. The server is
    /// read while the client's output is writable, but never paused for its own: a server that writes an answer before it
    /// reads on would wait for Ward, and Ward for it.
    public static func apply(client: LineLink, server: LineLink) {
        if client.isWritable, server.isWritable { client.resume() } else { client.pause() }
        if client.isWritable { server.resume() } else { server.pause() }
    }
}
