// SPDX-License-Identifier: Apache-2.0

/// The kinds of places that no server should be given without thought (L3, T92).
enum SensitivePlace: Hashable, Sendable {
    case root
    case home
    case keys
    case browser
    case client
    case ward
    case startup
    case socket
    case systemSecret
    case system
    case mixed

    var code: LaunchCode {
        switch self {
        case .home: .wholeHome
        case .socket: .containerEscape
        default: .sensitivePath
        }
    }

    var tier: LaunchFinding.Tier {
        switch self {
        case .system, .mixed: .caution
        default: .danger
        }
    }

    var detail: String {
        switch self {
        case .root: "Gives the whole file system. Name the one folder that the server needs."
        case .home:
            "Gives a whole home folder, keys and browser data with it. Name the one folder that the server needs."
        case .keys: "Keys or credentials are kept here. Give the server a credential of its own instead."
        case .browser: "A browser's or mail program's data, with its logins. No MCP server needs it whole."
        case .client: "An AI client's configuration: who writes here decides what runs next. Do not give it away."
        case .ward: "Ward's own state: who writes here forges consents. Do not give it away."
        case .startup: "What is written here runs by itself later. Do not give it to a server."
        case .socket: "Who can use this socket is root on this machine. Do not give it to a server."
        case .systemSecret: "Passwords and keys of the system are kept here. Do not give it to a server."
        case .system: "A folder of the operating system. Name a folder of your own instead."
        case .mixed: "Many programs keep settings and secrets here. Name the one folder that the server needs."
        }
    }

    /// The place below a home folder, by lower-case components.
    static func inHome(_ parts: [String]) -> SensitivePlace? {
        if parts.isEmpty { return .home }
        let path = parts.joined(separator: "/")
        for (kind, places) in homePlaces where places.contains(where: { isAt(path, $0) }) { return kind }
        if mixedPlaces.contains(path) { return .mixed }
        return nil
    }

    /// The place below the root.
    static func absolute(_ given: [String]) -> SensitivePlace? {
        var parts = given
        // WSL and macOS show the same places under other names.
        if parts.count >= 2, parts[0] == "mnt", parts[1].utf8.count == 1 { parts.removeFirst(2) }
        if let first = parts.first, first.utf8.count == 2, first.hasSuffix(":") { parts.removeFirst() }
        if parts.first == "private", parts.count > 1 { parts.removeFirst() }
        guard let first = parts.first else { return .root }
        if first == "home" || first == "users" || parts.starts(with: ["documents and settings"]) {
            return parts.count == 1 ? .home : inHome(Array(parts.dropFirst(2)))
        }
        if first == "root" { return inHome(Array(parts.dropFirst())) }
        if parts.starts(with: ["var", "root"]) { return inHome(Array(parts.dropFirst(2))) }
        let path = parts.joined(separator: "/")
        if path == "dev/null" { return nil }
        for (kind, places) in rootPlaces where places.contains(where: { isAt(path, $0) }) { return kind }
        if parts.count > 2, parts[0] == "proc", ["environ", "mem", "root", "fd"].contains(parts[2]) {
            return .systemSecret
        }
        if parts.count == 1, systemFolders.contains(first) { return .system }
        return systemTrees.contains(first) ? .system : nil
    }

    /// At the place or below it.
    private static func isAt(_ path: String, _ place: String) -> Bool {
        path == place || (path.hasPrefix(place) && path.utf8.dropFirst(place.utf8.count).first == UInt8(ascii: "/"))
    }

    private static let homePlaces: [(SensitivePlace, [String])] = [
        (
            .ward,
            [".config/ward", ".local/state/ward", "library/application support/ward", "library/ward"]
        ),
        (
            .client,
            [
                ".cursor", ".claude", ".claude.json", ".codeium", ".codex", ".gemini", ".continue", ".cline", ".kiro",
                ".copilot", ".windsurf", ".trae", ".lmstudio", ".roo", ".qwen", ".aws/amazonq", ".vscode",
                ".vscode-insiders", ".config/claude", ".config/code", ".config/cursor", ".config/zed", ".config/goose",
                ".config/opencode", ".config/github-copilot", "library/application support/claude",
                "library/application support/code", "library/application support/cursor", "appdata/roaming/claude",
                "appdata/roaming/code", "appdata/roaming/cursor", ".config/amp", ".factory", ".warp",
            ]
        ),
        (
            .keys,
            [
                ".ssh", ".aws", ".azure", ".gnupg", ".kube", ".docker", ".config/gcloud", ".config/gh", ".config/hub",
                ".config/op", ".netrc", "_netrc", ".git-credentials", ".config/git/credentials", ".npmrc", ".pypirc",
                ".password-store", ".local/share/keyrings", "library/keychains", ".1password", ".terraform.d",
                ".cargo/credentials", ".cargo/credentials.toml", ".m2/settings.xml", ".gem/credentials", ".vault-token",
                ".databrickscfg", ".pgpass", ".my.cnf", ".bash_history", ".zsh_history", ".config/solana", ".bitcoin",
                ".ethereum", ".electrum", ".config/rclone", ".oci", ".s3cfg", ".boto", ".config/doctl", ".fly",
                "appdata/roaming/microsoft/credentials", "appdata/roaming/microsoft/protect",
                "appdata/local/microsoft/credentials", "appdata/roaming/gnupg",
            ]
        ),
        (
            .browser,
            [
                ".mozilla", ".config/google-chrome", ".config/chromium", ".config/bravesoftware",
                ".config/microsoft-edge",
                ".config/vivaldi", ".thunderbird", "snap/firefox", "library/safari", "library/cookies", "library/mail",
                "library/messages", "library/application support/google", "library/application support/firefox",
                "library/application support/bravesoftware", "library/application support/microsoft edge",
                "library/application support/arc", "library/application support/chromium",
                "appdata/local/google/chrome", "appdata/local/microsoft/edge", "appdata/local/bravesoftware",
                "appdata/roaming/mozilla",
            ]
        ),
        (
            .startup,
            [
                ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zshenv", ".zprofile",
                ".zlogin", ".config/fish", ".config/autostart", ".config/systemd", ".config/environment.d", ".xinitrc",
                ".xprofile", ".pam_environment", "library/launchagents", ".gitconfig", ".config/git", ".inputrc",
                ".vimrc",
                ".config/nvim", ".config/pip", ".pip", ".config/uv", ".config/npm", ".local/bin", "bin", ".tmux.conf",
                "appdata/roaming/microsoft/windows/start menu", ".config/powershell", ".pythonrc",
            ]
        ),
    ]

    private static let mixedPlaces: Set<String> = [
        ".config", ".local", ".local/share", ".local/state", ".cache", "library", "library/application support",
        "library/preferences", "appdata", "appdata/roaming", "appdata/local",
    ]

    private static let rootPlaces: [(SensitivePlace, [String])] = [
        (
            .socket,
            [
                "var/run/docker.sock", "run/docker.sock", "run/podman/podman.sock", "var/run/podman", "run/containerd",
                "var/run/containerd", "run/crio", "var/run/crio", "var/lib/docker", "var/run/libvirt",
                "run/systemd/private",
                "run/dbus/system_bus_socket", "var/run/dbus/system_bus_socket",
            ]
        ),
        (
            .systemSecret,
            [
                "etc/shadow", "etc/gshadow", "etc/sudoers", "etc/sudoers.d", "etc/ssh", "etc/krb5.keytab",
                "etc/ssl/private",
                "var/run/secrets", "run/secrets", "library/keychains", "etc/kubernetes", "windows/system32/config",
            ]
        ),
        (
            .startup,
            [
                "etc/cron.d", "etc/cron.daily", "etc/cron.hourly", "etc/crontab", "etc/profile", "etc/profile.d",
                "etc/bash.bashrc", "etc/zshrc", "etc/zsh", "etc/systemd", "etc/init.d", "etc/rc.local",
                "etc/ld.so.preload",
                "etc/ld.so.conf", "etc/ld.so.conf.d", "etc/xdg/autostart", "var/spool/cron", "library/launchdaemons",
                "library/launchagents", "usr/lib/systemd", "lib/systemd",
                "programdata/microsoft/windows/start menu",
            ]
        ),
    ]

    /// Judged only when they are given whole; programs and libraries below them are named in honest launches.
    private static let systemFolders: Set<String> = [
        "usr", "bin", "sbin", "lib", "lib64", "var", "opt", "system", "library", "windows", "program files", "run",
        "mnt",
        "media", "volumes", "private", "applications",
    ]

    private static let systemTrees: Set<String> = ["etc", "boot", "dev", "proc", "sys"]
}
