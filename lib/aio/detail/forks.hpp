// All schedules of a program as a tree: at each fork the loop asks what to run next. A run
// goes from its root to a leaf; the next run turns off at the last fork that has another way.
//
//   Forks forks;
//   do {
//       run(program(), {.choose = [&](auto ways) { return forks.choose(ways.size()); }});
//       if (!forks.as_before()) ...     // it cannot be enumerated
//   } while (forks.next());
#pragma once

#include <cstddef>
#include <vector>

namespace aio::detail {

class Forks {
public:
    /// Which of so many ways this run takes at its next fork.
    std::size_t choose(std::size_t ways) {
        if (at_ == forks_.size()) forks_.push_back({0, ways});
        const Fork& fork = forks_[at_++];
        if (fork.ways != ways) differs_ = true;
        return fork.taken < ways ? fork.taken : 0;
    }
    /// Whether the run that has ended came by the same forks as the one before it, up to
    /// where it turned off. A program that does not must draw random numbers, or remember.
    [[nodiscard]] bool as_before() const { return !differs_ && at_ == forks_.size(); }
    /// Goes on to the next leaf. False if there is none.
    bool next() {
        at_ = 0;
        while (!forks_.empty() && forks_.back().taken + 1 == forks_.back().ways) forks_.pop_back();
        if (forks_.empty()) return false;
        ++forks_.back().taken;
        return true;
    }
    /// The way from the root.
    [[nodiscard]] std::vector<std::size_t> taken() const {
        std::vector<std::size_t> all;
        for (const Fork& fork : forks_) all.push_back(fork.taken);
        return all;
    }

private:
    struct Fork {
        std::size_t taken, ways;
    };
    std::vector<Fork> forks_;
    std::size_t at_ = 0;
    bool differs_ = false;
};

}  // namespace aio::detail
