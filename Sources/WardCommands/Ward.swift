// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser

/// The command line of Ward.
public struct Ward: ParsableCommand, Sendable {
    /// How it is called and what it consists of.
    public static let configuration = CommandConfiguration(
        commandName: "ward",
        abstract: "Stand between an AI client and its MCP servers.",
        discussion: """
            Ward reads every message strictly, holds both sides to the protocol, and logs every decision.
            """,
        version: "0.1.0",
        subcommands: [Run.self, Audit.self]
    )

    /// Makes the command.
    public init() {}
}
