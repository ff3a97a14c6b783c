// SPDX-License-Identifier: Apache-2.0

import Testing

/// The other tests here are only as good as this reader.
struct SwiftCodeTests {
    @Test(arguments: [
        ("let a = 1 // try! x\nb", "leta=1\nb"),
        ("a /* b /* c */ d */ e", "ae"),
        (#"f("as! \" x") + g"#, "f()+g"),
        ("f(#\"a \"b\\ c\"#)!", "f()!"),
        ("a = \"\"\"\n try! \"q\"\n\"\"\" + x", "a=\n\n+x"),
        (#"f("\(g("in)")!) try!") as! T"#, "f()as!T"),
        (#"f("\\") as! T"#, "f()as!T"),
        ("f(##\"\\#(x) \"# \"##)!", "f()!"),
        (#"f("", "//") / 2"#, "f(,)/2"),
    ])
    func `blanks comments and strings, and nothing else`(source: String, left: String) {
        let blanked = SwiftCode.blanked(source)
        #expect(blanked.filter { $0 != " " } == left)
        #expect(blanked.utf8.count == source.utf8.count)
    }
}
