// What a program finds when it starts, apart from its arguments.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace process {

/// "PATH=...", and one that makes messages English and UTF-8: all that a compiler needs.
/// Whatever else is in our own environment, such as passwords, is nobody's business.
std::vector<std::string> bare_environment();

/// The variables of these names that we have.
std::vector<std::string> variables(std::initializer_list<const char*> names);

/// From exec on, nothing is open except 0 to `last`. May be called between fork and exec.
void close_others_at_exec(int last);

/// Opens /dev/null for each of 0, 1 and 2 that is closed, so that no file gets its number.
void have_standard_descriptors();

}  // namespace process
