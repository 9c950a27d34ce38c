// Closes the doors that no exercise has to go through.
#pragma once

namespace check {

/// From now on this process cannot open a connection, start a process, or write,
/// move or remove a file; each attempt fails with EACCES. What is open stays open.
void confine();

}  // namespace check
