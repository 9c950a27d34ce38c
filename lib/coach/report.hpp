// Reads what check_exercise reports: lib/check/protocol.hpp tells the form.
#pragma once

#include <string>
#include <vector>

#include <check/protocol.hpp>
#include <coach/attempt.hpp>

namespace coach {

/// Lines that do not begin with the word are not check_exercise's.
class Report {
public:
    /// Fills in the verdict's facts, whose names it knows already.
    Report(const std::string& text, const std::string& word, Verdict& verdict);

    bool has_begun() const { return has_begun_; }
    /// Somebody else wrote to it.
    bool is_spoiled() const { return !in_order_; }
    /// All facts were looked at, each once, and nothing else was said.
    bool is_complete(const Verdict&) const;

private:
    void take(check::protocol::FactResult, Verdict&);
    void take(const check::protocol::RunTape&, Verdict&);

    bool has_begun_ = false, has_ended_ = false, in_order_ = true;
};

}  // namespace coach
