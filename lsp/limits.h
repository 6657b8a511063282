#pragma once
// The bounds of language servers, each with its reason.
#include <chrono>
#include <cstddef>

#include "base/limits.h"

namespace toolbox::limits {

using namespace std::chrono_literals;

constexpr std::size_t lsp_servers = 50;          // editors' own included: each takes 100 MB and more
constexpr std::size_t lsp_message = 64 * MiB;    // that a server sends
constexpr std::size_t lsp_head = 4 * KiB;        // of a message; real ones have less than 100 bytes
constexpr std::size_t lsp_unsent = 64 * MiB;     // that a server has not read yet
constexpr std::size_t lsp_read = 64 * KiB;       // at a time; the buffer of a larger message is given back
constexpr std::size_t lsp_last_words = 4 * KiB;  // of a server's stderr
constexpr std::size_t lsp_told = 500;            // bytes of a server's text in one of our sentences
constexpr std::size_t lsp_quoted = 60;           // bytes of what is no message, in the sentence that says so
constexpr auto lsp_farewell = 3s;                // from `shutdown` to SIGTERM
constexpr auto lsp_moment = 500ms;  // from a closed pipe to the end of its process, or of its last words

constexpr std::size_t lsp_document = 16 * MiB;
constexpr std::size_t lsp_document_json = 48 * MiB;  // less than lsp_unsent
constexpr std::size_t lsp_open = 1'000;  // documents; past it the one that was used least lately is closed
constexpr std::size_t lsp_open_unasked = 100;     // of them, because a request named them
constexpr std::size_t lsp_opened_at_a_time = 20;  // files that nobody named, since they have changed
constexpr int lsp_tries = 4;                      // of a request whose document changes meanwhile
constexpr auto lsp_before_again = 100ms;          // and more before each further one

constexpr std::size_t lsp_diagnosed = 2'000;       // documents whose diagnostics are kept
constexpr std::size_t lsp_diagnostics = 64 * MiB;  // of JSON text, of all of them
constexpr std::size_t lsp_progresses = 100;        // under way at a time; the oldest is forgotten
constexpr int lsp_repeated = 2;                    // times that the same diagnostics count as news
constexpr auto lsp_settled = 800ms;                // without news, until diagnostics count as complete
constexpr auto lsp_settled_for_actions = 5s;       // that code actions wait for diagnostics at most
constexpr auto lsp_notice = 1200ms;          // pyright and tsserver wait 1 s whether more files come or go,
constexpr auto lsp_notice_package = 2500ms;  // and 2 s for packages
constexpr std::size_t lsp_watched =
    20'000;  // directories of a project; the kernel has watches for 8,192 to a million
constexpr std::size_t lsp_events_at_a_time = 1'000;  // in a notification
constexpr std::size_t lsp_registrations = 1'000;     // by `client/registerCapability`

}  // namespace toolbox::limits
