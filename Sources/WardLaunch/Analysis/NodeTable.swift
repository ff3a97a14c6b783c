// SPDX-License-Identifier: Apache-2.0

extension OptionTable {
    /// `node`, `tsx` and `ts-node`; options of V8 that servers' documentation names are among them.
    static let node = OptionTable(
        flags: """
            -c --check --abort-on-uncaught-exception --allow-addons --allow-child-process --allow-wasi --allow-worker \
            --enable-source-maps --experimental-eventsource --experimental-import-meta-resolve --experimental-modules \
            --experimental-network-imports --experimental-permission --permission --experimental-strip-types \
            --experimental-transform-types --experimental-vm-modules --experimental-wasm-modules --experimental-websocket \
            --experimental-require-module --experimental-sqlite --experimental-webstorage --experimental-json-modules \
            --expose-gc --expose_gc --force-fips --enable-fips --frozen-intrinsics --harmony --insecure-http-parser --jitless --no-addons \
            --no-deprecation --no-experimental-fetch --no-experimental-require-module --no-experimental-strip-types \
            --no-experimental-detect-module --no-experimental-websocket --no-global-search-paths --no-warnings --no-opt --pending-deprecation --preserve-symlinks \
            --preserve-symlinks-main --prof --test --test-only --throw-deprecation --trace-deprecation --trace-exit \
            --trace-uncaught --trace-warnings --trace-sync-io --tls-max-v1.2 --tls-max-v1.3 --tls-min-v1.0 --tls-min-v1.1 \
            --tls-min-v1.2 --tls-min-v1.3 --use-bundled-ca --use-openssl-ca --use-system-ca --use-env-proxy -v --version -h \
            --help -i --interactive --watch --watch-preserve-output --zero-fill-buffers --inspect --inspect-brk --inspect-wait \
            --openssl-legacy-provider --openssl-shared-config --experimental-default-type --experimental-specifier-resolution \
            --max-old-space-size --max-semi-space-size --stack-size --heapsnapshot-near-heap-limit --max-http-header-size \
            --dns-result-order --disable-warning --unhandled-rejections --input-type --title --icu-data-dir --secure-heap \
            --disable-proto --trace-event-categories --allow-fs-read --allow-fs-write --allow-net --env-file \
            --env-file-if-exists --optimize_for_size --max-semi-space-size --diagnostic-dir --redirect-warnings \
            --tls-cipher-list --tls-keylog --openssl-config --inspect-publish-uid --report-on-fatalerror --clear-screen --no-cache
            """,
        valued: """
            -r --require --import --loader --experimental-loader -e --eval -p --print -C --conditions --inspect-port \
            --debug-port --snapshot-blob --experimental-config-file --run -O --compiler-options -P --project --tsconfig
            """,
        clusters: true)
}
