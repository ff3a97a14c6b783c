// SPDX-License-Identifier: Apache-2.0

// A server that costs almost nothing, so that what is measured is what stands before it.
//
// It answers initialize, ping, tools/list and tools/call of MCP 2025-11-25 with fixed results: the tool `small` with a
// message of 300 bytes, the tool `large` with one of 10,240 bytes (line end included). The only thing it reads of a
// request is its id, its method and the tool's name. Its input is trusted: it is no example of how to read JSON.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { small_size = 300, large_size = 10 * 1024, input_size = 1024 * 1024, output_size = 4 * 1024 * 1024 };

typedef struct {
    const char *start;
    size_t count;
} slice;

typedef struct {
    slice id;
    slice method;
    slice tool;
} request;

static int is(slice text, const char *literal) {
    return text.count == strlen(literal) && memcmp(text.start, literal, text.count) == 0;
}

// From the byte after an opening quote to the closing one.
static const char *end_of_string(const char *cursor, const char *end) {
    while (cursor < end && *cursor != '"') cursor += *cursor == '\\' ? 2 : 1;
    return cursor < end ? cursor : end;
}

static request scan(const char *cursor, const char *end) {
    request found = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    int depth = 0;
    int in_params = 0;
    while (cursor < end) {
        char byte = *cursor++;
        if (byte == '{' || byte == '[') depth++;
        if (byte == '}' || byte == ']') {
            depth--;
            if (depth == 1) in_params = 0;
        }
        if (byte != '"') continue;
        slice name = {cursor, 0};
        cursor = end_of_string(cursor, end);
        name.count = (size_t)(cursor - name.start);
        if (cursor < end) cursor++;
        while (cursor < end && *cursor == ' ') cursor++;
        if (cursor >= end || *cursor != ':') continue;
        cursor++;
        while (cursor < end && *cursor == ' ') cursor++;
        if (depth == 1 && is(name, "params")) in_params = 1;
        slice *wanted = NULL;
        if (depth == 1 && is(name, "id")) wanted = &found.id;
        if (depth == 1 && is(name, "method")) wanted = &found.method;
        if (depth == 2 && in_params && is(name, "name")) wanted = &found.tool;
        if (wanted == NULL) continue;
        const char *start = cursor;
        if (*cursor == '"') {
            cursor = end_of_string(cursor + 1, end);
            if (cursor < end) cursor++;
        } else {
            while (cursor < end && *cursor != ',' && *cursor != '}' && *cursor != ' ') cursor++;
        }
        *wanted = (slice){start, (size_t)(cursor - start)};
        // Methods and tools are compared without their quotes, the id is repeated as it stands.
        if (wanted != &found.id && wanted->count >= 2) *wanted = (slice){start + 1, wanted->count - 2};
    }
    return found;
}

static const char head[] = "{\"jsonrpc\":\"2.0\",\"id\":";
static const char call_result[] = ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"";
static const char call_end[] = "\"}],\"isError\":false}}\n";

// Prose with the escapes that tool results usually hold; spaces at its end make up the exact size.
static char prose[large_size];

static void write_prose(void) {
    static const char *sentences[] = {
        "The build of the main branch finished without a warning.\\n",
        "Three files changed: the reader, its tests, and the page that describes the limits.\\n",
        "A colleague wrote: \\\"please keep the old name for one more release\\\".\\n",
        "- 14 of 14 checks passed, the slowest took 2.81 seconds\\n",
        "The next step is to look at https://example.com/reports/2026/11?view=summary and to answer.\\n",
    };
    size_t used = 0;
    for (size_t turn = 0;; turn++) {
        const char *sentence = sentences[turn % 5];
        size_t count = strlen(sentence);
        if (used + count > sizeof prose - 400) break;
        memcpy(prose + used, sentence, count);
        used += count;
    }
    memset(prose + used, ' ', sizeof prose - used);
}

static char output[output_size];
static size_t output_count;

static void flush_output(void) {
    size_t sent = 0;
    while (sent < output_count) {
        ssize_t count = write(STDOUT_FILENO, output + sent, output_count - sent);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) exit(0);
        sent += (size_t)count;
    }
    output_count = 0;
}

static void append(const char *bytes, size_t count) {
    memcpy(output + output_count, bytes, count);
    output_count += count;
}

static void answer(slice id, const char *rest) {
    append(head, sizeof head - 1);
    append(id.start, id.count);
    append(rest, strlen(rest));
}

static void answer_call(slice id, size_t size) {
    size_t frame = sizeof head - 1 + id.count + sizeof call_result - 1 + sizeof call_end - 1;
    append(head, sizeof head - 1);
    append(id.start, id.count);
    append(call_result, sizeof call_result - 1);
    if (size == small_size) {
        // 214 bytes or so of plain words.
        static const char words[] = "The file was read. It holds forty lines of text, none longer than a screen, and ends "
                                    "with an empty one; nothing in it looks out of place. Its last change was made on a "
                                    "Tuesday, by the same hand as all the others before it, and it was a small one.";
        append(words, size - frame);
    } else {
        append(prose, size - frame);
    }
    append(call_end, sizeof call_end - 1);
}

static void respond(const char *line, const char *end) {
    request asked = scan(line, end);
    if (asked.id.start == NULL || asked.method.start == NULL || asked.id.count > 64) return;
    if (output_count + 2 * large_size > sizeof output) flush_output();
    if (is(asked.method, "tools/call")) {
        answer_call(asked.id, is(asked.tool, "large") ? large_size : small_size);
    } else if (is(asked.method, "initialize")) {
        answer(asked.id,
               ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
               "\"serverInfo\":{\"name\":\"echoserver\",\"version\":\"1.0.0\"}}}\n");
    } else if (is(asked.method, "ping")) {
        answer(asked.id, ",\"result\":{}}\n");
    } else if (is(asked.method, "tools/list")) {
        answer(asked.id,
               ",\"result\":{\"tools\":["
               "{\"name\":\"small\",\"description\":\"Answers 300 bytes.\",\"inputSchema\":{\"type\":\"object\"}},"
               "{\"name\":\"large\",\"description\":\"Answers 10 KB.\",\"inputSchema\":{\"type\":\"object\"}}]}}\n");
    } else {
        answer(asked.id, ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}\n");
    }
}

int main(void) {
    static char input[input_size];
    size_t held = 0;
    write_prose();
    for (;;) {
        ssize_t count = read(STDIN_FILENO, input + held, sizeof input - held);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return 0;
        held += (size_t)count;
        const char *line = input;
        const char *end = input + held;
        for (;;) {
            const char *newline = memchr(line, '\n', (size_t)(end - line));
            if (newline == NULL) break;
            respond(line, newline);
            line = newline + 1;
        }
        flush_output();
        held = (size_t)(end - line);
        memmove(input, line, held);
        if (held == sizeof input) return 1;
    }
}
