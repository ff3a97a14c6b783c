// SPDX-License-Identifier: Apache-2.0

/// The other parts of an entry that hold paths: programs and scripts of this machine, and the interpreter.
extension Places {
    /// The closure with symbols resolved.
    public func resolve(_ closure: Closure) throws(LockError) -> Closure {
        try closure.mappingPaths { path throws(LockError) in try resolve(path) }
    }

    /// The origin with symbols resolved.
    public func resolve(_ origin: Origin) throws(LockError) -> Origin {
        var origin = origin
        origin.name = try resolve(origin.name)
        return origin
    }

    /// A command line with symbols resolved.
    public func resolve(_ command: [String]) throws(LockError) -> [String] {
        try command.map { word throws(LockError) in try resolve(word) }
    }

    /// The launch with every path that lies in one of these folders written as its symbol.
    public func abbreviate(_ launch: Launch) -> Launch {
        guard case .stdio(var stdio) = launch else { return launch }
        stdio.executable = abbreviate(stdio.executable)
        stdio.arguments = stdio.arguments.map(abbreviate)
        stdio.directory = stdio.directory.map(abbreviate)
        stdio.environment = stdio.environment.mapValues { value in
            if case .plain(let text) = value { .plain(abbreviate(text)) } else { value }
        }
        return .stdio(stdio)
    }

    /// The closure with its paths abbreviated.
    public func abbreviate(_ closure: Closure) -> Closure {
        closure.mappingPaths { abbreviate($0) }
    }

    /// The origin with its path abbreviated.
    public func abbreviate(_ origin: Origin) -> Origin {
        var origin = origin
        origin.name = abbreviate(origin.name)
        return origin
    }

    /// The request with its paths abbreviated; a source that is the command itself stays that.
    public func abbreviate(_ request: LockRequest) -> LockRequest {
        let command = request.command.map(abbreviate)
        let isCommand = request.source == request.command.joined(separator: " ")
        return LockRequest(
            source: isCommand ? command.joined(separator: " ") : abbreviate(request.source), command: command,
            settings: request.settings.mapValues { $0.map(abbreviate) })
    }

    /// Whether a text names one of a person's folders elsewhere than at its start, where no symbol can stand for it.
    public func namesFolderWithin(_ text: String) -> Bool {
        [project, home].compactMap { $0 }.contains { folder in
            folder.utf8.count > 1 && abbreviate(text) == text && text.contains(folder + "/")
        }
    }
}

extension Closure {
    fileprivate func mappingPaths<Failure>(
        _ change: (String) throws(Failure) -> String
    ) throws(Failure) -> Closure {
        var interpreter = interpreter
        if let path = interpreter?.path { interpreter?.path = try change(path) }
        // What is downloaded has a name of its ecosystem, which never begins as a path or a symbol does.
        let artifacts = try artifacts.map { artifact throws(Failure) in
            var artifact = artifact
            artifact.name = try change(artifact.name)
            return artifact
        }
        return Closure(interpreter: interpreter, artifacts: artifacts, isResolved: isResolved)
    }
}
