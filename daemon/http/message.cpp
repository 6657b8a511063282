#include "http/message.h"

#include <algorithm>

namespace toolbox {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

class SinglePiece final : public BodySource {
 public:
  explicit SinglePiece(Piece piece) : piece_(std::move(piece)) {}
  Task<std::optional<Piece>> next() override { co_return std::exchange(piece_, std::nullopt); }

 private:
  std::optional<Piece> piece_;
};

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (same_name(key, name)) return value;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  return count(name) > 0;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const auto& field) { return same_name(field.first, name); }));
}

bool Client::strict_decoder() const {
  if (source != "sdk-go" || !version) return false;
  static const Semver unreleased{0, 0, 0, {}};
  static const Semver first_lenient{0, 188, 0, {}};
  return *version != unreleased && *version < first_lenient;
}

Response Response::json(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = std::move(body);
  return response;
}

Response Response::websocket(Upgrade upgrade) {
  Response response;
  response.status = 101;
  response.upgrade = std::make_unique<Upgrade>(std::move(upgrade));
  return response;
}

std::unique_ptr<BodySource> single_piece(Piece piece) {
  return std::make_unique<SinglePiece>(std::move(piece));
}

}  // namespace toolbox
