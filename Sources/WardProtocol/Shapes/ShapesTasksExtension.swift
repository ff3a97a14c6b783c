// SPDX-License-Identifier: Apache-2.0

extension ShapeTexts {
    /// The extension `io.modelcontextprotocol/tasks` of 2026-07-28, written by hand from its specification (ext-tasks,
    /// requirements R113–R116); it stands beside the shapes of the revision and uses them.
    ///
    /// A request of the extension carries the same `_meta` as every request of the revision. What a task's `result` must
    /// be depends on the request that became the task, so it is checked again as that.
    static let tasksExtension = """
        TaskStatus = "cancelled" | "completed" | "failed" | "input_required" | "working"
        Task = {createdAt: string, lastUpdatedAt: string, pollIntervalMs?: integer, status: TaskStatus,
            statusMessage?: string, taskId: string, ttlMs: integer | null, *: any}
        WorkingTask = {...Task, status: "working", *: any}
        InputRequiredTask = {...Task, status: "input_required", inputRequests: InputRequests, *: any}
        CompletedTask = {...Task, status: "completed", result: {*: any}, *: any}
        FailedTask = {...Task, status: "failed", error: Error, *: any}
        CancelledTask = {...Task, status: "cancelled", *: any}
        DetailedTask = WorkingTask | InputRequiredTask | CompletedTask | FailedTask | CancelledTask

        # what answers a request that the server runs as a task
        CreateTaskResult = {...Task, _meta?: ResultMetaObject, resultType: "task", *: any}

        GetTaskRequest = {id: RequestId, jsonrpc: "2.0", method: "tasks/get", params: GetTaskRequestParams, *: any}
        GetTaskRequestParams = {_meta: RequestMetaObject, taskId: string, *: any}
        GetTaskResult = {...WorkingTask, ...CompleteReply, *: any} | {...InputRequiredTask, ...CompleteReply, *: any}
            | {...CompletedTask, ...CompleteReply, *: any} | {...FailedTask, ...CompleteReply, *: any}
            | {...CancelledTask, ...CompleteReply, *: any}
        CompleteReply = {_meta?: ResultMetaObject, resultType: "complete", *: any}

        UpdateTaskRequest = {id: RequestId, jsonrpc: "2.0", method: "tasks/update", params: UpdateTaskRequestParams,
            *: any}
        UpdateTaskRequestParams = {_meta: RequestMetaObject, inputResponses: InputResponses, taskId: string, *: any}
        UpdateTaskResult = CompleteReply

        CancelTaskRequest = {id: RequestId, jsonrpc: "2.0", method: "tasks/cancel", params: CancelTaskRequestParams,
            *: any}
        CancelTaskRequestParams = {_meta: RequestMetaObject, taskId: string, *: any}
        CancelTaskResult = CompleteReply

        TaskStatusNotification = {jsonrpc: "2.0", method: "notifications/tasks", params: TaskStatusNotificationParams,
            *: any}
        TaskStatusNotificationParams = {...WorkingTask, ...NotificationParams, *: any}
            | {...InputRequiredTask, ...NotificationParams, *: any} | {...CompletedTask, ...NotificationParams, *: any}
            | {...FailedTask, ...NotificationParams, *: any} | {...CancelledTask, ...NotificationParams, *: any}

        # `params.notifications` of subscriptions/listen and of its acknowledgement, where the extension is declared
        TasksSubscriptionFilter = {...SubscriptionFilter, taskIds?: [string], *: any}
        """
}
