// What a runner hands over of the program that it ran, and a judge takes:
//
//   evidence 1          (protocol::head_of_evidence)
//   <length>;<piece><length>;<piece>...
//
// A piece belongs to a fact, and is the n-th of that fact: a run (its tape, its reports,
// its result or what left it, what the check noted in it), or the answer of a plain
// function. No piece says that a fact holds.
//
// All of it comes from the process under test. It is read with care (sent.hpp), and accepted only
// if it could have happened: contradiction_in().
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <aio/trace.hpp>
#include <check/failure.hpp>
#include <check/sent.hpp>
#include <timeline/tape.hpp>

namespace check {

struct Piece {
    enum class Kind { run, answer };
    Kind kind = Kind::run;
    std::string fact = {};
    std::size_t number = 0;  ///< of this fact: 0, 1, ...
    std::string body = {};   ///< a RunEvidence, or an AnswerEvidence
};

struct RunEvidence {
    timeline::Tape tape = {};
    std::vector<aio::Report> reports = {};
    std::optional<Failure> error = {};
    std::optional<std::string> result = {};  ///< as send() writes it
    std::vector<std::string> noted = {};     ///< likewise: see Noted
};

struct AnswerEvidence {
    std::optional<Failure> error = {};
    std::string value = {};  ///< as send() writes it
};

template <>
struct Sent<RunEvidence> {
    static void write(Writer&, const RunEvidence&);
    static RunEvidence read(Reader&);
};
template <>
struct Sent<AnswerEvidence> {
    static void write(Writer&, const AnswerEvidence&);
    static AnswerEvidence read(Reader&);
};

/// As it is handed over, behind its length.
std::string framed(const Piece&);

/// All that was handed over.
class Evidence {
public:
    /// Malformed, for what is not evidence, for a piece that comes twice, and for one that breaks
    /// off, unless it is the last: then its program broke off, and the piece is left out.
    static Evidence read(std::string_view text);

    /// Null if it is not there.
    const Piece* find(const std::string& fact, std::size_t number) const;

private:
    std::map<std::pair<std::string, std::size_t>, Piece> pieces_;
};

/// Why there cannot have been such a run, in a sentence; nothing if there can. Its tasks
/// ran in the plain order, unless the check had another one chosen.
std::optional<std::string> contradiction_in(const RunEvidence&, bool in_another_order = false);

}  // namespace check
