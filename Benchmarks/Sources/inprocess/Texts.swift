// SPDX-License-Identifier: Apache-2.0

/// The inputs, made the same way on every run.
enum Texts {
    /// A `tools/call` of 300 bytes.
    static let call = message(
        head: #"{"jsonrpc":"2.0","id":4711,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"#
            + #""/home/user/notes/2026/november.md","offset":128,"limit":40,"reason":""#,
        filling: "the list of open points is kept in this file, and the one about the old name has to be read again ",
        tail: #""}}}"#, to: 300)

    /// Its answer, 300 bytes.
    static let answer = message(head: resultHead, filling: prose, tail: resultTail, to: 300)

    /// A result of 10,240 bytes of English prose.
    static let result10K = message(head: resultHead, filling: prose, tail: resultTail, to: 10 * 1_024)
    /// The same in Chinese.
    static let resultCJK10K = message(head: resultHead, filling: chinese, tail: resultTail, to: 10 * 1_024)
    /// The same as an image in base64.
    static let resultBase64 = message(
        head: #"{"jsonrpc":"2.0","id":4711,"result":{"content":[{"type":"image","mimeType":"image/png","data":""#,
        filling: base64(count: 9_996), tail: resultTail, to: nil)

    /// About one megabyte, nearly all of it text in few strings.
    static let textHeavy = message(head: resultHead, filling: prose, tail: resultTail, to: 1 << 20)
    /// The same in Chinese.
    static let textHeavyCJK = message(head: resultHead, filling: chinese, tail: resultTail, to: 1 << 20)
    /// About one megabyte of small objects: names, numbers, words, nothing longer than ten bytes.
    static let tokenDense = tokens(count: 1 << 20)

    /// One object with so many different names.
    static func object(members: Int) -> [UInt8] {
        Array(("{" + (0..<members).map { #""name\#($0)":\#($0)"# }.joined(separator: ",") + "}").utf8)
    }

    /// An answer to `tools/list` with so many tools, each as long as those of real servers are.
    static func toolList(count: Int) -> [UInt8] {
        let tools = (0..<count).map { number in
            #"{"name":"tool_\#(number)","title":"Tool \#(number)","description":"Looks for documents number \#(number) by "#
                + #"their words, newest first.\nUse it before you answer questions about what was decided.","inputSchema":{"#
                + #""type":"object","properties":{"query":{"type":"string","description":"The words to look for."},"#
                + #""limit":{"type":"integer","minimum":1,"maximum":100,"default":20},"folders":{"type":"array","items":"#
                + #"{"type":"string"}},"since":{"type":["string","null"],"format":"date-time","description":"Only what "#
                + #"changed after this moment."},"sort":{"type":"string","enum":["relevance","time","name"]}},"#
                + #""required":["query"],"additionalProperties":false},"outputSchema":{"type":"object","properties":"#
                + #"{"found":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},"score":"#
                + #"{"type":"number"}}}}}},"annotations":{"readOnlyHint":true,"openWorldHint":false}}"#
        }
        return Array((#"{"jsonrpc":"2.0","id":2,"result":{"tools":["# + tools.joined(separator: ",") + "]}}").utf8)
    }

    private static let resultHead =
        #"{"jsonrpc":"2.0","id":4711,"result":{"content":[{"type":"text","text":""#
    private static let resultTail = #""}],"isError":false}}"#
    private static let prose =
        #"The build of the main branch finished without a warning.\nThree files changed: the reader, its tests, and "#
        + #"the page that describes the limits.\nA colleague wrote: \"please keep the old name for one more release\"."#
        + #"\n- 14 of 14 checks passed, the slowest took 2.81 seconds\n"#
    private static let chinese =
        #"主分支的构建已经完成，没有任何警告。\n有三个文件发生了变化：读取器、它的测试，以及描述限制的页面。\n"#
        + #"一位同事写道：“请在下一个版本中保留旧名称”。\n- 十四项检查全部通过，最慢的用了二点八一秒\n"#

    /// Head, as much filling as fits (once if `count` is nil), spaces where a piece more would not fit, tail.
    private static func message(head: String, filling: String, tail: String, to count: Int?) -> [UInt8] {
        var bytes = Array(head.utf8)
        let room = count.map { $0 - head.utf8.count - tail.utf8.count } ?? filling.utf8.count
        let end = bytes.count + room
        while bytes.count + filling.utf8.count <= end { bytes += filling.utf8 }
        // What is left is less than one filling: cut it at a character, and not inside an escape.
        for character in filling where character != "\\" {
            guard bytes.count + character.utf8.count <= end, character != "\"" else { break }
            bytes += character.utf8
        }
        while bytes.count < end { bytes.append(0x20) }
        return bytes + tail.utf8
    }

    private static func base64(count: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var state: UInt64 = 1
        var bytes: [UInt8] = []
        for _ in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(alphabet[Int(state >> 58)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func tokens(count: Int) -> [UInt8] {
        var bytes = Array("[".utf8)
        var number = 0
        while bytes.count < count {
            if number > 0 { bytes.append(0x2C) }
            let latitude = Double(number % 1_800) / 10 - 90
            let isOdd = !number.isMultiple(of: 2)
            bytes += #"{"id":\#(number),"x":\#(latitude),"odd":\#(isOdd),"tag":"t\#(number % 97)","ref":null}"#.utf8
            number += 1
        }
        return bytes + "]".utf8
    }
}
