// SPDX-License-Identifier: Apache-2.0

/// What to start, exactly: no shell ever sees any of it.
public struct ChildLaunch: Hashable, Sendable {
    /// Where the child's standard error goes.
    public enum StandardError: Hashable, Sendable {
        /// To Ward's own.
        case inherit
        /// Into a pipe, ``ChildStreams/standardError``.
        case pipe
    }

    /// What happens to processes which the child leaves behind.
    public enum Descendants: Hashable, Sendable {
        /// ``ChildProcess/killAll(patience:)`` reaches the child's group and every descendant whose parents still live.
        case leave
        /// This process also becomes the parent of all that daemonise, so that none can escape (Linux; elsewhere as ``leave``).
        ///
        /// Only for a process that runs one child at a time and starts none by other means: whatever else it has for
        /// children is taken for a descendant of that child.
        case adopt
    }

    /// An absolute path, a path with a slash (relative to ``directory``), or a name that is looked up in `PATH`.
    public var executable: String
    /// The arguments, without the name of the program.
    public var arguments: [String]
    /// The working directory; `nil` for Ward's own.
    public var directory: String?
    /// The whole environment; `nil` for Ward's own.
    public var environment: [String: String]?
    /// Where its standard error goes.
    public var standardError: StandardError
    /// What happens to processes which it leaves behind.
    public var descendants: Descendants

    /// Describes what to start.
    public init(
        executable: String,
        arguments: [String] = [],
        directory: String? = nil,
        environment: [String: String]? = nil,
        standardError: StandardError = .inherit,
        descendants: Descendants = .leave
    ) {
        self.executable = executable
        self.arguments = arguments
        self.directory = directory
        self.environment = environment
        self.standardError = standardError
        self.descendants = descendants
    }
}

/// Ward's ends of a child's pipes; close-on-exec, and owned by whoever asks for them.
public struct ChildStreams: Hashable, Sendable {
    /// The write end of its standard input.
    public let input: Int32
    /// The read end of its standard output.
    public let output: Int32
    /// The read end of its standard error, if that is a pipe.
    public let standardError: Int32?
}
