// "all_delays(int)" of what the linker calls "_Z10all_delaysi".
#pragma once

#include <cstdlib>
#include <string>

#include <cxxabi.h>

namespace check {

/// The name of a function or a type as C++ writes it; as it is given, if it is not mangled.
inline std::string demangled(const std::string& mangled) {
    int status = 0;
    char* text = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status);
    std::string name = status == 0 ? text : mangled;
    std::free(text);
    return name;
}

}  // namespace check
