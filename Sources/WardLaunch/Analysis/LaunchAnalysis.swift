// SPDX-License-Identifier: Apache-2.0

public import WardLock

/// What a launch really runs, read from its command line alone (SEP-1024; S2, S8, S11, L2, L3).
///
/// Nothing is looked up and nothing is run. Each runner is read with its own table of options, so that the place where
/// its package ends and the server's own arguments begin is known; what is not understood is a finding.
public struct LaunchAnalysis: Hashable, Sendable {
    /// The package that runs, where a package runner was understood.
    public let package: PackageReference?
    /// Whether that package is all: no second one is named, and no line for a shell.
    public let isOnePackage: Bool
    /// The program whose command line was understood; nil for an endpoint.
    public let runner: Runner?
    /// The script, module or command that the runner starts, where it is no package.
    public let program: String?
    /// The arguments that the server itself gets.
    public let serverArguments: [String]
    /// What a person should know, by place; at most 64.
    public let findings: [LaunchFinding]

    /// Reads a launch.
    ///
    /// - Parameters:
    ///   - launch: The launch as its source says it.
    ///   - home: The user's home folder; paths in it are judged against it.
    ///   - project: The project's folder, which the launch may reach, if there is one.
    public init(of launch: Launch, home: String, project: String?) {
        switch launch {
        case .stdio(let stdio):
            var reader = CommandReader(paths: PathJudge(home: home, project: project, directory: stdio.directory))
            reader.read(stdio)
            runner = reader.runner
            package = reader.package
            isOnePackage = reader.package != nil && reader.isOnePackage
            program = reader.program
            serverArguments = reader.serverArguments.map(\.text)
            findings = reader.findings.sorted
        case .http(let http):
            var list = FindingList()
            EndpointJudge.judge(http, into: &list)
            (package, runner, program, serverArguments, isOnePackage) = (nil, nil, nil, [], false)
            findings = list.sorted
        }
    }
}
