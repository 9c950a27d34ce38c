// Threads that receive no signals.
#pragma once

#include <csignal>

namespace terminal {

/// While this exists no signal comes to this thread, except those of its own crash. A thread
/// started meanwhile keeps it that way, so that signals reach the program's other threads.
class BlockSignals {
public:
    BlockSignals();
    ~BlockSignals();
    BlockSignals(const BlockSignals&) = delete;
    BlockSignals& operator=(const BlockSignals&) = delete;

private:
    sigset_t before_{};
};

}  // namespace terminal
