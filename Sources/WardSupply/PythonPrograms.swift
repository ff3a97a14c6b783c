// SPDX-License-Identifier: Apache-2.0

/// The few lines of Python that Ward runs itself, with the system's interpreter and never with anything of a package.
enum PythonPrograms {
    /// Says which interpreter this is, and what pip is configured to install from, as one JSON text.
    ///
    /// It reads pip's configuration as pip does: the files in pip's order, then the section of the command over the
    /// global one, then the environment over both. pip itself need not be there.
    static let probe = """
        import configparser, json, os, sys
        base = getattr(sys, "_base_executable", None) or sys.executable
        home = os.path.expanduser("~")
        user = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        if sys.platform == "darwin":
            shared = ["/Library/Application Support"]
            support = os.path.join(home, "Library", "Application Support", "pip")
            new = os.path.join(support if os.path.isdir(support) else os.path.join(home, ".config", "pip"), "pip.conf")
        else:
            new = os.path.join(user, "pip", "pip.conf")
        files = [os.path.join(folder, "pip", "pip.conf") for folder in shared] + ["/etc/pip.conf"]
        files += [os.path.join(home, ".pip", "pip.conf"), new, os.path.join(sys.prefix, "pip.conf")]
        if os.environ.get("PIP_CONFIG_FILE"):
            files.append(os.environ["PIP_CONFIG_FILE"])
        if os.environ.get("PIP_CONFIG_FILE") == os.devnull:
            files = []
        sections = {"global": {}, "install": {}}
        for file in files:
            if not os.path.exists(file):
                continue
            parser = configparser.RawConfigParser()
            with open(file, encoding=sys.getfilesystemencoding()) as stream:
                parser.read_file(stream)
            for name, values in sections.items():
                if parser.has_section(name):
                    values.update({key.replace("_", "-"): value for key, value in parser.items(name)})
        merged = {**sections["global"], **sections["install"]}
        wanted = ["index-url", "extra-index-url", "find-links", "no-index", "cert"]
        for key in wanted:
            value = os.environ.get("PIP_" + key.upper().replace("-", "_"))
            if value:
                merged[key] = value
        print(json.dumps({
            "executable": os.path.realpath(base),
            "version": ".".join(map(str, sys.version_info[:3])),
            "implementation": sys.implementation.name,
            "pip": {key: merged[key] for key in wanted if key in merged},
        }))
        """

    /// Compiles every module of a folder, so that a start need not, and so that no stale bytecode is ever taken: each
    /// file carries the digest of its source and is checked against it (PEP 552).
    static let compile = """
        import compileall, py_compile, sys
        compileall.compile_dir(
            sys.argv[1], quiet=2, force=True, stripdir=sys.argv[1], workers=1,
            invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        """
}
