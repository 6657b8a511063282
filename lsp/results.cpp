#include "lsp/results.h"

#include <algorithm>
#include <utility>

#include "lsp/parse.h"
#include "lsp/snippet.h"
#include "lsp/uri.h"

namespace toolbox {

using namespace lsp_parse;

namespace {

constexpr int snippet_format = 2;  // InsertTextFormat.Snippet

// One DocumentSymbol, SymbolInformation or WorkspaceSymbol. The first kind has a range itself.
Symbol symbol(const Json& from, const std::string& uri) {
  object(from, "a symbol");
  Symbol to;
  to.name = text(member(from, "name"), "a symbol's name");
  to.kind = whole_number(member(from, "kind"), "a symbol's kind");
  const Json& location = member(from, "location");
  if (location.is_null()) {
    to.location = {uri, range(member(from, "range"), "a symbol's range")};
    return to;
  }
  to.location.uri = canonical_uri(text(member(location, "uri"), "a symbol's uri"));
  const Json& place = member(location, "range");
  if (!place.is_null()) to.location.range = range(place, "a symbol's range");
  return to;
}

Location location(const Json& from) {
  object(from, "a location");
  const Json& target = member(from, "targetUri");
  if (target.is_null()) {
    return {canonical_uri(text(member(from, "uri"), "a location's uri")),
            range(member(from, "range"), "a location's range")};
  }
  const Json& selection = member(from, "targetSelectionRange");
  return {canonical_uri(text(target, "a link's uri")),
          range(selection.is_null() ? member(from, "targetRange") : selection, "a link's range")};
}

// A fence that is longer than any within the code.
std::string fenced(const std::string& language, const std::string& code) {
  std::size_t longest = 2;
  for (std::size_t i = 0, run = 0; i < code.size(); ++i) {
    run = code[i] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + language + "\n" + code + (code.ends_with('\n') ? "" : "\n") + fence;
}

// A MarkedString as markdown.
std::string marked(const Json& from) {
  if (from.is_string()) return from.get<std::string>();
  object(from, "a hover's contents");
  const std::string& value = text(member(from, "value"), "a hover's value");
  if (value.empty()) return "";
  return fenced(optional_text(from, "language").value_or(""), value);
}

std::optional<MarkupContent> hover_contents(const Json& from) {
  MarkupContent contents{"markdown", ""};
  if (from.is_array()) {
    for (const auto& item : from) {
      const std::string part = marked(item);
      if (!part.empty() && !contents.value.empty()) contents.value += "\n\n";
      contents.value += part;
    }
  } else if (const auto kind = optional_text(from, "kind")) {
    contents.kind = *kind == "plaintext" ? *kind : "markdown";
    contents.value = text(member(from, "value"), "a hover's value");
  } else {
    contents.value = marked(from);
  }
  if (contents.value.empty()) return std::nullopt;
  return contents;
}

CompletionItem completion_item(const Json& from) {
  object(from, "a completion");
  CompletionItem to;
  to.label = text(member(from, "label"), "a completion's label");
  to.kind = optional_number(from, "kind");
  to.detail = optional_text(from, "detail");
  if (const Json& documentation = member(from, "documentation"); !documentation.is_null()) {
    // Of the two forms the Python SDK knows this one only.
    to.documentation = RawJson{
        documentation.is_string() ? Json{{"kind", "plaintext"}, {"value", documentation}} : documentation};
  }
  to.sort_text = optional_text(from, "sortText");
  to.filter_text = optional_text(from, "filterText");
  to.insert_text = optional_text(from, "insertText");
  if (!to.insert_text) to.insert_text = optional_text(member(from, "textEdit"), "newText");
  if (to.insert_text && optional_number(from, "insertTextFormat") == snippet_format)
    to.insert_text = snippet_text(*to.insert_text);
  return to;
}

Diagnostic diagnostic(const Json& from) {
  object(from, "a diagnostic");
  Diagnostic to;
  to.range = range(member(from, "range"), "a diagnostic's range");
  to.severity = optional_number(from, "severity");
  const Json& code = member(from, "code");
  if (code.is_string() || code.is_number()) to.code = RawJson{code};
  to.source = optional_text(from, "source");
  const Json& message = member(from, "message");  // newer servers may write MarkupContent
  to.message = text(message.is_object() ? member(message, "value") : message, "a diagnostic's message");
  return to;
}

}  // namespace

std::vector<Symbol> symbols(const Json& result, const std::string& uri) {
  std::vector<Symbol> found;
  if (result.is_null()) return found;
  // The lists that are being gone through, the innermost last: nesting must not take the thread's stack.
  std::vector<std::pair<const Json*, std::size_t>> open = {{&array(result, "the list of symbols"), 0}};
  while (!open.empty()) {
    auto& [list, next] = open.back();
    if (next == list->size()) {
      open.pop_back();
      continue;
    }
    const Json& item = (*list)[next++];
    found.push_back(symbol(item, uri));
    const Json& children = member(item, "children");
    if (!children.is_null()) open.emplace_back(&array(children, "a symbol's children"), 0);
  }
  return found;
}

std::vector<Location> locations(const Json& result) {
  std::vector<Location> found;
  if (result.is_null()) return found;
  if (result.is_object()) return {location(result)};
  for (const auto& item : array(result, "the list of locations")) found.push_back(location(item));
  return found;
}

Hover hover(const Json& result) {
  if (result.is_null()) return {};
  const Json& contents = member(object(result, "a hover"), "contents");
  if (contents.is_null()) return {};
  Hover found{hover_contents(contents), std::nullopt};
  const Json& place = member(result, "range");
  if (found.contents && !place.is_null()) found.range = range(place, "a hover's range");
  return found;
}

Completions completions(const Json& result) {
  Completions found;
  if (result.is_null()) return found;
  const Json* items = &result;
  if (result.is_object()) {
    const Json& incomplete = member(result, "isIncomplete");
    found.is_incomplete = incomplete.is_boolean() && incomplete.get<bool>();
    items = &member(result, "items");
  }
  array(*items, "the list of completions");
  found.items.reserve(items->size());
  for (const auto& item : *items) found.items.push_back(completion_item(item));
  return found;
}

std::vector<Diagnostic> diagnostics(const Json& list) {
  std::vector<Diagnostic> found;
  if (list.is_null()) return found;
  for (const auto& item : array(list, "the list of diagnostics")) found.push_back(diagnostic(item));
  return found;
}

}  // namespace toolbox
