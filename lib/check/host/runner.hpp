// The runner: runs what the student wrote, and hands over what came of it.
#pragma once

namespace check {

/// Reads its Instructions from stdin and writes the evidence to report_descriptor. The
/// exit status.
int run_as_runner();

}  // namespace check
