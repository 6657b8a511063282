#pragma once
// Every bound of the daemon, each with its reason.
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace toolbox::limits {

using namespace std::chrono_literals;

constexpr std::size_t KiB = 1024;
constexpr std::size_t MiB = 1024 * KiB;

// HTTP
constexpr std::size_t max_header = 64 * KiB;     // request line and fields; 431 past it
constexpr std::size_t max_json_body = 16 * MiB;  // uploads stream instead; 413 past it
constexpr std::size_t max_body_memory =
    256 * MiB;  // of all JSON bodies and long WebSocket messages; 503, 1013
constexpr std::size_t max_answer_memory =
    256 * MiB;                                    // of all answers that wait for their clients; 503 past it
constexpr std::size_t large_answer = 1 * MiB;     // its memory is given back to the system at once
constexpr std::size_t max_logged_path = 1 * KiB;  // the rest of a longer path is left out of the log
constexpr std::size_t max_json_values =
    1'000'000;                                   // a parsed value takes tens of bytes, however short its text
constexpr int max_json_depth = 512;              // deeper is an attack, not a message
constexpr std::size_t max_connections = 16'384;  // 503 past it; --max-connections changes it
constexpr std::size_t max_refusals = 64;         // connections being told 503 at one time
constexpr auto accept_pause = 100ms;             // when the system is out of descriptors
constexpr auto header_deadline = 10s;            // from a request's first byte to its last header byte
constexpr auto idle_deadline = 75s;              // keep-alive without a request
constexpr auto body_stall = 120s;                // a body of which nothing more arrives
constexpr auto write_stall = 300s;               // a client that reads nothing: a paused download lives on
constexpr auto drain_deadline = 30s;             // reading away what a refused request still sends
constexpr auto stop_deadline = 5s;               // in-flight requests at SIGTERM
constexpr std::size_t max_drained =
    256 * KiB;  // of an unread body, to keep the connection; else it is closed
constexpr std::size_t request_buffer = 8 * KiB;     // first read of a request; grows to max_header
constexpr std::size_t transfer_buffer = 256 * KiB;  // one upload's, and one streamed answer's, piece
constexpr std::size_t sendfile_turn = 8 * MiB;      // then the thread serves somebody else
constexpr std::size_t codec_offload = 64 * KiB;     // JSON larger than this is parsed off the loop
constexpr std::size_t rows_offload = 256;           // and lists longer than this are encoded there

// WebSockets
constexpr std::size_t max_ws_message =
    1 * MiB;                                   // from a client; 1009 past it, unless the route says otherwise
constexpr std::size_t ws_queue = 64 * KiB;     // received and not consumed; one message may be larger
constexpr std::size_t ws_queue_messages = 64;  // and of these
constexpr auto ws_silence = 25s;               // then a ping; as long again without a sign, and it is gone
constexpr auto ws_unreachable = 35s;           // without an answer to what is sent again and again
constexpr auto ws_close = 2s;                  // for the client's answer to a close

// Pools
constexpr std::size_t blocking_threads = 4;  // file system work: more than the cores, as most of it waits
constexpr std::size_t walk_threads = 2;      // directory walks and searches, apart: they take their time
constexpr std::size_t tree_threads = 2;      // deletions and copies of trees: a walk must not wait for them
constexpr std::size_t log_threads = 2;       // sessions' logs, apart: their disk may be slow or full
constexpr std::size_t terminal_threads = 2;  // output of terminals: the kernel makes readers of much wait
constexpr std::size_t screen_threads = 1;    // terminals' screens, apart: a flood of output is work
constexpr std::size_t spawn_threads = 2;     // vfork suspends its thread until the program is loaded

// Processes
constexpr std::size_t exec_memory = 4 * MiB;  // output of one execute held in memory; a file past it
constexpr std::size_t exec_memory_without_disk = 64 * MiB;  // where no temporary directory takes a file
constexpr std::size_t pipe_read = 64 * KiB;                 // a pipe holds no more by default
constexpr std::size_t max_unclaimed = 4'096;                // statuses kept while a spawn is under way
constexpr auto kill_grace = 250ms;                          // SIGTERM to SIGKILL when an execute is ended
constexpr std::size_t max_argument = 128 * KiB;  // MAX_ARG_STRLEN: longer scripts go through a file

// Sessions
constexpr std::size_t command_text = 1 * KiB;       // of a command's text kept in memory; the rest is on disk
constexpr std::size_t max_shell_line = 4 * KiB;     // shells read a pipe byte by byte: longer goes by a file
constexpr std::size_t max_queued_commands = 1'000;  // of one session; 503 past it
constexpr std::size_t max_queued_text = 32 * MiB;   // of all of them; 503 past it
constexpr std::size_t max_queued_text_of_all = 256 * MiB;  // sessions; 503 past it
constexpr std::size_t max_queued_input = 1 * MiB;  // for one command; further input waits for its turn
constexpr std::size_t max_listed_text = 64 * MiB;  // of all commands in one answer; 413 past it
constexpr std::size_t max_kept_logs = 64;          // of one session, where the disk takes no named ones
constexpr std::size_t max_store_name = 200;        // file names end at 255 bytes
constexpr std::size_t report_rest = 4 * KiB;       // of what a shell writes to its own stdout
constexpr std::size_t log_limit_mb = 1024;         // of one command's log on disk; --log-limit-mb changes it
constexpr std::size_t log_in_memory = 4 * MiB;     // where no directory takes a log at all
constexpr std::size_t small_log = 256 * KiB;  // answered at once; larger ones are read while they are sent
constexpr std::size_t log_piece = 128 * KiB;  // read at a time by each who reads a log
constexpr std::size_t log_message =
    32 * KiB;                               // of a followed log: JavaScript passes each byte as an argument
constexpr std::size_t pump_turn = 1 * MiB;  // of output, then followers hear of it
constexpr std::size_t busy_pipe = 1 * MiB;  // of a command that fills its pipe
constexpr auto utf8_patience = 100ms;       // for the rest of a UTF-8 sequence

// Terminals
constexpr std::size_t max_ptys = 1'024;  // 503 past it; the kernel has 4,096 for all
constexpr std::size_t pty_scrollback =
    256 * KiB;                                   // of recent output kept, and of lines that have scrolled out
constexpr std::size_t pty_draw = 128 * KiB;      // of output beyond that, which is then drawn
constexpr std::size_t pty_resizes = 64;          // that wait to be drawn
constexpr std::size_t pty_block = 64 * KiB;      // of output stored, and read at a time
constexpr std::size_t pty_message = 32 * KiB;    // to a client
constexpr std::size_t page = 4 * KiB;            // of a terminal: what one read gives at most
constexpr std::size_t pty_lag = 1 * MiB;         // of output that a client may be behind
constexpr auto pty_moment = 1s;                  // in which one that others wait for must take half of that
constexpr auto pty_patience = 3s;                // in which any must take something
constexpr std::size_t pty_last_words = 1 * MiB;  // more than the kernel holds when a shell has ended
constexpr auto pty_typing = 10s;                 // what a client has sent that is gone
constexpr auto terminal_keep = 3h;               // a web terminal without clients
constexpr int max_terminal_size = 1'000;         // columns, and rows
constexpr int screen_cells = 250'000;            // of a terminal's screen that are kept: each takes 40 bytes
constexpr std::size_t screen_work = 2'000'000;   // cells touched, then the thread serves another terminal
constexpr std::size_t vt_sequence = 64 * KiB;    // longer ones are passed over: pictures, clipboards
constexpr std::size_t vt_title = 4 * KiB;        // of a window's title; the rest is left out

// Interpreter contexts and code-run
constexpr std::size_t max_contexts = 1'024;            // 503 past it
constexpr std::size_t max_code = 64 * MiB;             // of a first message; 1009 past it
constexpr std::size_t max_waiting_code = 256 * MiB;    // and environments, of all executions that wait; 1013
constexpr std::size_t max_waiting_executions = 1'000;  // of one context; 1013 past it
constexpr std::size_t worker_frame = 64 * MiB;      // a picture or an error; a worker that says more is ended
constexpr std::size_t worker_piece = 32 * KiB;      // of output in one message, and read at a time
constexpr std::size_t worker_drain = 1 * MiB;       // of a pipe before a message: what pipes may hold
constexpr std::size_t channel_read = 64 * KiB;      // at a time
constexpr auto worker_moment = 200us;               // for the rest of a line
constexpr std::size_t worker_last_words = 4 * KiB;  // of stderr, told when a worker dies
constexpr std::int64_t execution_timeout = 600;     // seconds, unless the client says otherwise
constexpr auto interrupt_worker = 500ms;            // from the worker's interrupt to its process group's
constexpr auto interrupt_group = 1500ms;            // from there to SIGKILL
constexpr auto stalled_client = 10s;                // that reads nothing, when its code is to end
constexpr auto warm_delay = 50ms;                   // at start, where the first answers come first
constexpr auto worker_start = 60s;                  // until it can run code: a slow disk, a hundred at once
constexpr auto worker_farewell = 1s;                // from the end of its channel to that of the process
constexpr std::size_t code_argument = 100'000;      // of JavaScript; below MAX_ARG_STRLEN, with room
constexpr std::size_t max_charts = 64 * MiB;        // of one code-run, as JSON; the rest are left out

// Git
constexpr std::size_t git_threads = 2;  // for what needs no network: as many as a small machine has
constexpr std::size_t git_remote_threads = 2;
constexpr std::size_t git_remotes_at_a_time =
    64;  // clones, pulls and pushes, a thread each; they mostly wait
constexpr std::size_t git_object_cache = 16 * MiB;   // of libgit2, for all operations together
constexpr std::size_t git_rename_file = 16 * MiB;    // longer ones are compared by their hash alone
constexpr std::size_t git_rename_memory = 64 * MiB;  // of what status keeps of files that may be renamed ones
constexpr std::size_t git_advertisement = 64 * MiB;  // of a remote before its objects: a million references
constexpr std::size_t git_free_heap = 2 * MiB;       // free but held, after an operation; more is given back
constexpr auto git_connect = 30s;                    // to a remote, name look-up not included
constexpr auto git_stall = 300s;                     // in which a remote sends or takes nothing
constexpr std::size_t git_ssh_write = 32 * KiB;  // of small writes to a remote, put together: one SSH packet
constexpr std::size_t git_remote_words = 4 * KiB;  // of what a remote's program says to its stderr

// Files
constexpr std::size_t max_part_head = 8 * KiB;     // of a form's part: a name, a file name and a type
constexpr std::size_t max_form_parts = 200'000;    // what is noted of each adds up
constexpr std::size_t bulk_path_bytes = 32 * MiB;  // of all the paths that one bulk upload names
constexpr std::size_t small_file = 64 * KiB;    // read into memory to be sent; larger ones are sent from disk
constexpr std::size_t max_find_line = 4 * KiB;  // longer lines are cut around the match
constexpr std::size_t find_window = 128 * KiB;  // read at a time: stays in the processor's cache
constexpr std::size_t max_list_answer = 192 * MiB;  // of a listing: some 500,000 files; 413 past it
constexpr std::size_t max_walk_answer = 64 * MiB;   // of find and search, which hold it; 413 past it
constexpr auto walk_turn = 20ms;                    // then the thread serves somebody else's walk

// Logging
constexpr auto log_stop = 1s;             // for what is queued when the daemon stops
constexpr std::size_t log_queue = 4'096;  // lines waiting for a slow stdout or disk; the oldest go first

}  // namespace toolbox::limits
