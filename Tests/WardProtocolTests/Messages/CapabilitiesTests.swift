// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol

/// What peers declare (A6).
struct CapabilitiesTests {
    private func read(_ text: String) throws -> Capabilities {
        let document = try JSONDocument(reading: Array(text.utf8))
        return Capabilities(document.root, in: document)
    }

    private static let declarations: [(String, Capabilities.Flags)] = [
        ("{}", []),
        (#"{"tools":{}}"#, [.tools]),
        (#"{"tools":{"listChanged":true}}"#, [.tools, .toolsListChanged]),
        (#"{"tools":{"listChanged":false}}"#, [.tools]),
        (#"{"resources":{"subscribe":false,"listChanged":true}}"#, [.resources, .resourcesListChanged]),
        (#"{"resources":{"subscribe":true}}"#, [.resources, .resourcesSubscribe]),
        (
            #"{"prompts":{"listChanged":true},"logging":{},"completions":{}}"#,
            [.prompts, .promptsListChanged, .logging, .completions]
        ),
        (#"{"roots":{"listChanged":true},"sampling":{}}"#, [.roots, .rootsListChanged, .sampling]),
        (#"{"sampling":{"tools":{},"context":{}}}"#, [.sampling, .samplingTools, .samplingContext]),
        (#"{"elicitation":{}}"#, [.elicitationForm]),
        (#"{"elicitation":{"form":{}}}"#, [.elicitationForm]),
        (#"{"elicitation":{"url":{}}}"#, [.elicitationURL]),
        (#"{"elicitation":{"form":{},"url":{}}}"#, [.elicitationForm, .elicitationURL]),
        (#"{"elicitation":{"own":{}}}"#, [.elicitationForm]),
        (#"{"tasks":{"list":{},"cancel":{},"requests":{}}}"#, [.tasks, .tasksList, .tasksCancel]),
        (#"{"experimental":{"tools":{}},"Tools":{},"own":{"roots":{}}}"#, []),
        (#"{"tools":null,"roots":true,"sampling":[]}"#, []),
    ]

    @Test(arguments: declarations)
    func `declared members are read, and nothing is made up`(text: String, flags: Capabilities.Flags) throws {
        #expect(try read(text).flags == flags)
    }

    @Test func `extensions are read by their identifiers`() throws {
        let capabilities = try read(#"{"extensions":{"io.modelcontextprotocol/tasks":{},"com.example/x":{"a":1}}}"#)
        #expect(capabilities.extensions == [Capabilities.tasksExtension, "com.example/x"])
    }

    @Test func `every flag is a bit of its own`() {
        let all: [Capabilities.Flags] = [
            .tools, .toolsListChanged, .resources, .resourcesSubscribe, .resourcesListChanged, .prompts,
            .promptsListChanged, .logging, .completions, .roots, .rootsListChanged, .sampling, .samplingTools,
            .samplingContext, .elicitationForm, .elicitationURL, .tasks, .tasksList, .tasksCancel,
        ]
        #expect(Set(all.map(\.rawValue)).count == all.count)
        #expect(all.allSatisfy { $0.rawValue.nonzeroBitCount == 1 })
    }
}

/// The codes of broken rules.
struct ViolationTests {
    @Test func `codes are kebab-case`() {
        for violation in Violation.allCases {
            let isKebab = violation.rawValue.wholeMatch(of: /[a-z]+(?:-[a-z]+)*/) != nil
            #expect(isKebab, "\(violation.rawValue)")
        }
    }
}
