// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Lets other threads speak to the relay, which lives on its event loop and begins there.
///
/// It is only filled and emptied on the loop; what comes earlier than the relay finds nobody, and that is right: before
/// the relay begins there is nothing to signal to.
final class RelayBox: Sendable {
    private let loop: any EventLoop
    private let content: NIOLoopBoundBox<StdioRelay?>

    init(loop: any EventLoop) {
        self.loop = loop
        content = .makeEmptyBox(valueType: StdioRelay.self, eventLoop: loop)
    }

    /// Puts the relay in; on the loop.
    func fill(_ relay: StdioRelay) { content.value = relay }

    /// Has something done with the relay on its loop.
    func perform(_ body: @escaping @Sendable (StdioRelay) -> Void) {
        loop.execute { [content] in
            if let relay = content.value { body(relay) }
        }
    }
}
