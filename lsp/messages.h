#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"
#include "lsp/edits.h"
#include "lsp/results.h"
#include "lsp/text.h"

namespace toolbox {

struct LspServerParams {
  std::string language_id;
  std::string path_to_project;
};
template <class V>
void fields(V& v, LspServerParams& m) {
  v("languageId", m.language_id);
  v("pathToProject", m.path_to_project);
}

struct LspConnectQuery : LspServerParams, FromQuery {};

struct LspDocumentParams : LspServerParams {
  std::string uri;
};
template <class V>
void fields(V& v, LspDocumentParams& m) {
  fields(v, static_cast<LspServerParams&>(m));
  v("uri", m.uri);
}

struct LspDocumentQuery : LspDocumentParams, FromQuery {};

struct LspSymbolQuery : LspServerParams, FromQuery {
  std::string query;
};
template <class V>
void fields(V& v, LspSymbolQuery& m) {
  fields(v, static_cast<LspServerParams&>(m));
  v("query", m.query);
}

struct LspPositionParams : LspDocumentParams {
  Position position;
};
template <class V>
void fields(V& v, LspPositionParams& m) {
  fields(v, static_cast<LspDocumentParams&>(m));
  v("position", m.position);
}

struct CompletionContext {
  std::int64_t trigger_kind = 1;
  std::optional<std::string> trigger_character;
};
template <class V>
void fields(V& v, CompletionContext& m) {
  v("triggerKind", m.trigger_kind);
  v("triggerCharacter", m.trigger_character);
}

struct LspCompletionParams : LspPositionParams {
  std::optional<CompletionContext> context;
};
template <class V>
void fields(V& v, LspCompletionParams& m) {
  fields(v, static_cast<LspPositionParams&>(m));
  v("context", m.context);
}

struct LspReferencesParams : LspPositionParams {
  std::optional<bool> include_declaration;
};
template <class V>
void fields(V& v, LspReferencesParams& m) {
  fields(v, static_cast<LspPositionParams&>(m));
  v("includeDeclaration", m.include_declaration);
}

struct LspRenameParams : LspPositionParams {
  std::string new_name;
  std::optional<bool> apply;
};
template <class V>
void fields(V& v, LspRenameParams& m) {
  fields(v, static_cast<LspPositionParams&>(m));
  v("newName", m.new_name);
  v("apply", m.apply);
}

struct FormatOptions {
  std::optional<std::int64_t> tab_size;
  std::optional<bool> insert_spaces;
};
template <class V>
void fields(V& v, FormatOptions& m) {
  v("tabSize", m.tab_size);
  v("insertSpaces", m.insert_spaces);
}

struct LspFormatParams : LspDocumentParams {
  std::optional<FormatOptions> options;
  std::optional<bool> apply;
};
template <class V>
void fields(V& v, LspFormatParams& m) {
  fields(v, static_cast<LspDocumentParams&>(m));
  v("options", m.options);
  v("apply", m.apply);
}

struct LspCodeActionParams : LspDocumentParams {
  Range range;
  std::optional<std::vector<std::string>> only;
};
template <class V>
void fields(V& v, LspCodeActionParams& m) {
  fields(v, static_cast<LspDocumentParams&>(m));
  v("range", m.range);
  v("only", m.only);
}

struct LspEdits {
  std::vector<FileEdits> changes;
  bool applied = false;
};
template <class V>
void fields(V& v, LspEdits& m) {
  v("changes", m.changes);
  v("applied", m.applied);
}

struct LspDiagnostics {
  std::vector<Diagnostic> diagnostics;
};
template <class V>
void fields(V& v, LspDiagnostics& m) {
  v("diagnostics", m.diagnostics);
}

}  // namespace toolbox
