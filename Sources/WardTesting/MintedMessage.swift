// SPDX-License-Identifier: Apache-2.0

import WardProtocol
public import WardSession

extension ForwardableMessage {
    /// A message that a session decided to forward: the line must be one that may travel before a handshake, such as a
    /// `ping` request of the client.
    ///
    /// - Returns: `nil` if the session refused it.
    public static func minted(_ line: String) -> ForwardableMessage? {
        var session = Session()
        let start = Moment(nanoseconds: 1)
        _ = session.begin(at: start)
        _ = session.receive(.childStarted, at: start)
        for action in session.receive(.bytes(.clientToServer, Array(line.utf8) + [0x0A]), at: start) {
            if case .forward(let message, _) = action { return message }
        }
        return nil
    }
}
