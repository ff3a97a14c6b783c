// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// What real clients and servers said to each other passes Ward unchanged: refusing everything is no way to be safe.
struct RecordedSessionTests {
    @Test func `there are recordings of every revision`() throws {
        let revisions = try Set(Recording.all.flatMap { try Recording(named: $0).revisions })
        #expect(revisions.isSuperset(of: Revision.allCases.map(\.rawValue)))
    }

    @Test(arguments: Recording.all)
    func `every frame of a recorded session is forwarded as it was`(name: String) throws {
        var driver = SessionDriver()
        for (index, frame) in try Recording(named: name).honestFrames.enumerated() {
            driver.clear()
            driver.bytes(Array(frame.line.utf8) + [0x0A], from: frame.direction)
            let isFromClient = frame.direction == .clientToServer
            let arrived = isFromClient ? driver.toServer : driver.toClient
            let why = "frame \(index + 1): \(driver.lastRule ?? "") \(driver.records.last?.detail ?? "") \(frame.line)"
            #expect(arrived.count == 1, "\(why)")
            // Bytes, because Swift takes canonically equivalent texts for equal.
            let isUnchanged = arrived.first?.utf8.elementsEqual(Recording.escaped(frame.line).utf8) == true
            #expect(isUnchanged, "\(why)")
            #expect((isFromClient ? driver.toClient : driver.toServer).isEmpty, "\(why)")
        }
    }

    @Test(arguments: Recording.all)
    func `a cursor that no server gave is refused, though the recorded clients try one`(name: String) throws {
        var driver = SessionDriver()
        let recording = try Recording(named: name)
        for frame in recording.frames {
            driver.clear()
            driver.bytes(Array(frame.line.utf8) + [0x0A], from: frame.direction)
            guard recording.isInventedCursor(frame) else { continue }
            #expect(driver.lastRule == "client-misbehaved.unknown-cursor")
            #expect(driver.toServer.isEmpty)
            #expect(driver.toClient.count == 1)
        }
    }

    @Test(arguments: Recording.all)
    func `a recorded session is decided alike however its bytes are cut`(name: String) throws {
        let recording = try Recording(named: name)
        var whole = SessionDriver()
        var cut = SessionDriver()
        for frame in recording.frames {
            let bytes = Array(frame.line.utf8) + [0x0A]
            whole.bytes(bytes, from: frame.direction)
            for byte in bytes { cut.bytes([byte], from: frame.direction) }
        }
        #expect(whole.records == cut.records)
        #expect(whole.toClient == cut.toClient)
        #expect(whole.toServer == cut.toServer)
    }
}

/// A session between a real client and a real server, recorded without Ward.
struct Recording {
    struct Frame {
        let direction: Direction
        let line: String
    }

    let frames: [Frame]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../PeerTests/Fixtures/sessions").standardizedFileURL

    /// The names of all recordings.
    static let all: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()
    }()

    init(named name: String) throws {
        let text = try Data(contentsOf: Self.folder.appending(path: name))
        frames = try text.split(separator: 0x0A).map { row in
            let document = try JSONDocument(reading: Array(row))
            let from = document.value(named: "from", in: document.root).flatMap { document.string($0) }
            let line = document.value(named: "line", in: document.root).flatMap { document.string($0) }
            return Frame(
                direction: try #require(from) == "client" ? .clientToServer : .serverToClient,
                line: try #require(line)
            )
        }
    }

    /// All frames but those about a cursor that the recorded client made up, to see the server's error: Ward refuses it
    /// (A48), and the server never has to answer.
    var honestFrames: [Frame] {
        let invented = frames.filter(isInventedCursor).compactMap { Self.id(of: $0.line) }
        return frames.filter { frame in
            guard let id = Self.id(of: frame.line), invented.contains(id) else { return true }
            let isAnswer = frame.direction == .serverToClient && !frame.line.contains("\"method\":")
            return !isInventedCursor(frame) && !isAnswer
        }
    }

    func isInventedCursor(_ frame: Frame) -> Bool {
        frame.direction == .clientToServer && frame.line.contains("\"cursor\":\"nonsense\"")
    }

    private static func id(of line: String) -> RequestID? {
        guard let document = try? JSONDocument(reading: Array(line.utf8)) else { return nil }
        return document.value(named: "id", in: document.root).flatMap { RequestID($0, in: document) }
    }

    /// The revisions that its frames name.
    var revisions: [String] {
        Revision.allCases.map(\.rawValue).filter { name in
            frames.contains { $0.line.contains("rotocolVersion\":\"\(name)\"") }
        }
    }

    /// The one change that Ward makes to honest frames: line ends of Unicode are escaped.
    static func escaped(_ line: String) -> String {
        var result = ""
        for scalar in line.unicodeScalars {
            switch scalar.value {
            case 0x85: result += "\\u0085"
            case 0x2028: result += "\\u2028"
            case 0x2029: result += "\\u2029"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
