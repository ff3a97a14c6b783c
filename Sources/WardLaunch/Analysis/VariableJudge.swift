// SPDX-License-Identifier: Apache-2.0

import WardLock

/// Judges environment variables by their names: those that load code, choose where code comes from, or move traffic (T51).
///
/// The value of an inherited variable is not known here and is the user's own, so it weighs one tier less.
enum VariableJudge {
    static func judge(
        _ name: String, value: EnvironmentValue, place: LaunchFinding.Place, into findings: inout FindingList
    ) {
        // Windows knows no case here, and the proxy variables come in both.
        let upper = String(decoding: name.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
        guard let (tier, effect) = weight(of: upper) else { return }
        var weight = tier
        switch value {
        case .inherited: weight = tier == .danger ? .caution : .note
        case .plain(let text) where isHarmless(upper, text): weight = .note
        case .plain: break
        }
        findings.add(
            .dangerousVariable, weight, place,
            "\(Shown.text(name)) \(effect). Leave it out unless you know why it is there.")
    }

    private static func weight(of name: String) -> (LaunchFinding.Tier, String)? {
        if let exact = exact[name] { return (exact.tier, exact.effect) }
        for (prefix, weight) in prefixes where name.hasPrefix(prefix) { return (weight.tier, weight.effect) }
        for (suffix, weight) in suffixes where name.hasSuffix(suffix) { return (weight.tier, weight.effect) }
        return nil
    }

    /// Values that switch nothing dangerous on: settings of Node that only size or quieten it, a plain filter of warnings.
    private static func isHarmless(_ name: String, _ value: String) -> Bool {
        if name == "PYTHONWARNINGS" { return !value.utf8.contains(UInt8(ascii: ":")) }
        if name == "NPM_CONFIG_IGNORE_SCRIPTS" || name == "NPM_CONFIG_STRICT_SSL" { return value == "true" }
        guard name == "NODE_OPTIONS" else { return value.isEmpty }
        let harmless = [
            "--max-old-space-size", "--no-warnings", "--no-deprecation", "--enable-source-maps", "--trace-warnings",
            "--dns-result-order", "--max-http-header-size", "--experimental-vm-modules", "--use-system-ca",
        ]
        return value.split(separator: " ").allSatisfy { option in
            harmless.contains { option == $0 || option.hasPrefix($0 + "=") }
        }
    }

    private enum Effect {
        case loads, runs, sources, moves, trusts, finds, shells, configures, agent

        var tier: LaunchFinding.Tier {
            switch self {
            case .loads, .runs, .sources, .trusts, .shells, .agent: .danger
            case .moves, .finds, .configures: .caution
            }
        }

        var effect: String {
            switch self {
            case .loads: "loads more code into every program that starts"
            case .runs: "names a program that others start unseen"
            case .sources: "changes where packages and their code come from"
            case .moves: "sends traffic, with its keys, to another host"
            case .trusts: "changes which certificates are believed, so traffic can be read on the way"
            case .finds: "changes which programs and files are found"
            case .shells: "changes what a shell runs or how it reads commands"
            case .configures: "changes the settings of a program that fetches or runs code"
            case .agent: "lets an agent act without asking"
            }
        }
    }

    private static func all(_ names: String, _ effect: Effect) -> [(String, Effect)] {
        names.split(separator: " ").map { (String($0), effect) }
    }

    private static let exact: [String: Effect] = Dictionary(
        [
            all(
                """
                NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE \
                PYTHONBREAKPOINT PYTHONWARNINGS PYTHONEXECUTABLE PYTHONPLATLIBDIR PYTHONPYCACHEPREFIX PYTHONINSPECT \
                PYTHONCASEOK PERL5OPT PERL5LIB PERLLIB PERL5DB RUBYOPT RUBYLIB JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS \
                _JAVA_OPTIONS CLASSPATH LUA_INIT LUA_PATH LUA_CPATH PHPRC PHP_INI_SCAN_DIR R_PROFILE R_PROFILE_USER \
                DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS CORECLR_PROFILER CORECLR_ENABLE_PROFILING CORECLR_PROFILER_PATH \
                COR_PROFILER COR_ENABLE_PROFILING GCONV_PATH GTK_MODULES QT_PLUGIN_PATH GIO_EXTRA_MODULES LIBPATH SHLIB_PATH \
                OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES BUN_INSPECT_PRELOAD ELECTRON_RUN_AS_NODE GOFLAGS \
                RUSTC_WRAPPER RUSTFLAGS GLIBC_TUNABLES VIMINIT ERL_AFLAGS ERL_FLAGS JULIA_LOAD_PATH
                """, .loads),
            all(
                """
                GIT_SSH GIT_SSH_COMMAND GIT_ASKPASS SSH_ASKPASS GIT_EDITOR GIT_PAGER GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND \
                GIT_EXEC_PATH GIT_TEMPLATE_DIR GIT_SEQUENCE_EDITOR EDITOR VISUAL PAGER BROWSER LESSOPEN LESSCLOSE MANPAGER \
                PYTHON_KEYRING_BACKEND SUDO_ASKPASS CC CXX LD AR MAKEFLAGS COMSPEC
                """, .runs),
            all(
                """
                GIT_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GOPROXY GOSUMDB \
                GONOSUMDB GONOSUMCHECK GOPRIVATE GOINSECURE NUGET_PACKAGES DENO_NPM_REGISTRY JSR_URL NPM_CONFIG_REGISTRY \
                NPM_CONFIG_USERCONFIG NPM_CONFIG_GLOBALCONFIG NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_NODE_OPTIONS NPM_CONFIG_GIT \
                NPM_CONFIG_PREFIX NPM_CONFIG_CACHE NPM_CONFIG_STRICT_SSL NPM_CONFIG_IGNORE_SCRIPTS NPM_CONFIG_SHELL NPM_CONFIG_PACKAGE NPM_CONFIG_CALL UV_INDEX \
                UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_FIND_LINKS UV_CONFIG_FILE UV_PYTHON UV_INSECURE_HOST \
                UV_OVERRIDE UV_CONSTRAINT UV_BUILD_CONSTRAINT UV_INDEX_STRATEGY UV_PYTHON_INSTALL_MIRROR UV_PYPY_INSTALL_MIRROR \
                UV_TOOL_DIR UV_TOOL_BIN_DIR UV_CACHE_DIR UV_ENV_FILE UV_WORKING_DIRECTORY UV_PROJECT PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS \
                PIP_CONFIG_FILE PIP_TRUSTED_HOST PIP_TARGET PIP_PREFIX PIP_CONSTRAINT PIP_REQUIREMENT YARN_REGISTRY \
                BUN_CONFIG_REGISTRY COREPACK_NPM_REGISTRY DOCKER_HOST DOCKER_CONFIG CONTAINER_HOST HOMEBREW_BOTTLE_DOMAIN CARGO_HOME
                """, .sources),
            all(
                """
                NODE_TLS_REJECT_UNAUTHORIZED NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE \
                GIT_SSL_NO_VERIFY GIT_SSL_CAINFO PYTHONHTTPSVERIFY DENO_CERT DENO_TLS_CA_STORE AWS_CA_BUNDLE \
                SSLKEYLOGFILE UV_NATIVE_TLS HTTPLIB2_CA_CERTS DOCKER_CONTENT_TRUST_SERVER
                """, .trusts),
            all(
                "BASH_ENV ENV IFS SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND ZDOTDIR CDPATH PSMODULEPATH BASH_FUNC_", .shells
            ),
            all(
                "HTTP_PROXY HTTPS_PROXY ALL_PROXY FTP_PROXY NO_PROXY RES_OPTIONS HOSTALIASES LOCALDOMAIN RESOLV_HOST_CONF "
                    + "GLOBAL_AGENT_HTTP_PROXY", .moves),
            all(
                "PATH HOME USERPROFILE HOMEDRIVE HOMEPATH PATHEXT TMPDIR TMP TEMP XDG_CONFIG_HOME XDG_DATA_HOME XDG_CONFIG_DIRS "
                    + "XDG_DATA_DIRS APPDATA LOCALAPPDATA SHELL SSH_AUTH_SOCK CODEX_HOME CLAUDE_CONFIG_DIR SYSTEMROOT",
                .finds),
            all(
                "ANTHROPIC_BASE_URL OPENAI_BASE_URL OPENAI_API_BASE GEMINI_BASE_URL GOOGLE_GEMINI_BASE_URL "
                    + "AZURE_OPENAI_ENDPOINT ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL AWS_ENDPOINT_URL",
                .moves),
            all("GOOSE_MODE CLAUDE_CODE_SKIP_PERMISSIONS IS_SANDBOX GEMINI_YOLO DANGEROUSLY_OMIT_AUTH", .agent),
        ].joined(), uniquingKeysWith: { first, _ in first })

    private static let prefixes: [(String, Effect)] = [
        ("LD_", .loads), ("DYLD_", .loads), ("BASH_FUNC_", .shells), ("GIT_CONFIG_", .sources),
        ("NPM_CONFIG_", .configures),
        ("UV_", .configures), ("PIP_", .configures), ("YARN_", .configures), ("BUN_CONFIG_", .configures),
        ("PNPM_", .configures), ("DENO_", .configures), ("COREPACK_", .configures), ("NUGET_", .configures),
        ("PIPX_", .configures), ("GODEBUG", .configures), ("NODE_V8_COVERAGE", .configures), ("CORECLR_", .loads),
        ("MALLOC_", .configures),
    ]

    private static let suffixes: [(String, Effect)] = [
        ("_PROXY", .moves), ("_BASE_URL", .moves), ("_BASEURL", .moves), ("_API_BASE", .moves), ("_CA_BUNDLE", .trusts),
    ]
}
