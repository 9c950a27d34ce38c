// Runner and judge in one go, for tests and by hand; the coach starts each itself.
#pragma once

#include <string>

#include <check/protocol.hpp>

namespace check {

/// What an unconfined runner hands over; what it prints goes where ours goes. Its exit status, or
/// 128 plus its signal.
struct HandedOver {
    std::string evidence;
    int status = 0;
};
HandedOver start_runner(const protocol::Instructions&);

/// What comes on a descriptor, to its end; no more of it than can be evidence.
std::string read_all(int from);

/// "checks/02_x.so" -> "checks/shipped/02_x.so": what a judge loads in place of the
/// student's file. It is ours, and none of it is run.
std::string shipped_beside(const std::string& check);

}  // namespace check
