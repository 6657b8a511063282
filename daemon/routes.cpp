#include "routes.h"

#include "files/download.h"
#include "files/search_service.h"
#include "files/service.h"
#include "files/upload.h"
#include "general/service.h"
#include "git/service.h"
#include "interpreter/code_run.h"
#include "interpreter/service.h"
#include "lsp/service.h"
#include "process/execute.h"
#include "pty/service.h"
#include "pty/web_page.h"
#include "pty/web_terminal.h"
#include "session/service.h"

namespace toolbox {

// The table: method, path, handler. Trailing slashes are gone before it is looked up, HEAD finds GET.
// clang-format off
void add_routes(Router& r, Services s) {
  r.get ("/version",           s.general, &General::version);
  r.get ("/user-home-dir",     s.general, &General::home_dir);
  r.get ("/project-dir",       s.general, &General::home_dir);  // old name
  r.get ("/work-dir",          s.general, &General::work_dir);
  r.post("/init",              s.general, &General::init);
  r.post("/env",               s.general, &General::set_env);
  r.get ("/system/metrics",    s.general, &General::metrics);

  r.get ("/files",               s.files,     &Files::list);
  r.del ("/files",               s.files,     &Files::remove);
  r.get ("/files/info",          s.files,     &Files::info);
  r.post("/files/folder",        s.files,     &Files::create_folder);
  r.post("/files/move",          s.files,     &Files::move);
  r.post("/files/permissions",   s.files,     &Files::set_permissions);
  r.get ("/files/find",          s.searches,  &FileSearch::find);
  r.get ("/files/search",        s.searches,  &FileSearch::search);
  r.post("/files/replace",       s.searches,  &FileSearch::replace);
  r.get ("/files/download",      s.downloads, &Downloads::download);
  r.post("/files/bulk-download", s.downloads, &Downloads::bulk_download);
  r.post("/files/upload",        s.uploads,   &Uploads::upload);
  r.post("/files/upload-v2",     s.uploads,   &Uploads::upload_v2);
  r.post("/files/bulk-upload",   s.uploads,   &Uploads::bulk_upload);

  r.post("/process/execute",   s.execute,  &Execute::execute);
  r.post("/process/code-run",  s.code_run, &CodeRun::run);

  r.post("/process/session",                                         s.sessions, &Sessions::create);
  r.get ("/process/session",                                         s.sessions, &Sessions::list);
  r.get ("/process/session/entrypoint",                              s.sessions, &Sessions::entrypoint);
  r.get ("/process/session/entrypoint/logs",                         s.sessions, &Sessions::entrypoint_logs);
  r.get ("/process/session/{sessionId}",                             s.sessions, &Sessions::get);
  r.del ("/process/session/{sessionId}",                             s.sessions, &Sessions::remove);
  r.post("/process/session/{sessionId}/exec",                        s.sessions, &Sessions::execute);
  r.get ("/process/session/{sessionId}/command/{commandId}",         s.sessions, &Sessions::command);
  r.post("/process/session/{sessionId}/command/{commandId}/input",   s.sessions, &Sessions::input);
  r.get ("/process/session/{sessionId}/command/{commandId}/logs",    s.sessions, &Sessions::logs);

  r.post("/process/pty",                     s.ptys, &Ptys::create);
  r.get ("/process/pty",                     s.ptys, &Ptys::list);
  r.get ("/process/pty/create-connect",      s.ptys, &Ptys::create_connect);
  r.get ("/process/pty/{sessionId}",         s.ptys, &Ptys::get);
  r.del ("/process/pty/{sessionId}",         s.ptys, &Ptys::remove);
  r.post("/process/pty/{sessionId}/resize",  s.ptys, &Ptys::resize);
  r.get ("/process/pty/{sessionId}/connect", s.ptys, &Ptys::connect);

  r.post("/process/interpreter/context",      s.contexts, &Contexts::create);
  r.get ("/process/interpreter/context",      s.contexts, &Contexts::list);
  r.del ("/process/interpreter/context/{id}", s.contexts, &Contexts::remove);
  r.get ("/process/interpreter/execute",      s.contexts, &Contexts::execute);

  r.post("/git/clone",       s.git, &Git::clone);
  r.post("/git/pull",        s.git, &Git::pull);
  r.post("/git/push",        s.git, &Git::push);
  r.get ("/git/status",      s.git, &Git::status);
  r.get ("/git/history",     s.git, &Git::history);
  r.post("/git/add",         s.git, &Git::add);
  r.post("/git/commit",      s.git, &Git::commit);
  r.post("/git/reset",       s.git, &Git::reset);
  r.post("/git/restore",     s.git, &Git::restore);
  r.get ("/git/branches",    s.git, &Git::branches);
  r.post("/git/branches",    s.git, &Git::create_branch);
  r.del ("/git/branches",    s.git, &Git::delete_branch);
  r.post("/git/checkout",    s.git, &Git::checkout);
  r.post("/git/init",        s.git, &Git::init);
  r.get ("/git/remotes",     s.git, &Git::remotes);
  r.post("/git/remotes",     s.git, &Git::add_remote);
  r.get ("/git/config",      s.git, &Git::config);
  r.post("/git/config",      s.git, &Git::set_config);
  r.post("/git/config/user", s.git, &Git::set_user);
  r.post("/git/credentials", s.git, &Git::store_credentials);

  r.post("/lsp/start",            s.languages, &LanguageServers::start);
  r.post("/lsp/stop",             s.languages, &LanguageServers::stop);
  r.post("/lsp/did-open",         s.languages, &LanguageServers::open);
  r.post("/lsp/did-close",        s.languages, &LanguageServers::close);
  r.post("/lsp/completions",      s.languages, &LanguageServers::completions);
  r.get ("/lsp/document-symbols", s.languages, &LanguageServers::document_symbols);
  r.get ("/lsp/workspacesymbols", s.languages, &LanguageServers::workspace_symbols);
  r.post("/lsp/hover",            s.languages, &LanguageServers::hover);
  r.post("/lsp/definition",       s.languages, &LanguageServers::definition);
  r.post("/lsp/references",       s.languages, &LanguageServers::references);
  r.post("/lsp/rename",           s.languages, &LanguageServers::rename);
  r.post("/lsp/diagnostics",      s.languages, &LanguageServers::diagnostics);
  r.post("/lsp/format",           s.languages, &LanguageServers::format);
  r.post("/lsp/code-actions",     s.languages, &LanguageServers::code_actions);
  r.get ("/lsp/connect",          s.languages, &LanguageServers::connect);
}

void add_terminal_routes(Router& r, WebPage& page, WebTerminals& terminals) {
  r.get ("/",              page,      &WebPage::page);
  r.get ("/assets/{name}", page,      &WebPage::asset);
  r.get ("/ws",            terminals, &WebTerminals::connect);
}
// clang-format on

}  // namespace toolbox
