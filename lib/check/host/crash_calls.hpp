// Where a student's own program crashed: the addresses of the calls that led there. The coach,
// which looks up their lines, reads them once the program is gone.
#pragma once

#include <string>

namespace check {

/// From now on, a signal that means a crash first writes to `file`, a line each, innermost first,
/// where the loaded file that holds `symbol` was: "0x1a2b", counted from its beginning. Then it
/// ends the program, as it would have. Under AddressSanitizer, which tells more, it does nothing.
void note_calls_of_crash(const void* symbol, const std::string& file);

}  // namespace check
