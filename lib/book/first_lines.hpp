// Where a statement begins. Of one that spans several lines, g++ names the line where it ends
// ("});"), and of a coroutine its last brace; clang names the first, and so does the book.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <timeline/tape.hpp>

namespace book {

/// The first line of the statement, or function, that ends in this one: where the outermost
/// bracket that it closes was opened. Itself, if it closes none. Lines count from 1.
std::uint32_t first_line(const std::vector<std::string>& lines, std::uint32_t line);

/// Puts the first line into each place of these tapes whose line begins with a closing bracket, if
/// what recorded them was compiled with g++: the same compiler as this. (What else closes a bracket
/// may be a whole call, the last argument of another.) Sources that are not below the root are left
/// out.
void name_first_lines(std::vector<timeline::Tape>& tapes, const std::filesystem::path& root);

}  // namespace book
