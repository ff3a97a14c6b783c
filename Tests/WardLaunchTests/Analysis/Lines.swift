// SPDX-License-Identifier: Apache-2.0

import WardLock

@testable import WardLaunch

/// The home folder that all tables assume.
let home = "/home/ann"

/// The project folder that all tables assume.
let project = "/home/ann/work/app"

/// A command line as the tables write it: words between spaces, `␣` for a space inside a word.
func words(_ line: String) -> [String] {
    line.split(separator: " ").map { word in String(word.map { $0 == "␣" ? " " : $0 }) }
}

/// The launch of a command line.
func launch(_ argv: [String], _ environment: [String: EnvironmentValue] = [:], directory: String? = nil) -> StdioLaunch
{
    StdioLaunch(
        executable: argv.first ?? "", arguments: Array(argv.dropFirst()), directory: directory, environment: environment
    )
}

/// What Ward says about a command line.
func analysis(_ line: String, _ environment: [String: EnvironmentValue] = [:], directory: String? = nil)
    -> LaunchAnalysis
{
    LaunchAnalysis(of: .stdio(launch(words(line), environment, directory: directory)), home: home, project: project)
}

/// A finding as the tables write it: `unpinned caution pkg@latest`, with the text that its place covers.
func written(_ finding: LaunchFinding, in launch: StdioLaunch) -> String {
    let code = finding.code.split(separator: ".").dropFirst().joined(separator: ".")
    return [code, "\(finding.tier)", covered(finding.place, in: launch)].joined(separator: " ")
}

/// The text that a place covers; a trap-free reading of it is what the property test is about.
func covered(_ place: LaunchFinding.Place, in launch: StdioLaunch) -> String {
    func cut(_ text: String, _ range: Range<Int>) -> String {
        let bytes = Array(text.utf8)
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return "outside \(range)" }
        return String(validating: bytes[range], as: UTF8.self) ?? "no scalar boundary \(range)"
    }
    switch place {
    case .launch: return "launch"
    case .executable(let range): return cut(launch.executable, range)
    case .argument(let index, let range):
        return launch.arguments.indices.contains(index) ? cut(launch.arguments[index], range) : "no argument \(index)"
    case .environment(let name): return "$" + name
    case .directory: return "cwd"
    case .url: return "url"
    case .header(let name): return "header " + name
    }
}

/// All findings of a command line as the tables write them.
func findings(
    _ line: String, _ environment: [String: EnvironmentValue] = [:], directory: String? = nil
) -> [String] {
    analysis(line, environment, directory: directory).findings
        .map { written($0, in: launch(words(line), environment, directory: directory)) }
}
