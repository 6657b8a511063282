#pragma once
// Changes that a server proposes. std::invalid_argument says what is not as the protocol has it, or what the
// API cannot express.
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/codec.h"
#include "lsp/text.h"

namespace toolbox {

// What the protocol can say and the API can't.
class NotExpressible : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

struct FileEdits {
  std::string uri;  // canonical
  std::vector<TextEdit> edits;
};
template <class V>
void fields(V& v, FileEdits& m) {
  v("uri", m.uri);
  v("edits", m.edits);
}

struct ServerCommand {
  std::string title;
  std::string command;
  std::optional<RawJson> arguments;
};
template <class V>
void fields(V& v, ServerCommand& m) {
  v("title", m.title);
  v("command", m.command);
  v("arguments", m.arguments);
}

struct CodeAction {
  std::string title;
  std::optional<std::string> kind;
  std::optional<bool> is_preferred;
  std::optional<std::vector<FileEdits>> changes;
  std::optional<ServerCommand> command;
};
template <class V>
void fields(V& v, CodeAction& m) {
  v("title", m.title);
  v("kind", m.kind);
  v("isPreferred", m.is_preferred);
  v("changes", m.changes);
  v("command", m.command);
}

// A WorkspaceEdit or null, in the order of the uris, each once. documentChanges count before changes. Throws
// for files to create, rename or delete.
std::vector<FileEdits> workspace_edit(const Json& edit);

// TextEdit[] or null.
std::vector<TextEdit> text_edits(const Json& list);

// (Command | CodeAction)[] or null. Left out is what can't be carried out here: actions that the server calls
// disabled, and those that create, rename or delete files.
std::vector<CodeAction> code_actions(const Json& list);

}  // namespace toolbox
