// The student's file and the check, as plug-ins.
#pragma once

#include <string>

namespace check {

/// 0; or the exit status, and stderr says why. Only the check may define test cases.
int load_both(const std::string& exercise, const std::string& check);

}  // namespace check
