// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// How a server starts.
public enum Launch: Hashable, Sendable {
    /// A process on this machine that speaks over its standard streams.
    case stdio(StdioLaunch)
    /// An endpoint elsewhere.
    case http(HTTPLaunch)

    /// The value that stands in a lock.
    public var value: JSONValue {
        switch self {
        case .stdio(let launch): launch.value
        case .http(let launch): launch.value
        }
    }
}

/// A process: exactly what is given to the system, never through a shell.
public struct StdioLaunch: Hashable, Sendable {
    /// The program: a name to look up, or a path.
    public var executable: String
    /// What stands behind it, one element an argument.
    public var arguments: [String]
    /// The working directory; nil where the launch does not care.
    public var directory: String?
    /// Each variable that the launch names.
    public var environment: [String: EnvironmentValue]

    /// Makes a launch.
    public init(
        executable: String,
        arguments: [String] = [],
        directory: String? = nil,
        environment: [String: EnvironmentValue] = [:]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.directory = directory
        self.environment = environment
    }

    var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("transport", "stdio"), ("executable", .string(executable)),
            ("arguments", .array(arguments.map { .string($0) })),
        ]
        if let directory { members.append(("cwd", .string(directory))) }
        members.append(("environment", EnvironmentValue.object(environment)))
        return .object(JSONObject(members))
    }
}

/// A remote endpoint.
public struct HTTPLaunch: Hashable, Sendable {
    /// The endpoint, `https`, or `http` on the loopback.
    public var url: String
    /// The headers that every request carries.
    public var headers: [String: EnvironmentValue]

    /// Makes a launch.
    public init(url: String, headers: [String: EnvironmentValue] = [:]) {
        self.url = url
        self.headers = headers
    }

    var value: JSONValue {
        ["transport": "http", "url": .string(url), "headers": EnvironmentValue.object(headers)]
    }
}

/// The value of an environment variable or a header, as far as a lock may hold it.
public enum EnvironmentValue: Hashable, Sendable {
    /// In clear; never for what looks secret.
    case plain(String)
    /// Taken from the environment that `ward run` itself is started with, under this name. A lock holds no secret.
    case inherited(String)

    var value: JSONValue {
        switch self {
        case .plain(let text): .string(text)
        case .inherited(let name): ["inherit": .string(name)]
        }
    }

    static func object(_ values: [String: EnvironmentValue]) -> JSONValue {
        let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(JSONObject(sorted.map { ($0.key, $0.value.value) }))
    }
}
