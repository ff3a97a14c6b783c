// SPDX-License-Identifier: Apache-2.0

/// The machine that this program was built for, as locks name it.
enum Platform {
    /// The operating system and the processor, such as `linux-x86_64`.
    static let name = "\(system)-\(processor)"

    #if os(macOS)
    private static let system = "macos"
    #else
    private static let system = "linux"
    #endif

    #if arch(arm64)
    private static let processor = "arm64"
    #elseif arch(x86_64)
    private static let processor = "x86_64"
    #else
    private static let processor = "other"
    #endif
}
