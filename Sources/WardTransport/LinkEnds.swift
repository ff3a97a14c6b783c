// SPDX-License-Identifier: Apache-2.0

/// The two descriptors through which a peer is reached.
public struct LinkEnds: Hashable, Sendable {
    let input: Int32
    let output: Int32
    /// Whether others, such as the shell that started Ward, may hold the same open files.
    let areShared: Bool

    /// Descriptors that nobody else uses; the link takes them over and closes them.
    ///
    /// - Parameters:
    ///   - input: Where the peer's bytes come from.
    ///   - output: Where bytes to the peer go; may be the same descriptor, as for a socket.
    public init(input: Int32, output: Int32) {
        self.init(input: input, output: output, areShared: false)
    }

    private init(input: Int32, output: Int32, areShared: Bool) {
        self.input = input
        self.output = output
        self.areShared = areShared
    }

    /// Two ends that are connected to each other, for a peer inside this process; no child inherits them.
    public static func pair() throws(TransportError) -> (LinkEnds, LinkEnds) {
        let (one, other) = try Descriptor.connectedPair()
        return (LinkEnds(input: one, output: one), LinkEnds(input: other, output: other))
    }

    /// Takes both over; if that fails, descriptors that nobody else uses are closed.
    func claim() throws(TransportError) -> (source: Descriptor, sink: Descriptor) {
        var untaken = input == output ? [input] : [input, output]
        var source: Descriptor?
        do throws(TransportError) {
            let claimed = try Descriptor.claim(input, for: .input, isShared: areShared)
            source = claimed
            untaken.removeFirst()
            let sink =
                input == output
                ? try claimed.copied() : try Descriptor.claim(output, for: .output, isShared: areShared)
            return (claimed, sink)
        } catch {
            if let source { Descriptor.close(source.number) }
            if !areShared { untaken.forEach(Descriptor.close) }
            throw error
        }
    }

    /// Ward's own standard input and output, where its client is.
    ///
    /// They are shared with whoever started Ward, so they are never left non-blocking. Once a link has them, descriptor 0
    /// is `/dev/null` and descriptor 1 is standard error: what anything in Ward prints by mistake cannot reach the client.
    public static var standardStreams: LinkEnds { LinkEnds(input: 0, output: 1, areShared: true) }
}
