// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// One element of `packages`: made into the command line that clients make of it.
///
/// The schema says no command line, so what is made here is what is shown and consented to, never the registry's name.
struct RegistryPackage {
    private var fields: SourceFields
    private var notes: ReadingNotes
    private let node: JSONNode

    init(_ node: JSONNode, in document: JSONDocument, notes: ReadingNotes) throws(SourceError) {
        self.node = node
        self.notes = notes
        fields = try SourceFields(node, in: document)
        fields.toCamelCase(&self.notes)
        // The first schemas called the identifier `name`.
        if fields.has("name") {
            fields.rename("name", to: "identifier")
            self.notes.oldSchema()
        }
    }

    private var document: JSONDocument { fields.document }

    mutating func read(name: String) throws(SourceError) -> LaunchRequest {
        let typeNode = try fields.needed("registryType")
        let type = try document.text(typeNode)
        let identifier = try fields.needed("identifier")
        try checkTransport()
        try noteIndex()
        let package: PackageReference
        var launch: StdioLaunch
        switch type {
        case "npm": (package, launch) = try node(identifier)
        case "pypi": (package, launch) = try python(identifier)
        case "oci": (package, launch) = try container(identifier)
        case "nuget": (package, launch) = try dotnet(identifier)
        case "mcpb": (package, launch) = try bundle(identifier)
        default:
            throw document.error(
                .notRunnable, at: typeNode, "Ward knows no way to run packages of `\(Visible.escaped(type, limit: 40))`"
            )
        }
        launch.environment = environment
        try fields.finish()
        let whole = Launch.stdio(launch)
        notes.interpolations(in: whole) { text in
            // A bundle is unpacked later, and its folder is no placeholder of the source.
            text == BundleManifest.folder ? nil : Interpolation.firstTemplate(in: text)
        }
        return LaunchRequest(
            suggestedName: name, launch: whole, package: package, source: .registryFile, dropped: notes.dropped,
            findings: notes.findings)
    }

    private var environment: [String: EnvironmentValue] = [:]
    /// The variables in the order of the file, for `docker run -e`.
    private var variables: [String] = []

    // MARK: Each registry

    private mutating func node(_ identifier: JSONNode) throws(SourceError) -> (PackageReference, StdioLaunch) {
        let name = try document.text(identifier)
        guard PackageText.isNodeName(name) else { throw fault(name, "npm", identifier) }
        let version = try release(PackageText.isNodeRelease)
        try checkHint(["npx"])
        let (runtime, arguments) = try arguments()
        let yes = runtime.contains("-y") || runtime.contains("--yes") ? [] : ["-y"]
        return (
            PackageReference(
                .npm, name: name, version: version, isPinned: true, arguments: arguments, fileSha256: try sha256()),
            StdioLaunch(executable: "npx", arguments: yes + runtime + ["\(name)@\(version)"] + arguments)
        )
    }

    private mutating func python(_ identifier: JSONNode) throws(SourceError) -> (PackageReference, StdioLaunch) {
        let name = try document.text(identifier)
        guard PackageText.isPythonName(name) else { throw fault(name, "PyPI", identifier) }
        let version = try release(PackageText.isPythonRelease)
        try checkHint(["uvx"])
        var (runtime, arguments) = try arguments()
        var package = PackageReference(
            .pypi, name: name, version: version, isPinned: true, arguments: arguments, fileSha256: try sha256())
        guard let option = runtime.firstIndex(of: "--from") else {
            return (package, StdioLaunch(executable: "uvx", arguments: runtime + ["\(name)@\(version)"] + arguments))
        }
        guard option + 1 < runtime.count else { throw document.error(.missing, at: node, "`--from` names no package") }
        let named = runtime[option + 1].utf8.prefix { ASCII.isAlphanumeric($0) || "._-".utf8.contains($0) }
        guard PackageText.normalised(String(Substring(named))) == PackageText.normalised(name) else {
            throw document.error(.conflict, at: node, "`--from` names another package than the identifier")
        }
        // The command is what follows, or has the package's own name.
        if runtime.count == option + 2 { runtime.append(name) }
        package.command = runtime[option + 2]
        return (package, StdioLaunch(executable: "uvx", arguments: runtime + arguments))
    }

    private mutating func container(_ identifier: JSONNode) throws(SourceError) -> (PackageReference, StdioLaunch) {
        var image = try document.text(identifier)
        if let node = fields.take("version") {
            // Files of older schemas have the tag here.
            let version = try document.text(node)
            guard ContainerImage(image)?.version == nil else {
                throw document.error(.conflict, at: node, "the identifier has a version of its own")
            }
            image += ":" + version
        }
        guard let parts = ContainerImage(image) else { throw fault(image, "a container registry", identifier) }
        guard let version = parts.version, version != "latest" else { throw versionFault("the image", identifier) }
        try checkHint(["docker", "podman"])
        let engine = hint ?? "docker"
        let (runtime, arguments) = try arguments()
        let passed = variables.flatMap { ["-e", $0] }
        // Some publishers write the whole `run -i --rm` themselves.
        let head =
            runtime.first == "run" ? ["run"] + passed + runtime.dropFirst() : ["run", "-i", "--rm"] + passed + runtime
        return (
            PackageReference(
                .oci, name: parts.name, version: version, isPinned: parts.isDigest, arguments: arguments),
            StdioLaunch(executable: engine, arguments: head + [image] + arguments)
        )
    }

    private mutating func dotnet(_ identifier: JSONNode) throws(SourceError) -> (PackageReference, StdioLaunch) {
        let name = try document.text(identifier)
        guard name.utf8.count <= 100, let first = name.utf8.first, ASCII.isAlphanumeric(first),
            ASCII.isMade(name, alphanumericOr: "._-")
        else { throw fault(name, "NuGet", identifier) }
        let version = try release { PackageText.isPythonRelease($0) && !$0.contains("!") }
        try checkHint(["dnx"])
        let (runtime, arguments) = try arguments()
        let tail = arguments.isEmpty ? [] : ["--"] + arguments
        return (
            PackageReference(
                .nuget, name: name, version: version, isPinned: true, arguments: arguments, fileSha256: try sha256()),
            StdioLaunch(executable: "dnx", arguments: runtime + ["\(name)@\(version)", "--yes"] + tail)
        )
    }

    private mutating func bundle(_ identifier: JSONNode) throws(SourceError) -> (PackageReference, StdioLaunch) {
        let url = try document.text(identifier)
        let isFine: Bool
        do {
            isFine = try EndpointURL.check(url) == .protected && url.lowercased().hasPrefix("https://")
        } catch {
            throw document.error(.url, at: identifier, "the bundle's URL is refused: \(error.detail)")
        }
        guard isFine else { throw document.error(.url, at: identifier, "a bundle is taken over `https` only") }
        let version = try fields.string("version")
        guard let digest = try sha256() else {
            throw document.error(.missing, at: node, "a bundle needs its `fileSha256`")
        }
        let (runtime, arguments) = try arguments()
        guard runtime.isEmpty else {
            throw document.error(
                .conflict, at: node, "a bundle says itself what it runs, so it has no `runtimeArguments`")
        }
        return (
            PackageReference(
                .mcpb, name: url, version: version, isPinned: true, arguments: arguments, fileSha256: digest),
            StdioLaunch(executable: BundleManifest.folder, arguments: arguments)
        )
    }

    // MARK: What all have

    private var hint: String?

    private mutating func checkHint(_ allowed: [String]) throws(SourceError) {
        guard let node = fields.take("runtimeHint") else { return }
        let text = try document.text(node)
        guard allowed.contains(text) else {
            throw document.error(
                .conflict, at: node,
                "`\(Visible.escaped(text, limit: 40))` is not how packages of this kind are run here")
        }
        hint = text
    }

    /// The arguments before and behind the identifier; the variables are read too, because containers name them.
    private mutating func arguments() throws(SourceError) -> (runtime: [String], package: [String]) {
        var names: Set<String> = []
        for element in try fields.objects("environmentVariables") {
            var input = try RegistryInput(element, in: document, &notes)
            let name = try input.name(fault: NamedValues.fault(inVariable:))
            guard names.insert(name).inserted else {
                throw document.error(.duplicate, at: element, "the variable `\(name)` stands twice")
            }
            guard let value = input.variableValue(name, &notes) else { continue }
            environment[name] = value
            variables.append(name)
        }
        let runtime = try RegistryArguments.read(fields.objects("runtimeArguments"), in: document, &notes)
        return (runtime, try RegistryArguments.read(fields.objects("packageArguments"), in: document, &notes))
    }

    private mutating func checkTransport() throws(SourceError) {
        guard let node = fields.take("transport") else { return }
        var transport = try SourceFields(node, in: document)
        let type = try document.text(try transport.needed("type"))
        guard type == "stdio" else {
            throw document.error(
                .notRunnable, at: node, "the package is a program to start and an endpoint to call at once",
                hint: "start it yourself and add its URL")
        }
        try transport.finish()
    }

    /// Packages come from the index that the user configured, so a package meant for another one can be a stranger's there.
    private mutating func noteIndex() throws(SourceError) {
        guard let node = fields.take("registryBaseUrl") else { return }
        let text = try document.text(node)
        notes.drop(document.pointer(to: node).description, text)
        notes.find(
            .otherIndex, .caution, .launch,
            "The file says that the package lies at `\(Visible.escaped(text, limit: 200))`. Ward takes it from the index "
                + "that you configured; make sure that it is the same package there")
    }

    private mutating func release(_ isExact: (String) -> Bool) throws(SourceError) -> String {
        guard let node = fields.take("version") else { throw versionFault("the package", self.node) }
        let version = try document.text(node)
        guard isExact(version) else { throw versionFault("the package", node) }
        return version
    }

    private mutating func sha256() throws(SourceError) -> String? {
        guard let node = fields.take("fileSha256") else { return nil }
        let text = try document.text(node)
        guard text.utf8.count == 64, text.utf8.allSatisfy(ASCII.isHexadecimal) else {
            throw document.error(.value, at: node, "a SHA-256 has 64 hexadecimal digits")
        }
        return text.lowercased()
    }

    private func fault(_ name: String, _ ecosystem: String, _ node: JSONNode) -> SourceError {
        document.error(.name, at: node, "`\(Visible.escaped(name, limit: 100))` cannot name a package of \(ecosystem)")
    }

    private func versionFault(_ what: String, _ node: JSONNode) -> SourceError {
        document.error(
            .version, at: node, "the file does not say which one release of \(what) is meant",
            hint: "add the package by its name, and Ward pins what it finds")
    }
}
