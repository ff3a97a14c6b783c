// SPDX-License-Identifier: Apache-2.0

/// The messages of the client; every `tools/call` is 300 bytes long, line end included.
enum Requests {
    static let initialize = Array(
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
        "clientInfo":{"name":"drive","version":"1.0.0"}}}

        """.utf8)
    static let list = Array(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#.utf8) + [0x0A]
    static let initialized = Array(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.utf8) + [0x0A]

    /// A call of `small` or `large`: what these words ask of the server is the size of its answer.
    static func call(_ tool: String, id: Int) -> [UInt8] {
        let head = #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":{"#
        let arguments = #""path":"/home/user/notes/2026/november.md","offset":128,"limit":40,"reason":""#
        let reason = """
            the list of open points is kept in this file, and the one about the old name has to be read again before the \
            next release goes out to all the others
            """
        let room = 300 - head.utf8.count - arguments.utf8.count - 5
        return Array(head.utf8) + arguments.utf8 + reason.utf8.prefix(room) + Array(#""}}}"#.utf8) + [0x0A]
    }
}
