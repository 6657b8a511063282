#include "lsp/languages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace toolbox {
namespace {

const std::vector<ServerLanguage>& table() {
  static const std::string typescript = "npm install -g typescript-language-server typescript";
  static const std::string vscode = "npm install -g vscode-langservers-extracted";
  // clang-format off
  static const std::vector<ServerLanguage> languages = {
      {"python",
       {{"pyright-langserver", {"--stdio"}}, {"basedpyright-langserver", {"--stdio"}}, {"pylsp", {}}},
       "npm install -g pyright"},
      {"typescript", {{"typescript-language-server", {"--stdio"}}}, typescript, LineEnds::ecmascript},
      {"javascript", {{"typescript-language-server", {"--stdio"}}}, typescript, LineEnds::ecmascript},
      {"go", {{"gopls", {}}}, "go install golang.org/x/tools/gopls@latest"},
      {"rust", {{"rust-analyzer", {}}}, "rustup component add rust-analyzer"},
      {"c", {{"clangd", {}}}, "apt-get install clangd"},
      {"cpp", {{"clangd", {}}}, "apt-get install clangd"},
      {"json", {{"vscode-json-language-server", {"--stdio"}}}, vscode},
      {"html", {{"vscode-html-language-server", {"--stdio"}}}, vscode},
      {"css", {{"vscode-css-language-server", {"--stdio"}}}, vscode},
  };
  // clang-format on
  return languages;
}

constexpr auto extensions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"tsx", "typescriptreact"},
    {"jsx", "javascriptreact"},
    {"ts", "typescript"},
    {"mts", "typescript"},
    {"cts", "typescript"},
    {"js", "javascript"},
    {"mjs", "javascript"},
    {"cjs", "javascript"},
    {"py", "python"},
    {"pyi", "python"},
    {"h", "c"},
    {"c", "c"},
    {"cpp", "cpp"},
    {"cc", "cpp"},
    {"cxx", "cpp"},
    {"c++", "cpp"},
    {"hpp", "cpp"},
    {"hh", "cpp"},
    {"hxx", "cpp"},
    {"h++", "cpp"},
    {"jsonc", "jsonc"},
    {"scss", "scss"},
    {"less", "less"},
});

}  // namespace

const ServerLanguage* server_language(std::string_view id) {
  const auto found = std::ranges::find(table(), id, &ServerLanguage::id);
  return found == table().end() ? nullptr : &*found;
}

std::vector<std::string> supported_languages() {
  std::vector<std::string> ids;
  for (const auto& language : table()) ids.push_back(language.id);
  return ids;
}

std::string document_language(std::string_view language, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::string(language);
  const auto* const found =
      std::ranges::find(extensions, name.substr(dot + 1), [](const auto& row) { return row.first; });
  return std::string(found == extensions.end() ? language : found->second);
}

}  // namespace toolbox
