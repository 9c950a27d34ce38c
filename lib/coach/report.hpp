// Reads what the judge reports: lib/check/protocol.hpp describes the format.
#pragma once

#include <string>

#include <check/protocol.hpp>
#include <coach/attempt.hpp>

namespace coach {

class Report {
public:
    /// Fills in the verdict's facts, whose names are already there.
    Report(const std::string& text, Verdict& verdict);

    bool has_begun() const { return has_begun_; }
    bool has_ended() const { return has_ended_; }
    /// Whether all facts were checked.
    bool is_complete(const Verdict&) const;
    /// Why what the program handed over is impossible; empty if it is possible.
    const std::string& refused() const { return refused_; }

private:
    void take(check::protocol::FactResult, Verdict&);
    static void take(const check::protocol::RunTape&, Verdict&);

    bool has_begun_ = false, has_ended_ = false;
    std::string refused_;
};

}  // namespace coach
