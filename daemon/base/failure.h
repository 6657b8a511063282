#pragma once
#include <exception>
#include <string>

namespace toolbox {

// What went wrong; of several things that ran side by side and failed, the first, which is the cause.
std::string describe(const std::exception_ptr& failure);

// Whether it was only that whoever awaited it was cancelled: no failure, and to be passed on.
bool is_cancellation(const std::exception_ptr& failure);

}  // namespace toolbox
