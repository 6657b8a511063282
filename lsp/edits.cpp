#include "lsp/edits.h"

#include <map>
#include <stdexcept>
#include <utility>

#include "lsp/parse.h"
#include "lsp/uri.h"

namespace toolbox {

using namespace lsp_parse;

namespace {

using ByUri = std::map<std::string, FileEdits>;

// A TextEdit or AnnotatedTextEdit.
TextEdit text_edit(const Json& from) {
  object(from, "an edit");
  if (member(from, "snippet").is_object())
    throw NotExpressible("the edit has a snippet, which this API cannot express");
  return {range(member(from, "range"), "an edit's range"), text(member(from, "newText"), "an edit's text")};
}

FileEdits& edits_of(ByUri& files, const std::string& uri) {
  std::string canonical = canonical_uri(uri);
  FileEdits& file = files[canonical];
  file.uri = std::move(canonical);
  return file;
}

void add_edits(FileEdits& file, const Json& list) {
  for (const auto& item : array(list, "the list of edits")) file.edits.push_back(text_edit(item));
}

void add_document_change(ByUri& files, const Json& change) {
  object(change, "a change");
  if (const auto kind = optional_text(change, "kind")) {
    throw NotExpressible("the edit would " + *kind + " a file, which this API cannot express");
  }
  const Json& document = member(change, "textDocument");
  FileEdits& file = edits_of(files, text(member(document, "uri"), "an edit's uri"));
  add_edits(file, member(change, "edits"));
}

ServerCommand server_command(const Json& from) {
  ServerCommand to;
  to.command = text(member(from, "command"), "a command's name");
  to.title = optional_text(from, "title").value_or(to.command);
  const Json& arguments = member(from, "arguments");
  if (!arguments.is_null()) to.arguments = RawJson{arguments};
  return to;
}

CodeAction code_action(const Json& from) {
  CodeAction to;
  to.title = text(member(from, "title"), "an action's title");
  const Json& command = member(from, "command");
  if (command.is_string()) {  // it is a command and no more
    to.command = server_command(from);
    return to;
  }
  to.kind = optional_text(from, "kind");
  const Json& preferred = member(from, "isPreferred");
  if (preferred.is_boolean()) to.is_preferred = preferred.get<bool>();
  const Json& edit = member(from, "edit");
  if (!edit.is_null()) to.changes = workspace_edit(edit);
  if (!command.is_null()) to.command = server_command(object(command, "an action's command"));
  return to;
}

}  // namespace

std::vector<FileEdits> workspace_edit(const Json& edit) {
  ByUri files;
  if (!edit.is_null()) object(edit, "an edit");
  const Json& document_changes = member(edit, "documentChanges");
  const Json& changes = member(edit, "changes");
  if (!document_changes.is_null()) {
    for (const auto& change : array(document_changes, "the list of changes"))
      add_document_change(files, change);
  } else if (!changes.is_null()) {
    for (const auto& [uri, list] : object(changes, "the map of changes").items())
      add_edits(edits_of(files, uri), list);
  }
  std::vector<FileEdits> found;
  found.reserve(files.size());
  for (auto& entry : files) found.push_back(std::move(entry.second));
  return found;
}

std::vector<TextEdit> text_edits(const Json& list) {
  FileEdits file;
  if (!list.is_null()) add_edits(file, list);
  return std::move(file.edits);
}

std::vector<CodeAction> code_actions(const Json& list) {
  std::vector<CodeAction> found;
  if (list.is_null()) return found;
  for (const auto& item : array(list, "the list of actions")) {
    object(item, "an action");
    if (!member(item, "disabled").is_null()) continue;
    try {
      found.push_back(code_action(item));
    } catch (const NotExpressible&) {  // the others are of use all the same
    }
  }
  return found;
}

}  // namespace toolbox
