// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// Holds a result to the request that it answers: its shape, its kind, and what it may ask for.
///
/// What a task reports, as an answer or as a change that was subscribed to, is held to the call that made the task.
struct ResultCheck {
    let message: JudgedMessage

    private var document: JSONDocument { message.document }
    private var shapes: ShapeCatalog { MethodCatalog.catalog(of: message.revision).shapes }

    func run(_ judgement: inout Judgement) throws(Refusal) {
        guard let request = message.request, let result = message.envelope.outcome else { return }
        guard document.kind(of: result) == .object else {
            throw Refusal(.notAMessage, at: result, in: document, "a result is an object")
        }
        if message.revision.era == .modern {
            try checkModern(result, of: request, &judgement)
        } else {
            try checkLegacy(result, of: request)
        }
    }

    /// A change of a task that was subscribed to (2026-07-28): the same payloads as in the answer to `tasks/get`.
    func runTaskChange() throws(Refusal) {
        guard let request = message.request, let params = message.envelope.params else { return }
        try checkTask(params, of: request)
    }

    // MARK: Legacy

    private func checkLegacy(_ result: JSONNode, of request: LiveRequest) throws(Refusal) {
        guard let definition = message.definition else { return }
        if message.revision == .v20251125, let task = document.value(named: "task", in: result) {
            let isTask = document.kind(of: task) == .object && document.value(named: "taskId", in: task) != nil
            if request.asksForTask, isTask {
                try check(result, as: "CreateTaskResult")
                return
            }
            if isTask, definition.name == "tools/call" {
                throw Refusal(.unexpectedTask, at: task, in: document, "the request did not ask for a task")
            }
        }
        if request.method == "tasks/result", let origin = request.task {
            try checkComplete(result, as: definitionOf(origin)?.result)
            return
        }
        try checkComplete(result, as: definition.result)
    }

    // MARK: 2026-07-28

    private func checkModern(
        _ result: JSONNode,
        of request: LiveRequest,
        _ judgement: inout Judgement
    ) throws(Refusal) {
        guard let node = document.value(named: "resultType", in: result) else {
            judgement.findings.append(
                Finding(
                    code: "result-type-absent", severity: .note, place: document.span(of: result),
                    detail: "a result of 2026-07-28 names its `resultType`; it is read as complete (R106)"))
            try checkComplete(result, as: message.definition?.result, allowsAbsentType: true)
            return
        }
        switch document.string(node) {
        case "complete":
            try checkComplete(result, as: message.definition?.result)
            if request.method.hasPrefix("tasks/") { try checkTask(result, of: request) }
        case "input_required":
            guard message.definition?.mayRequireInput == true else {
                throw Refusal(
                    .inputRequiredNotAllowed, at: node, in: document, "the answer to this method may not ask for input")
            }
            try checkInputRequired(result, of: request)
        case "task":
            guard request.clientCapabilities?.extensions.contains(Capabilities.tasksExtension) == true else {
                throw Refusal(
                    .unexpectedTask, at: node, in: document, "the request did not declare the tasks extension")
            }
            try check(result, as: "CreateTaskResult")
        default:
            throw Refusal(.unknownResultType, at: node, in: document, "this `resultType` is not known")
        }
    }

    private func checkInputRequired(_ result: JSONNode, of request: LiveRequest) throws(Refusal) {
        try check(result, as: "InputRequiredResult")
        let requests = document.value(named: "inputRequests", in: result)
        let state = document.value(named: "requestState", in: result)
        if state == nil, requests.map({ document.count(of: $0) }) ?? 0 == 0 {
            throw Refusal(
                .emptyInputRequired, at: result, in: document, "it names neither `inputRequests` nor `requestState`")
        }
        if let requests { try checkEntries(requests, of: request) }
    }

    /// What a task reports is judged as the call that made it: its result, and what it asks for (mcp-spec, 1.7).
    private func checkTask(_ result: JSONNode, of request: LiveRequest) throws(Refusal) {
        if let requests = document.value(named: "inputRequests", in: result) { try checkEntries(requests, of: request) }
        guard let inner = document.value(named: "result", in: result), let origin = request.task else { return }
        try checkComplete(inner, as: definitionOf(origin)?.result, allowsAbsentType: true)
    }

    private func checkEntries(_ requests: JSONNode, of request: LiveRequest) throws(Refusal) {
        let declared = request.clientCapabilities?.flags ?? []
        for entry in document.members(of: requests) {
            let method = document.value(named: "method", in: entry.value).flatMap { document.string($0) } ?? ""
            guard ["sampling/createMessage", "elicitation/create", "roots/list"].contains(method) else {
                throw Refusal(.undeclaredInputRequest, at: entry.value, in: document, "this cannot be asked for")
            }
            let params = document.value(named: "params", in: entry.value)
            if CapabilityContract.undeclared(method, params: params, in: document, by: declared) != nil {
                throw Refusal(
                    .undeclaredInputRequest, at: entry.value, in: document,
                    "the request did not declare that its client takes this")
            }
        }
    }

    // MARK: Shapes

    private func definitionOf(_ origin: TaskOrigin) -> MethodDefinition? {
        let direction = message.direction.reversed
        return MethodCatalog.catalog(of: message.revision).method(origin.method, travelling: direction)
    }

    private func check(_ node: JSONNode, as name: String) throws(Refusal) {
        guard let shape = shapes.shape(named: name) else { return }
        if let violation = shapes.check(node, in: document, as: shape, names: .shaped) { throw Refusal(violation) }
    }

    private func checkComplete(_ node: JSONNode, as shape: Shape?, allowsAbsentType: Bool = false) throws(Refusal) {
        guard let shape else { return }
        if allowsAbsentType, document.value(named: "resultType", in: node) == nil {
            try checkCompleted(node, as: shape)
            return
        }
        if let violation = shapes.check(node, in: document, as: shape, names: .shaped) { throw Refusal(violation) }
    }

    /// Checks a result without `resultType` as if it said `complete`, which is how clients read it (R106).
    private func checkCompleted(_ node: JSONNode, as shape: Shape) throws(Refusal) {
        let span = document.span(of: node)
        var text = Array("{\"resultType\":\"complete\"".utf8)
        if document.count(of: node) > 0 { text.append(UInt8(ascii: ",")) }
        text.append(contentsOf: document.bytes[(span.lowerBound + 1)..<span.upperBound])
        do {
            let completed = try JSONDocument(reading: text, tolerating: [.loneSurrogates, .inexactNumbers])
            guard let violation = shapes.check(completed.root, in: completed, as: shape, names: .shaped) else { return }
            throw Refusal(code: violation.code.rawValue, detail: violation.detail, offset: span.lowerBound)
        } catch let error as JSONError {
            throw Refusal(error)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.notAMessage, at: node, in: document, "the result cannot be read")
        }
    }
}
