#include "report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace toolbox::bench {
namespace {

constexpr std::size_t columns = 6;
using Line = std::array<std::string, columns>;

// Three significant digits, and never an exponent.
std::string number(double value) {
  int decimals = 0;
  if (value != 0 && std::abs(value) < 100) {
    decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 4);
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

// A limit as it was written: no trailing zeros.
std::string plain(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%g", value);
  return text.data();
}

// Columns on the terminal: code points, since "≤" is three bytes.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Line line_of(const Row& row) {
  return {row.name,
          number(row.value) + " " + row.unit,
          row.baseline ? number(*row.baseline) : "-",
          row.ratio ? number(*row.ratio) : "-",
          row.bar.empty() ? "-" : row.bar,
          row.bar.empty() ? "-" : (row.ok ? "yes" : "NO")};
}

void print_line(const Line& line, const std::array<std::size_t, columns>& widths) {
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::string padding(widths[i] - width(line[i]), ' ');
    const bool numeric = i >= 1 && i <= 3;
    text += numeric ? padding + line[i] : line[i] + padding;
    if (i + 1 < columns) text += "  ";
  }
  text.erase(text.find_last_not_of(' ') + 1);
  std::puts(text.c_str());
}

Row make_row(const What& what, double value, std::string bar, bool ok) {
  Row row{what.area, what.name, value, what.unit, {}, {}, std::move(bar), ok};
  return row;
}

Row make_row(const What& what, Paired figures, std::string bar, bool ok) {
  if (!(figures.baseline > 0)) throw std::runtime_error(what.name + ": the baseline is not above zero");
  Row row = make_row(what, figures.value, std::move(bar), ok);
  row.baseline = figures.baseline;
  row.ratio = figures.value / figures.baseline;
  return row;
}

}  // namespace

Row measured(const What& what, double value) {
  return make_row(what, value, "", true);
}

Row measured(const What& what, Paired figures) {
  return make_row(what, figures, "", true);
}

Row at_most(const What& what, double value, double limit) {
  return make_row(what, value, "≤ " + plain(limit) + " " + what.unit, value <= limit);
}

Row at_most(const What& what, Paired figures, double limit) {
  return make_row(what, figures, "≤ " + plain(limit) + " " + what.unit, figures.value <= limit);
}

Row at_least(const What& what, Paired figures, double limit) {
  return make_row(what, figures, "≥ " + plain(limit) + " " + what.unit, figures.value >= limit);
}

Row at_most_over(const What& what, Paired figures, double extra) {
  const auto bar = "≤ baseline + " + plain(extra) + " " + what.unit;
  return make_row(what, figures, bar, figures.value <= figures.baseline + extra);
}

Row at_most_times(const What& what, Paired figures, double times) {
  return make_row(what, figures, "≤ " + plain(times) + " ×", figures.value <= times * figures.baseline);
}

Row at_least_share(const What& what, Paired figures, double share) {
  return make_row(what, figures, "≥ " + plain(share) + " ×", figures.value >= share * figures.baseline);
}

void print_table(const std::vector<Row>& rows) {
  std::vector<Line> lines{{"what", "value", "baseline", "ratio", "bar", "ok"}};
  for (const auto& row : rows) lines.push_back(line_of(row));
  std::array<std::size_t, columns> widths{};
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  for (const auto& line : lines) print_line(line, widths);
}

void write_json(const std::vector<Row>& rows, const std::filesystem::path& file) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    nlohmann::ordered_json entry;
    entry["area"] = row.area;
    entry["name"] = row.name;
    entry["value"] = row.value;
    entry["unit"] = row.unit;
    entry["baseline"] = row.baseline ? nlohmann::ordered_json(*row.baseline) : nullptr;
    entry["ratio"] = row.ratio ? nlohmann::ordered_json(*row.ratio) : nullptr;
    entry["bar"] = row.bar;
    entry["ok"] = row.ok;
    list.push_back(std::move(entry));
  }
  std::ofstream out(file);
  out << nlohmann::ordered_json{{"rows", std::move(list)}}.dump(2) << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace toolbox::bench
