#pragma once
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/event.h"
#include "http/message.h"
#include "http/websocket.h"
#include "lsp/connect.h"
#include "lsp/messages.h"
#include "lsp/programs.h"
#include "lsp/server.h"

namespace toolbox {

// The language servers and their routes: one for each language and project. Loop thread only.
class LanguageServers {
 public:
  explicit LanguageServers(LspServices services) : services_(std::move(services)) {}

  Task<Response> start(LspServerParams params);
  Task<Response> stop(LspServerParams params);
  Task<Response> open(LspDocumentParams params);
  Task<Response> close(LspDocumentParams params);
  Task<Completions> completions(LspCompletionParams params);
  Task<std::vector<Symbol>> document_symbols(LspDocumentQuery query);
  Task<std::vector<Symbol>> workspace_symbols(LspSymbolQuery query);
  Task<Hover> hover(LspPositionParams params);
  Task<std::vector<Location>> definition(LspPositionParams params);
  Task<std::vector<Location>> references(LspReferencesParams params);
  Task<LspEdits> rename(LspRenameParams params);
  Task<LspEdits> format(LspFormatParams params);
  Task<std::vector<CodeAction>> code_actions(LspCodeActionParams params);
  Task<LspDiagnostics> diagnostics(LspDocumentParams params);
  Task<Response> connect(LspConnectQuery query, const Request& request);

  // Ends all of them, and takes no more.
  Task<void> end_all();

 private:
  // A server from the request for its start on, also after its end, whose reason later requests are told.
  struct Entry {
    Entry(Executor executor, std::string of_language, std::string in_root)
        : language(std::move(of_language)), root(std::move(in_root)), started(executor) {}
    const std::string language;
    const std::string root;  // as it was named
    std::shared_ptr<LanguageServer> server;
    bool starting = true;
    std::exception_ptr failure;
    Event started;
  };
  // A server that runs, and the document of the request.
  struct Target {
    std::shared_ptr<LanguageServer> server;
    std::string path;
  };

  Task<LspTarget> target_of(const LspServerParams& params, const std::string& uri);
  Task<LspProgram> find_program(const ServerLanguage& language, const LspTarget& target);
  Task<Target> running_for(const LspServerParams& params, const std::string& uri);
  Task<Target> running(const LspServerParams& params);
  Task<std::shared_ptr<LanguageServer>> running(const LspServerParams& params, const LspTarget& target);
  Task<void> run_start(std::shared_ptr<Entry> entry, const ServerLanguage& language, LspTarget target,
                       std::string key);
  static Task<LspResult> ask_rename(LanguageServer& server, Json request, std::string path,
                                    LanguageServer::Deadline deadline);
  Task<bool> show_marked(LanguageServer& server, const std::vector<FileEdits>& edits,
                         LanguageServer::Deadline deadline);
  static Task<void> settled(LanguageServer& server, std::string path, LanguageServer::Deadline deadline);
  Task<LspEdits> make_edits(std::vector<FileEdits> edits, bool apply, const LanguageServer& server,
                            LspMoment asked);
  template <class F>
  Task<std::invoke_result_t<F>> convert(const LanguageServer& server, const char* method, std::size_t size,
                                        F f);
  template <class F>
  Task<std::invoke_result_t<F, const Json&>> convert(const LanguageServer& server, const char* method,
                                                     LspResult answer, F f);
  std::shared_ptr<Entry> entry_of(const std::string& language, const LspTarget& target) const;
  Task<void> serve_editor(LspProgram program, std::shared_ptr<LspEditor> editor, WebSocket& client);
  void check_room();

  const LspServices services_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;  // by language and real path
  std::list<std::weak_ptr<LspEditor>> editors_;            // with servers of their own
  bool stopping_ = false;
};

}  // namespace toolbox
