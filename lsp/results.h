#pragma once
// From a server's `result` to what the API answers. Forms that are odd but legal are taken, absent and null
// are the same; std::invalid_argument says what is not as the protocol has it. All uris come out canonical.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"
#include "lsp/text.h"

namespace toolbox {

struct Location {
  std::string uri;
  Range range;
  bool operator==(const Location&) const = default;
};
template <class V>
void fields(V& v, Location& m) {
  v("uri", m.uri);
  v("range", m.range);
}

struct Symbol {
  std::string name;
  std::int64_t kind = 0;
  Location location;
};
template <class V>
void fields(V& v, Symbol& m) {
  v("name", m.name);
  v("kind", m.kind);
  v("location", m.location);
}

struct MarkupContent {
  std::string kind;  // "markdown" or "plaintext"
  std::string value;
  bool operator==(const MarkupContent&) const = default;
};
template <class V>
void fields(V& v, MarkupContent& m) {
  v("kind", m.kind);
  v("value", m.value);
}

struct Hover {
  std::optional<MarkupContent> contents;  // absent, and null on the wire, where there is nothing
  std::optional<Range> range;
};
template <class V>
void fields(V& v, Hover& m) {
  v.nullable("contents", m.contents);
  v("range", m.range);
}

struct CompletionItem {
  std::string label;
  std::optional<std::int64_t> kind;
  std::optional<std::string> detail;
  std::optional<RawJson> documentation;  // {kind, value}
  std::optional<std::string> sort_text;
  std::optional<std::string> filter_text;
  std::optional<std::string> insert_text;
};
template <class V>
void fields(V& v, CompletionItem& m) {
  v("label", m.label);
  v("kind", m.kind);
  v("detail", m.detail);
  v("documentation", m.documentation);
  v("sortText", m.sort_text);
  v("filterText", m.filter_text);
  v("insertText", m.insert_text);
}

struct Completions {
  bool is_incomplete = false;
  std::vector<CompletionItem> items;
};
template <class V>
void fields(V& v, Completions& m) {
  v("isIncomplete", m.is_incomplete);
  v("items", m.items);
}

struct Diagnostic {
  Range range;
  std::optional<std::int64_t> severity;
  std::optional<RawJson> code;  // a string or a number
  std::optional<std::string> source;
  std::string message;
};
template <class V>
void fields(V& v, Diagnostic& m) {
  v("range", m.range);
  v("severity", m.severity);
  v("code", m.code);
  v("source", m.source);
  v("message", m.message);
}

// DocumentSymbol[] (flattened, a parent right before its children, all with `uri`), SymbolInformation[] and
// WorkspaceSymbol[] (where there is no range: the start of the file).
std::vector<Symbol> symbols(const Json& result, const std::string& uri);

// null, Location, Location[] or LocationLink[] (its target's selection).
std::vector<Location> locations(const Json& result);

// MarkupContent, MarkedString or MarkedString[]; the latter two become markdown.
Hover hover(const Json& result);

// null, CompletionItem[] or CompletionList. An item's insertText is that of its textEdit where it has none;
// a snippet's is the text that it inserts.
Completions completions(const Json& result);

std::vector<Diagnostic> diagnostics(const Json& list);

}  // namespace toolbox
