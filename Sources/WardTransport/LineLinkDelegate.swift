// SPDX-License-Identifier: Apache-2.0

/// Takes what comes from a peer.
///
/// All functions are called on the link's event loop, and never from inside a call to the link.
public protocol LineLinkDelegate: AnyObject {
    /// Bytes came: one call for each read, wherever lines begin and end.
    func lineLink(_ link: LineLink, received bytes: [UInt8])
    /// No more bytes are there at this moment: flush the links that were sent to.
    func lineLinkFinishedTurn(_ link: LineLink)
    /// The peer will send no more; it may still be written to. Called at most once.
    func lineLinkReachedEndOfInput(_ link: LineLink)
    /// Reading failed, and no more will come; it may still be written to. Called at most once, instead of the end of input.
    func lineLink(_ link: LineLink, inputFailed error: TransportError)
    /// ``LineLink/isWritable`` changed; told in a later turn than that of the change.
    func lineLink(_ link: LineLink, becameWritable writable: Bool)
    /// The peer can no longer be written to, and what waited is dropped; more may still come from it. Called at most once.
    func lineLink(_ link: LineLink, outputFailed error: TransportError)
    /// All was written and the output is closed, as ``LineLink/closeOutput()`` asked.
    func lineLinkClosedOutput(_ link: LineLink)
}
