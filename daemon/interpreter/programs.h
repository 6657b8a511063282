#pragma once
// The programs of ours that run the user's code, as the binary holds them. Made by interpreter/embed.py.
#include <string_view>

namespace toolbox::programs {

extern const std::string_view python_boot;    // argument of `python3 -c`: reads the next from its channel
extern const std::string_view python_worker;  // a context's
extern const std::string_view python_run;     // code-run's
extern const std::string_view python_charts;  // figures as Charts, for both
extern const std::string_view node_boot;      // argument of `node -e`
extern const std::string_view node_worker;
extern const std::string_view node_run;
extern const std::string_view bash_worker;  // argument of `bash -c`

}  // namespace toolbox::programs
