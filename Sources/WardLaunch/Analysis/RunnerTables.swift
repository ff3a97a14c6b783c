// SPDX-License-Identifier: Apache-2.0

/// The options of each runner, from the programs' own definitions and help texts (npm 10, uv 0.13, Docker 28,
/// Node 20, CPython 3.14, Deno 2, pipx 1.8, the .NET 10 SDK).
extension OptionTable {
    /// `npx` and `npm exec`; npm reads any of its settings here.
    static let npx = OptionTable(
        flags: """
            -y --yes --no --no-yes -q --quiet -s --silent --verbose -d -dd -ddd --version -v --help -h --no-install \
            --prefer-offline --prefer-online --offline --ignore-scripts --foreground-scripts --force -f --json --global \
            -g --install-links --workspaces -ws --include-workspace-root --legacy-peer-deps --no-audit --no-fund \
            --no-update-notifier --no-progress --no-color --color --progress --fund --audit --strict-ssl --no-strict-ssl \
            --dry-run --timing --ignore-existing --always-spawn --shell-auto-fallback --bin-links --engine-strict --dev \
            --production --optional --package-lock --save --no-save --usage
            """,
        valued: """
            -p --package -c --call --cache --userconfig --globalconfig --registry --reg --prefix -C --script-shell \
            --shell --node-options --loglevel --workspace -w --tag --before --location -L --proxy --https-proxy \
            --noproxy --cafile --ca --cert --key --scope --git --fetch-retries --fetch-timeout --maxsockets --omit \
            --include --only --os --cpu --libc --install-strategy --replace-registry-host --user-agent --logs-dir \
            --logs-max --umask --auth-type --otp --node-arg -n --npm --cache-min --cache-max --local-address --_auth
            """,
        unknownTakesValue: true, abbreviates: true, ignoresDashes: true)

    /// `npm exec`, where `-p` is `--parseable`.
    static let npmExec = OptionTable(
        flags: npx.flags.union(["-p"]).joined(separator: " "),
        valued: npx.valued.subtracting(["-p"]).joined(separator: " "), unknownTakesValue: true, abbreviates: true,
        ignoresDashes: true)

    /// `bunx`.
    static let bunx = OptionTable(
        flags: "--bun --verbose --silent --no-install -y --yes --force --version --help -v -h",
        valued: "-p --package --cwd", clusters: false)

    /// `pnpm dlx` and what stands between `pnpm` and `dlx`.
    static let pnpm = OptionTable(
        flags:
            "-s --silent -c --shell-mode -y --yes --offline --prefer-offline --ignore-scripts --aggregate-output -r -w "
            + "--recursive --workspace-root --use-stderr --color --no-color --stream",
        valued:
            "--package --allow-build --reporter --loglevel --registry -C --dir --config-dir --store-dir --filter -F "
            + "--cpu --os --libc --catalog")

    /// `yarn dlx`.
    static let yarn = OptionTable(flags: "-q --quiet", valued: "-p --package --cwd")

    /// What `uv`, `uvx` and `uv run` have in common.
    static let uv = OptionTable(
        flags: """
            --isolated --no-env-file --lfs --no-index -U --upgrade --no-sources --reinstall --compile-bytecode \
            --no-build-isolation --no-build --no-binary --require-build-hashes --no-require-build-hashes -n --no-cache --refresh \
            --managed-python --no-managed-python --no-python-downloads -q --quiet -v --verbose --system-certs \
            --native-tls --no-native-tls --offline --no-progress --no-config -h --help -V --version --no-system-certs \
            --preview --no-preview --show-resolution --allow-python-downloads
            """,
        valued: """
            -w --with --with-editable --with-requirements -c --constraints --constraint -b --build-constraints \
            --build-constraint --overrides --override --excludes --env-file --python-platform --torch-backend --index \
            --default-index -i --index-url --extra-index-url -f --find-links --index-strategy --keyring-provider -P \
            --upgrade-package --upgrade-group --resolution --prerelease --prerelease-package --fork-strategy --exclude-newer \
            --exclude-newer-package --no-sources-package --reinstall-package --link-mode -C --config-setting \
            --config-settings --config-settings-package --no-build-isolation-package --no-build-package \
            --no-binary-package --cache-dir --refresh-package -p --python --color --allow-insecure-host --trusted-host \
            --directory --project --config-file --preview-features --python-preference --python-fetch
            """)

    /// `uvx` and `uv tool run`.
    static let uvx = uv.adding(valued: "--from")

    /// `uv run`.
    static let uvRun = uv.adding(
        flags:
            "--all-extras --no-dev --dev --only-dev --no-default-groups --all-groups -m --module --no-editable --exact "
            + "--active --no-sync --locked --frozen -s --script --gui-script --all-packages --no-project",
        valued: "--extra --no-extra --group --no-group --only-group --no-editable-package --package --env")

    /// `pipx run`.
    static let pipx = OptionTable(
        flags: "--no-cache --pypackages --path --system-site-packages -e --editable -v --verbose -q --quiet -h --help "
            + "--fetch-missing-python --no-path-check",
        valued: "--spec --python --pip-args -i --index-url --with --fetch-python --backend --env-file --default-python",
        abbreviates: true)

    /// `python`; `-c` and `-m` end its options and are looked for by the reader.
    static let python = OptionTable(
        flags: "-b -B -d -E -i -I -O -OO -P -q -s -S -u -v -V -x -h -bb -vv --version --help --help-env --help-all",
        valued: "-c -m -W -X --check-hash-based-pycs")

    /// `deno` and `deno run`.
    static let deno = OptionTable(
        flags: """
            -A --allow-all -N --allow-net -R --allow-read -W --allow-write -E --allow-env -S --allow-sys --allow-run \
            --allow-ffi -I --allow-import --allow-scripts --deny-net --deny-read --deny-write --deny-env --deny-sys --deny-run --deny-ffi \
            --deny-import --no-prompt --no-check --check --no-remote --no-npm --no-lock --no-config --cached-only --frozen -q --quiet -r \
            --reload --node-modules-dir --vendor --inspect --inspect-brk --inspect-wait --watch --watch-hmr --unstable \
            --unsafely-ignore-certificate-errors --lock --no-code-cache --unstable-node-globals --unstable-sloppy-imports \
            --unstable-bare-node-builtins --unstable-kv --unstable-detect-cjs --unstable-byonm --unstable-ffi --unstable-net --unstable-worker-options \
            --unstable-temporal --unstable-npm-lazy-caching --unstable-cron --unstable-broadcast-channel --no-clear-screen --allow-hrtime --env-file --env --coverage -P --permission-set
            """,
        valued:
            "-c --config --import-map --cert --ext --location --seed --v8-flags --preload --require --conditions -L "
            + "--log-level --strace-ops --minimum-dependency-age",
        clusters: true)

    /// `docker run`, `podman run` and their kin.
    static let container = OptionTable(
        flags: """
            -i --interactive -t --tty --rm --init -d --detach --privileged -P --publish-all -q --quiet --read-only --sig-proxy \
            --no-healthcheck --oom-kill-disable --disable-content-trust --use-api-socket --help --replace --tls-verify \
            --env-host --http-proxy --no-hosts --no-hostname --rmi --read-only-tmpfs --passwd
            """,
        valued: """
            --add-host --annotation -a --attach --blkio-weight --blkio-weight-device --cap-add --cap-drop --cgroup-parent \
            --cgroupns --cidfile --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime -c \
            --cpu-shares --cpus --cpuset-cpus --cpuset-mems --detach-keys --device --device-cgroup-rule --device-read-bps \
            --device-read-iops --device-write-bps --device-write-iops --dns --dns-option --dns-search --domainname \
            --entrypoint -e --env --env-file --expose --gpus --group-add --health-cmd --health-interval --health-retries \
            --health-start-interval --health-start-period --health-timeout -h --hostname --io-maxbandwidth --io-maxiops \
            --ip --ip6 --ipc --isolation --kernel-memory -l --label --label-file --link --link-local-ip --log-driver \
            --log-opt --mac-address -m --memory --memory-reservation --memory-swap --memory-swappiness --mount --name \
            --network --net --network-alias --oom-score-adj --pid --pids-limit --platform -p --publish --pull --restart \
            --runtime --security-opt --shm-size --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit -u \
            --user --userns --uts -v --volume --volume-driver --volumes-from -w --workdir --secret --pod --arch --variant \
            --uidmap --gidmap --subuidname --subgidname --systemd --timezone --tz --umask --conmon-pidfile --authfile \
            --creds --cert-dir --decryption-key --rootfs --env-merge --unsetenv --chrootdirs --seccomp-policy
            """)

    /// What stands between `docker` and its sub-command.
    static let containerGlobal = OptionTable(
        flags: "-D --debug --tls --tlsverify -v --version --remote -r",
        valued:
            "--config -c --context -H --host -l --log-level --tlscacert --tlscert --tlskey --url --connection --identity "
            + "--root --runroot --runtime --storage-driver --storage-opt --cgroup-manager --module")

    /// `dnx` and `dotnet tool exec`.
    static let dnx = OptionTable(
        flags: "-y --yes --prerelease --allow-roll-forward --interactive --disable-parallel --ignore-failed-sources "
            + "--no-http-cache --no-cache -h --help",
        valued: "--version --configfile --source --add-source -v --verbosity --framework", clusters: false)

    /// Programs that only change how another program starts.
    static let env = OptionTable(
        flags: "-i --ignore-environment -0 --null -v --debug --list-signal-handling --block-signal --default-signal "
            + "--ignore-signal -",
        valued: "-u --unset -C --chdir -S --split-string -a --argv0", abbreviates: true)
    static let nice = OptionTable(
        flags: "-0 -1 -2 -3 -4 -5 -6 -7 -8 -9", valued: "-n --adjustment -c --class --classdata -p --pid",
        clusters: true)
    static let timeout = OptionTable(
        flags: "--foreground --preserve-status -v --verbose -p -f", valued: "-k --kill-after -s --signal",
        abbreviates: true)
    static let sudo = OptionTable(
        flags: "-A --askpass -b --background -E --preserve-env -H --set-home -i --login -K -k -n --non-interactive -P "
            + "-S --stdin -s --shell -B -N -L -f --follow",
        valued:
            "-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -r --role -t --type -T "
            + "-U --other-user -c")
    static let simple = OptionTable(
        flags:
            "-a -c -e -f -i -l -p -v -w --wait --verbose --ctty --fork --session-leader -s -d --disable-internal-agent --",
        valued: "-o -n -t --output --format")
}
