#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace toolbox::bench {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start);
double seconds_of(const std::function<void()>& work);

double median(std::vector<double> figures);
// Of a figure that is taken so many times, and of what a piece of work takes.
double median_of(int count, const std::function<double()>& figure);
double median_milliseconds(int count, const std::function<void()>& work);

// Medians of the daemon's figure and of its baseline.
struct Paired {
  double value = 0;
  double baseline = 0;
};

// Runs each side once unmeasured, then `rounds` times in turns, swapping who goes first, so that noise,
// a warming cache or a throttled disk hits both sides alike.
Paired interleave(int rounds, const std::function<double()>& value, const std::function<double()>& baseline);

}  // namespace toolbox::bench
