// SPDX-License-Identifier: Apache-2.0

public import WardLock

/// The folders from which Node would take modules that a tree does not bring.
///
/// Node looks for a module in `node_modules` of every folder above the one that asks. What stands above the store is no
/// part of what was approved, and whoever writes there would be loaded: so where there is such a folder, nothing starts.
public enum StrayModules: Sendable {
    /// Every `node_modules` above a tree, nearest first.
    public static func folders(above tree: String) throws(SupplyError) -> [String] {
        var found: [String] = []
        var parts: [Substring]
        do throws(FileCalls.Failure) {
            // Node resolves the links of a program's path before it looks around.
            parts = try FileCalls.realPath(tree).split(separator: "/")
        } catch {
            throw SupplyError(error, tree, "it cannot be found")
        }
        while !parts.isEmpty {
            parts.removeLast()
            let folder = ([""] + parts + ["node_modules"]).joined(separator: "/")
            // Node never looks into `node_modules/node_modules`.
            if parts.last != "node_modules", try ContentStore.status(folder) != nil { found.append(folder) }
        }
        return found
    }

    /// Whether all that runs is known but for what Node, which runs it, finds above.
    public static func matter(to closure: Closure) -> Bool {
        closure.isResolved && closure.interpreter?.path.split(separator: "/").last?.hasPrefix("node") == true
    }

    static func refuse(above tree: String) throws(SupplyError) {
        guard let folder = try folders(above: tree).first else { return }
        throw SupplyError(
            .strayModules, folder, "it is above the store, so Node would load modules from here that nobody approved",
            hint: "move it away, or keep Ward's files elsewhere with `--home DIR`")
    }
}
