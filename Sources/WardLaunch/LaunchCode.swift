// SPDX-License-Identifier: Apache-2.0

/// The codes of findings about launches; each has a heading in `docs/findings.md`.
public enum LaunchCode: String, Hashable, Sendable, CaseIterable {
    // What runs
    case shell = "launch.shell"
    case inlineCode = "launch.inline-code"
    case elevation = "launch.elevation"
    case download = "launch.download"
    case deletion = "launch.deletion"
    case proxy = "launch.proxy"
    case joinedCommand = "launch.joined-command"
    case hiddenText = "launch.hidden-text"
    case interpolation = "launch.interpolation"
    case obfuscated = "launch.obfuscated"
    case reverseShell = "launch.reverse-shell"
    case outsideWrite = "launch.outside-write"
    case installer = "launch.installer"
    case agentBypass = "launch.agent-bypass"
    case preloadedCode = "launch.preloaded-code"
    case debugger = "launch.debugger"
    case broadPermissions = "launch.broad-permissions"

    // What of the command is not understood
    case unknownOption = "launch.unknown-option"
    case nestedCommand = "launch.nested-command"
    case manyArguments = "launch.many-arguments"
    case manyFindings = "launch.many-findings"

    // Where its code comes from
    case unpinned = "launch.unpinned"
    case otherIndex = "launch.other-index"
    case otherSource = "launch.other-source"
    case buildsFromSource = "launch.builds-from-source"

    // What it reaches
    case sensitivePath = "launch.sensitive-path"
    case wholeHome = "launch.whole-home"
    case containerEscape = "launch.container-escape"
    case looseLocation = "launch.loose-location"
    case plainHTTP = "launch.plain-http"

    // Environment
    case dangerousVariable = "launch.dangerous-variable"
    case secretInClear = "launch.secret-in-clear"

    // How the source was read
    case droppedField = "source.dropped-field"
    case oldSchema = "source.old-schema"
    case repairedText = "source.repaired-text"

    // The closure
    case unresolved = "closure.unresolved"
    case installScripts = "closure.install-scripts"
}
