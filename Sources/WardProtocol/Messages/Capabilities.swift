// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// What a peer declared that it can do: in `initialize` (legacy) or with each request (modern).
///
/// A declaration limits what the other side may ask for; it never authorizes anything (A6).
public struct Capabilities: Hashable, Sendable {
    /// The declared members, as far as MCP defines them.
    public var flags: Flags
    /// The identifiers of declared extensions (`capabilities.extensions`, 2026-07-28).
    public var extensions: Set<String>

    /// The members of client and server capabilities that MCP defines.
    public struct Flags: OptionSet, Hashable, Sendable {
        /// One bit a member.
        public let rawValue: UInt32
        /// Makes a set from its bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Server: `tools`.
        public static let tools = Flags(rawValue: 1 << 0)
        /// Server: `tools.listChanged`.
        public static let toolsListChanged = Flags(rawValue: 1 << 1)
        /// Server: `resources`.
        public static let resources = Flags(rawValue: 1 << 2)
        /// Server: `resources.subscribe`.
        public static let resourcesSubscribe = Flags(rawValue: 1 << 3)
        /// Server: `resources.listChanged`.
        public static let resourcesListChanged = Flags(rawValue: 1 << 4)
        /// Server: `prompts`.
        public static let prompts = Flags(rawValue: 1 << 5)
        /// Server: `prompts.listChanged`.
        public static let promptsListChanged = Flags(rawValue: 1 << 6)
        /// Server: `logging`.
        public static let logging = Flags(rawValue: 1 << 7)
        /// Server: `completions`.
        public static let completions = Flags(rawValue: 1 << 8)
        /// Client: `roots`.
        public static let roots = Flags(rawValue: 1 << 9)
        /// Client: `roots.listChanged`.
        public static let rootsListChanged = Flags(rawValue: 1 << 10)
        /// Client: `sampling`.
        public static let sampling = Flags(rawValue: 1 << 11)
        /// Client: `sampling.tools` (R056).
        public static let samplingTools = Flags(rawValue: 1 << 12)
        /// Client: `sampling.context` (R055).
        public static let samplingContext = Flags(rawValue: 1 << 13)
        /// Client: `elicitation`, form mode; an empty object means just this (R070).
        public static let elicitationForm = Flags(rawValue: 1 << 14)
        /// Client: `elicitation.url`.
        public static let elicitationURL = Flags(rawValue: 1 << 15)
        /// Either: `tasks` (2025-11-25).
        public static let tasks = Flags(rawValue: 1 << 16)
        /// Either: `tasks.list` (2025-11-25).
        public static let tasksList = Flags(rawValue: 1 << 17)
        /// Either: `tasks.cancel` (2025-11-25).
        public static let tasksCancel = Flags(rawValue: 1 << 18)
    }

    /// Makes a set of capabilities.
    public init(flags: Flags = [], extensions: Set<String> = []) {
        self.flags = flags
        self.extensions = extensions
    }

    /// Reads the object of `capabilities`, whose shape was checked before.
    public init(_ node: JSONNode, in document: JSONDocument) {
        self.init()
        for member in document.members(of: node) where document.kind(of: member.value) == .object {
            read(member, in: document)
        }
    }

    /// The identifier of the tasks extension of 2026-07-28.
    public static let tasksExtension = "io.modelcontextprotocol/tasks"

    private mutating func read(_ member: JSONMember, in document: JSONDocument) {
        func isOn(_ name: String) -> Bool {
            guard let value = document.value(named: name, in: member.value) else { return false }
            let kind = document.kind(of: value)
            return kind == .true || kind == .object
        }
        func add(_ flag: Flags, _ parts: [(String, Flags)] = []) {
            flags.insert(flag)
            for (name, part) in parts where isOn(name) { flags.insert(part) }
        }
        switch document.string(member.name) {
        case "tools": add(.tools, [("listChanged", .toolsListChanged)])
        case "resources":
            add(.resources, [("subscribe", .resourcesSubscribe), ("listChanged", .resourcesListChanged)])
        case "prompts": add(.prompts, [("listChanged", .promptsListChanged)])
        case "logging": add(.logging)
        case "completions": add(.completions)
        case "roots": add(.roots, [("listChanged", .rootsListChanged)])
        case "sampling": add(.sampling, [("tools", .samplingTools), ("context", .samplingContext)])
        case "elicitation":
            if isOn("url") { flags.insert(.elicitationURL) }
            // Modes came with 2025-11-25; a client that names none takes forms.
            if isOn("form") || !isOn("url") { flags.insert(.elicitationForm) }
        case "tasks": add(.tasks, [("list", .tasksList), ("cancel", .tasksCancel)])
        case "extensions":
            for entry in document.members(of: member.value) {
                if let name = document.string(entry.name) { extensions.insert(name) }
            }
        default: break
        }
    }
}
