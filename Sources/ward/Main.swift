// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import WardCommands

@main
struct Main {
    static func main() { Ward.main() }
}
