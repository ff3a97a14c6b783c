// SPDX-License-Identifier: Apache-2.0

/// Times of events: shown in UTC, and read as people write them.
public enum AuditTime: Sendable {
    /// `2026-07-28T09:05:00.123Z` for nanoseconds since 1970.
    public static func text(_ nanoseconds: Int64) -> String {
        let (seconds, fraction) = divide(nanoseconds, by: 1_000_000_000)
        let (days, second) = divide(seconds, by: 86_400)
        let (year, month, day) = date(days)
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(clock).\(padded(fraction / 1_000_000, 3))Z"
    }

    /// Reads a moment as people write it; nil for anything else.
    ///
    /// `2026-07-28`, `2026-07-28T09:05`, with seconds, fraction and `Z` or `+02:00` if wanted (UTC without them), or how
    /// long before `now`, in nanoseconds since 1970: `90s`, `10m`, `2h`, `1d`, `1w`.
    public static func parse(_ text: String, now: Int64) -> Int64? {
        if let unit = text.last.flatMap({ units[$0] }), let count = digits(text.dropLast(), 1...9) {
            let (ago, isTooFar) = count.multipliedReportingOverflow(by: unit * 1_000_000_000)
            return isTooFar ? nil : now - ago
        }
        return absolute(Substring(text))
    }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]

    private static func absolute(_ text: Substring) -> Int64? {
        let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        let parts = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = digits(parts[0], 4...4), let month = digits(parts[1], 2...2),
            let day = digits(parts[2], 2...2), (1_970...2_260).contains(year), (1...12).contains(month), day >= 1
        else { return nil }
        let start = days(year, month, day)
        // A day beyond its month would show up in the next one.
        guard date(start) == (year, month, day) else { return nil }
        guard halves.count == 2 else { return start * 86_400 * 1_000_000_000 }
        guard let clock = clock(halves[1]) else { return nil }
        return start * 86_400 * 1_000_000_000 + clock
    }

    /// Nanoseconds since midnight in UTC, for `09:05:00.123+02:00` and its shorter forms.
    private static func clock(_ text: Substring) -> Int64? {
        var text = text
        var offset: Int64 = 0
        if text.hasSuffix("Z") {
            text = text.dropLast()
        } else if let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = text[text.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
            guard zone.count == 2, let hours = digits(zone[0], 2...2), let minutes = digits(zone[1], 2...2),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (text[sign] == "-" ? -60 : 60)
            text = text[..<sign]
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = digits(parts[0], 2...2), let minute = digits(parts[1], 2...2),
            hour < 24, minute < 60
        else { return nil }
        var nanoseconds = (hour * 3_600 + minute * 60 - offset) * 1_000_000_000
        guard parts.count == 3 else { return nanoseconds }
        let second = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(second.count), let whole = digits(second[0], 2...2), whole < 60 else { return nil }
        nanoseconds += whole * 1_000_000_000
        guard second.count == 2 else { return nanoseconds }
        guard let fraction = digits(second[1], 1...9) else { return nil }
        return nanoseconds + (second[1].count..<9).reduce(fraction) { value, _ in value * 10 }
    }

    /// ASCII digits only, as many as wanted.
    private static func digits(_ text: Substring, _ count: ClosedRange<Int>) -> Int64? {
        guard count.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    // MARK: The calendar (proleptic Gregorian; H. Hinnant, "chrono-Compatible Low-Level Date Algorithms")

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = divide(shifted, by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = divide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Division that rounds down, so that times before 1970 have their parts too.
    private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
