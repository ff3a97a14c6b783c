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
        version: version,
        subcommands: [
            AddServer.self, Run.self, ListServers.self, ShowServer.self, DiffServer.self, ReviewServer.self,
            InstallServers.self, UpdateServer.self, RemoveServer.self, CheckLock.self, Audit.self,
        ],
        // `ward` alone is what a blocked server tells a person to type: it says what is blocked and what to do.
        defaultSubcommand: ListServers.self
    )

    /// The version of this program.
    static let version = "0.1.0"

    /// Makes the command.
    public init() {}
}
