// Which files are alike, for a teacher to look at: the same text, the same tokens, or tokens
// of their own that neither the exercise nor its solution has.
//
// A file is cut into tokens in which all names are alike, so that new layout, comments or names
// cannot hide a copy. Runs of tokens are hashed, as in MOSS (Schleimer, Wilkerson and Aiken,
// "Winnowing", 2003), but none is left out: exercises are short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coach {

/// Hashes of all runs of a few tokens; sorted, each once.
using Fingerprint = std::vector<std::uint32_t>;
Fingerprint fingerprint(std::string_view source);

/// The hashes that the others do not have.
Fingerprint without(const Fingerprint&, const Fingerprint& others);

/// Students whose files of one exercise are alike.
struct Alike {
    std::vector<std::size_t> rows = {};  ///< of the gradebook; two or more
    bool is_equal = false;               ///< the same files
    int percent = 100;                   ///< how much of their own parts is the same
};

/// What is compared of one file.
struct Compared {
    std::size_t row = 0;
    std::string sha256 = {};
    Fingerprint own = {};  ///< without the exercise's and the solution's
};

/// Groups of equal files, and pairs of nearly equal ones. Files with little of their own are
/// not compared: a loop of three lines looks alike wherever it is written.
std::vector<Alike> find_alike(const std::vector<Compared>&);

}  // namespace coach
