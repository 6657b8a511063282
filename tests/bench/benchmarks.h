#pragma once

#include "context.h"

// Every benchmark measures one matter and adds its rows; main.cpp lists them. A bar that is missed is a
// result; a measurement that fails throws.
namespace toolbox::bench {

void bench_start(Context& context);
void bench_memory(Context& context);
void bench_execute(Context& context);
void bench_execute_parallel(Context& context);
void bench_session_exec(Context& context);
void bench_session_follow(Context& context);
void bench_session_stream(Context& context);
void bench_session_followers(Context& context);
void bench_pty_echo(Context& context);
void bench_pty_stream(Context& context);
void bench_pty_attach(Context& context);
void bench_interpreter_roundtrip(Context& context);
void bench_interpreter_print(Context& context);
void bench_code_run_empty(Context& context);
void bench_interpreter_warm(Context& context);
void bench_download(Context& context);
void bench_upload(Context& context);
void bench_bulk_upload(Context& context);
void bench_list(Context& context);
void bench_find(Context& context);
void bench_git_status(Context& context);
void bench_git_history(Context& context);
void bench_git_commit(Context& context);
void bench_git_clone(Context& context);
void bench_git_clone_memory(Context& context);
void bench_lsp_request(Context& context);
void bench_lsp_second_start(Context& context);
void bench_session_memory(Context& context);
void bench_pty_memory(Context& context);
void bench_interpreter_memory(Context& context);
void bench_connections(Context& context);
void bench_idle(Context& context);

}  // namespace toolbox::bench
