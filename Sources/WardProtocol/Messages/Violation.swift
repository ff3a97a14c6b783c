// SPDX-License-Identifier: Apache-2.0

/// A way in which a message breaks JSON-RPC, MCP or the order of a session.
///
/// The raw value is stable and stands, behind who misbehaved, in replies and in the audit log:
/// `client-misbehaved.duplicate-id`. Codes of ``FramingRefusal``, of strict JSON and of shapes stand there likewise.
public enum Violation: String, Hashable, Sendable, CaseIterable {
    // Envelope (JSON-RPC 2.0; R140)
    case notAMessage = "not-a-message"
    case wrongVersion = "wrong-version"
    case invalidID = "invalid-id"
    case missingID = "missing-id"
    case invalidMethod = "invalid-method"
    case invalidParams = "invalid-params"
    case resultAndError = "result-and-error"
    case mixedEnvelope = "mixed-envelope"
    case invalidError = "invalid-error"

    // Batches (2025-03-26 only)
    case batchNotAllowed = "batch-not-allowed"
    case emptyBatch = "empty-batch"
    case oversizedBatch = "oversized-batch"
    case notBatchable = "not-batchable"

    // Methods and revisions
    case wrongDirection = "wrong-direction"
    case wrongKind = "wrong-kind"
    case foldedMethod = "folded-method"
    case methodNotInRevision = "method-not-in-revision"
    case unknownRevision = "unknown-revision"
    case revisionBelowFloor = "revision-below-floor"
    case missingMetadata = "missing-metadata"
    case invalidMetadata = "invalid-metadata"
    case undeclaredCapability = "undeclared-capability"

    // Order of a session
    case beforeInitialize = "before-initialize"
    case initializeTwice = "initialize-twice"
    case wrongEra = "wrong-era"

    // Correlation
    case reservedID = "reserved-id"
    case duplicateID = "duplicate-id"
    case unsolicitedResponse = "unsolicited-response"
    case duplicateProgressToken = "duplicate-progress-token"
    case unknownProgressToken = "unknown-progress-token"
    case progressNotIncreasing = "progress-not-increasing"
    case unknownCancellation = "unknown-cancellation"
    case notCancellable = "not-cancellable"
    case unknownCursor = "unknown-cursor"
    case unknownSubscription = "unknown-subscription"
    case unknownTask = "unknown-task"
    case unexpectedTask = "unexpected-task"
    case notRequestedLogs = "logs-not-requested"

    // Input-required results (2026-07-28)
    case unknownResultType = "unknown-result-type"
    case inputRequiredNotAllowed = "input-required-not-allowed"
    case emptyInputRequired = "empty-input-required"
    case undeclaredInputRequest = "undeclared-input-request"
    case unknownRequestState = "unknown-request-state"
    case tooManyRounds = "too-many-rounds"

    // Limits
    case tooManyInFlight = "too-many-in-flight"
    case tooManyMessages = "too-many-messages"
    case oversizedMember = "oversized-member"
}
