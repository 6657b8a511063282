#include "rounds.h"

#include <algorithm>
#include <stdexcept>

namespace toolbox::bench {

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return seconds_since(start);
}

double median(std::vector<double> figures) {
  if (figures.empty()) throw std::logic_error("median of nothing");
  std::sort(figures.begin(), figures.end());
  const auto middle = figures.size() / 2;
  if (figures.size() % 2 == 1) return figures[middle];
  return (figures[middle - 1] + figures[middle]) / 2;
}

double median_of(int count, const std::function<double()>& figure) {
  std::vector<double> figures;
  for (int i = 0; i < count; ++i) figures.push_back(figure());
  return median(figures);
}

double median_milliseconds(int count, const std::function<void()>& work) {
  return median_of(count, [&] { return seconds_of(work) * 1000; });
}

Paired interleave(int rounds, const std::function<double()>& value, const std::function<double()>& baseline) {
  value();
  baseline();
  std::vector<double> values;
  std::vector<double> baselines;
  for (int round = 0; round < rounds; ++round) {
    if (round % 2 == 0) {
      values.push_back(value());
      baselines.push_back(baseline());
    } else {
      baselines.push_back(baseline());
      values.push_back(value());
    }
  }
  return {median(values), median(baselines)};
}

}  // namespace toolbox::bench
