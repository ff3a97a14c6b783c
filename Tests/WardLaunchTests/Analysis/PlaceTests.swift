// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

@Suite struct `Sensitive places` {
    @Test(arguments: [
        ("/", "sensitive-path danger"), ("//", "sensitive-path danger"), ("/.", "sensitive-path danger"),
        ("/home/ann/..//../", "sensitive-path danger"), ("C:\\", "sensitive-path danger"),
        ("file:///", "sensitive-path danger"),
        ("/proc/self/root/", "sensitive-path danger"), ("/%2e%2e/%2E%2e/", "sensitive-path danger"),
        ("~", "whole-home danger"), ("~/", "whole-home danger"), ("$HOME", "whole-home danger"),
        ("${HOME}/", "whole-home danger"), ("{home}", "whole-home danger"), ("%USERPROFILE%", "whole-home danger"),
        ("${env:HOME}", "whole-home danger"), ("/home/ann", "whole-home danger"), ("/home", "whole-home danger"),
        ("/Users/ann/", "whole-home danger"), ("/root", "whole-home danger"), ("/HOME/ANN", "whole-home danger"),
        ("C:\\Users\\ann", "whole-home danger"), ("/mnt/c/Users/ann", "whole-home danger"),
        ("/home/ann/work/..", "whole-home danger"), ("../..", "whole-home danger"),
        ("file:///home/ann", "whole-home danger"), ("/home/ann/%2e%2e/ann", "whole-home danger"),
        ("~/.ssh", "sensitive-path danger"), ("~/.ssh/id_ed25519", "sensitive-path danger"),
        ("$HOME/.aws/credentials", "sensitive-path danger"), ("%2fhome%2fann%2f.ssh", "sensitive-path danger"),
        ("%252fhome%252fann%252f.ssh", "sensitive-path danger"), ("../../.gnupg", "sensitive-path danger"),
        ("./../../.gnupg", "sensitive-path danger"), ("~/x/../.ssh", "sensitive-path danger"),
        ("~/Library/Keychains", "sensitive-path danger"), ("~/.kube/config", "sensitive-path danger"),
        ("~/.mozilla/firefox", "sensitive-path danger"), ("~/.config/google-chrome", "sensitive-path danger"),
        ("~/Library/Application Support/Google/Chrome", "sensitive-path danger"),
        ("%LOCALAPPDATA%\\Google\\Chrome", "sensitive-path danger"),
        ("~/.cursor/mcp.json", "sensitive-path danger"), ("~/.claude.json", "sensitive-path danger"),
        ("~/Library/Application Support/Claude", "sensitive-path danger"), ("~/.config/ward", "sensitive-path danger"),
        ("~/.bashrc", "sensitive-path danger"), ("/etc/shadow", "sensitive-path danger"),
        ("/etc/sudoers", "sensitive-path danger"),
        ("/private/etc/sudoers", "sensitive-path danger"), ("/proc/self/environ", "sensitive-path danger"),
        ("/var/run/docker.sock", "container-escape danger"), ("unix:///var/run/docker.sock", "none"),
        ("/run/../run/docker.sock", "container-escape danger"),
        ("/etc", "sensitive-path caution"), ("/etc/hosts", "sensitive-path caution"),
        ("/usr", "sensitive-path caution"),
        ("/proc", "sensitive-path caution"), ("~/.config", "sensitive-path caution"),
        ("~/Library", "sensitive-path caution"),
        ("--dir=~/.ssh", "sensitive-path danger"), ("/srv/a:/home/ann/.ssh", "sensitive-path danger"),
        ("{\"dir\":\"~/.ssh\"}", "sensitive-path danger"), ("[\"/etc/shadow\"]", "sensitive-path danger"),
        ("@/etc/shadow", "sensitive-path danger"), ("@scope/etc", "none"),
        ("--allow=/srv,~/.aws", "sensitive-path danger"), ("../../../../../etc/shadow", "sensitive-path danger"),
        (".", "none"), ("./data", "none"), ("~/work", "none"), ("/srv/data", "none"), ("/usr/lib/x/y.so", "none"),
        ("/home/ann/work/app", "none"), ("C:\\Users\\ann\\Desktop", "none"), ("/dev/null", "none"), ("a/b", "none"),
        ("/home/annabel/x", "none"), ("~/.sshx", "none"), ("https://h.example/~/.ssh", "none"),
        ("${WHATEVER}/.ssh", "none"),
        ("$(pwd)/x", "none"), ("text with ~ in it", "none"),
    ]) func `L3: a path is judged by what it means, however it is spelled`(_ path: String, _ expected: String) {
        let start = StdioLaunch(executable: "server", arguments: [path])
        let found = LaunchAnalysis(of: .stdio(start), home: home, project: project).findings
            .filter { $0.code != "launch.interpolation" }
            .map { $0.code.split(separator: ".").dropFirst().joined(separator: ".") + " \($0.tier)" }
        #expect(found == (expected == "none" ? [] : [expected]))
    }

    @Test func `L3: the span is the path alone`() {
        #expect(findings("server --dir=~/.ssh") == ["sensitive-path danger ~/.ssh"])
        #expect(findings("server /srv,~/.aws,/x") == ["sensitive-path danger ~/.aws"])
    }

    @Test func `L3: relative paths start at the working directory`() {
        #expect(findings("server ..", directory: "/home/ann/x") == ["whole-home danger .."])
        #expect(findings("server ..", directory: "/srv/a/b").isEmpty)
        #expect(
            findings("server .", directory: "/home/ann/.ssh") == [
                "sensitive-path danger .", "sensitive-path caution cwd",
            ])
    }

    @Test func `L3: a path in a variable counts too`() {
        #expect(findings("server", ["ROOT": .plain("~/.ssh")]) == ["sensitive-path danger $ROOT"])
        #expect(findings("server", ["ROOT": .inherited("ROOT")]).isEmpty)
    }
}

@Suite struct `Containers` {
    private static let image = "x@sha256:" + String(repeating: "ab", count: 32)

    @Test(arguments: [
        ("--privileged", "container-escape danger --privileged"),
        ("--privileged=true", "container-escape danger --privileged=true"),
        ("-it --privileged", "container-escape danger --privileged"),
        ("-v /:/host", "container-escape danger /"),
        ("-v=/:/host", "container-escape danger /"),
        ("-v/:/host", "container-escape danger /"),
        ("--volume=/../:/host:ro", "container-escape danger /../"),
        ("-v /home/ann:/h", "container-escape danger /home/ann"),
        ("-v ~:/h", "container-escape danger ~"),
        ("-v $HOME:/h", "container-escape danger $HOME"),
        ("-v C:\\:/h", "container-escape danger C:\\"),
        ("-v ~/.ssh:/root/.ssh", "sensitive-path danger ~/.ssh"),
        ("-v /var/run/docker.sock:/var/run/docker.sock", "container-escape danger /var/run/docker.sock"),
        ("-v /etc:/x", "container-escape caution /etc"),
        ("--mount type=bind,src=/,dst=/h", "container-escape danger /"),
        ("--mount type=bind,source=/run/docker.sock,target=/s", "container-escape danger /run/docker.sock"),
        ("--mount type=bind,\"src=/\",dst=/h", "container-escape danger /"),
        ("--mount TYPE=bind,SRC=/,dst=/h", "container-escape danger /"),
        ("--network host", "container-escape danger host"),
        ("--network=host", "container-escape danger host"),
        ("--net host", "container-escape danger host"),
        ("--pid host", "container-escape danger host"),
        ("--ipc=host", "container-escape danger host"),
        ("--userns host", "container-escape danger host"),
        ("--uts host", "container-escape danger host"),
        ("--cap-add SYS_ADMIN", "container-escape danger SYS_ADMIN"),
        ("--cap-add=ALL", "container-escape danger ALL"),
        ("--security-opt seccomp=unconfined", "container-escape danger seccomp=unconfined"),
        ("--security-opt label:disable", "container-escape danger label:disable"),
        ("--device /dev/sda", "container-escape danger /dev/sda"),
        ("--use-api-socket", "container-escape danger --use-api-socket"),
        ("--volumes-from other", "container-escape caution other"),
        ("--runtime evil", "container-escape caution evil"),
        ("-p 8080:80", "container-escape caution 8080:80"),
        ("--entrypoint sh", "inline-code danger sh"),
        ("--env-file .env", "dangerous-variable caution .env"),
        ("-e LD_PRELOAD=/x.so", "dangerous-variable caution LD_PRELOAD=/x.so"),
        ("--pull always", "unpinned caution always"),
    ]) func `T90: a flag that takes isolation away is flagged, and its value`(_ flags: String, _ expected: String) {
        #expect(findings("docker run -i --rm \(flags) \(Self.image)") == [expected])
    }

    @Test(arguments: [
        "-e A -e B=1", "-v data:/data", "-v /srv/x:/x:ro", "--mount type=volume,src=a,dst=/", "--network none",
        "--init",
        "-p 127.0.0.1:8080:80", "--user 1000:1000", "--cap-drop ALL", "--security-opt no-new-privileges", "--read-only",
        "-w /", "--tmpfs /tmp", "--privileged=false", "--name x --hostname y --memory 1g --cpus 2",
    ]) func `T90: what keeps the isolation is not flagged`(_ flags: String) {
        #expect(findings("docker run -i --rm \(flags) \(Self.image) /etc / ~/.ssh").isEmpty)
    }

    @Test func `T90: a sub-command that Ward does not understand is said`() {
        #expect(findings("docker exec -i x sh") == ["unknown-option caution exec"])
        #expect(findings("docker -H tcp://h.example run -i \(Self.image)") == ["proxy caution tcp://h.example"])
    }
}
