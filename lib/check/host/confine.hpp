// Closes the doors that no exercise has to go through.
#pragma once

namespace check {

/// From now on this process and its threads cannot open a connection, start a process, signal
/// another one, or write, make, move or remove a file: each attempt fails, usually with EACCES.
/// What is open stays open. Root is no exception. std::runtime_error if the kernel cannot do this;
/// then no stranger's code may run.
void confine();

}  // namespace check
