// SPDX-License-Identifier: Apache-2.0

/// Something about a launch that a person should know before it runs.
public struct LaunchFinding: Hashable, Sendable {
    /// How much it matters.
    public enum Tier: Int, Hashable, Sendable, Comparable, CaseIterable {
        /// Worth knowing.
        case note
        /// Look at it: the launch is no longer of low risk.
        case caution
        /// High risk: never approved by `--yes`, and the name or the short digest has to be typed.
        case danger

        /// Orders by weight.
        public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
    }

    /// What in the launch it is about.
    public enum Place: Hashable, Sendable {
        /// The launch as a whole.
        case launch
        /// Bytes of the executable's text.
        case executable(Range<Int>)
        /// Bytes (UTF-8) of one argument, counted from 0.
        case argument(Int, Range<Int>)
        /// An environment variable.
        case environment(String)
        /// The working directory.
        case directory
        /// The URL.
        case url
        /// A header.
        case header(String)
    }

    /// The stable code, such as `launch.shell`; it has a heading in `docs/findings.md`.
    public let code: String
    /// How much it matters.
    public let tier: Tier
    /// What it is about.
    public let place: Place
    /// What it means and what to do, for a person; foreign text in it is escaped.
    public let detail: String

    /// Makes a finding.
    public init(_ code: LaunchCode, _ tier: Tier, _ place: Place, _ detail: String) {
        self.code = code.rawValue
        self.tier = tier
        self.place = place
        self.detail = detail
    }
}
