// A mistake of the user's: one clear line, and exit status 2.
#pragma once

#include <stdexcept>

namespace coach {

/// The text says what is wrong, where, and what to do. main() prints it after "coach: "; nothing
/// has been changed when it is thrown.
class Mistake : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace coach
