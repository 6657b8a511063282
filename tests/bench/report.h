#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rounds.h"

namespace toolbox::bench {

struct Row {
  std::string area;
  std::string name;
  double value = 0;
  std::string unit;
  std::optional<double> baseline;
  std::optional<double> ratio;
  std::string bar;
  bool ok = false;
};

// What a row is about; the functions below add the figures and decide whether the bar is met.
struct What {
  std::string area;
  std::string name;
  std::string unit;
};

// A figure without a bar.
Row measured(const What& what, double value);
Row measured(const What& what, Paired figures);
Row at_most(const What& what, double value, double limit);
// The same with a baseline that is there for comparison only.
Row at_most(const What& what, Paired figures, double limit);
Row at_least(const What& what, Paired figures, double limit);
// A cost beside its baseline: value ≤ baseline + extra.
Row at_most_over(const What& what, Paired figures, double extra);
// A cost beside its baseline: value ≤ times × baseline.
Row at_most_times(const What& what, Paired figures, double times);
// A rate beside its baseline: value ≥ share × baseline.
Row at_least_share(const What& what, Paired figures, double share);

void print_table(const std::vector<Row>& rows);
void write_json(const std::vector<Row>& rows, const std::filesystem::path& file);

}  // namespace toolbox::bench
