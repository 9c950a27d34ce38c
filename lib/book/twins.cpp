#include <book/twins.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace book {
namespace {

using Words = std::multiset<std::string>;

// `co_await task;` and `await task` share two words. What stands in any line says nothing.
Words words_of(const std::string& line) {
    static const std::set<std::string> anywhere{"std",    "aio",    "lesson",  "auto",  "const",
                                                "fmt",    "format", "asyncio", "self",  "int",
                                                "vector", "def",    "async",   "string"};
    Words words;
    std::string word;
    for (const char c : line + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
            word += c;
            continue;
        }
        if (word.starts_with("co_")) word.erase(0, 3);
        if (word == "push_back") word = "append";
        if (word == "catch") word = "except";
        if (word == "throw") word = "raise";
        // 3s and 3 are the same delay.
        if (word.size() > 1 && word.back() == 's' &&
            std::isdigit(static_cast<unsigned char>(word[0])))
            word.pop_back();
        if (!word.empty() && !anywhere.contains(word)) words.insert(word);
        word.clear();
    }
    return words;
}

// From 0 to 1: how much of the shorter line is in the other one. Two lines that only one
// of them awaits are no pair.
double likeness(const Words& a, const Words& b) {
    if (a.empty() || b.empty()) return 0;
    for (const char* word : {"await", "create_task", "gather", "for", "say"})
        if (a.contains(word) != b.contains(word)) return 0;
    Words shared;
    std::ranges::set_intersection(a, b, std::inserter(shared, shared.end()));
    return static_cast<double>(shared.size()) / static_cast<double>(std::min(a.size(), b.size()));
}

std::vector<Words> words_of_lines(const Block& block) {
    std::vector<Words> all;
    for (const std::string& line : block.code) all.push_back(words_of(line));
    return all;
}

// The pairs, in order, whose likeness adds up to the most.
void pair_lines(const Block& cpp, const Block& python, std::map<std::size_t, std::size_t>& out) {
    const auto a = words_of_lines(cpp), b = words_of_lines(python);
    std::vector<std::vector<double>> best(a.size() + 1, std::vector<double>(b.size() + 1));
    const auto worth = [&](std::size_t i, std::size_t j) {
        const double like = likeness(a[i], b[j]);
        return like < 0.3 ? -1 : best[i + 1][j + 1] + like;
    };
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            best[i][j] = std::max({best[i + 1][j], best[i][j + 1], worth(i, j)});
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (best[i][j] == worth(i, j)) {
            out[cpp.first_line + i++] = python.first_line + j++;
        } else {
            best[i][j] == best[i + 1][j] ? ++i : ++j;
        }
    }
}

}  // namespace

std::map<std::size_t, std::size_t> twin_lines(const Source& cpp, const Source& python) {
    std::map<std::size_t, std::size_t> out;
    for (const Block& block : cpp.blocks)
        if (const Block* twin = python.block_called(block.name)) pair_lines(block, *twin, out);
    return out;
}

}  // namespace book
