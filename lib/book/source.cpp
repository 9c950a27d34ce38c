#include <book/source.hpp>

#include <algorithm>
#include <regex>

#include <book/html.hpp>
#include <terminal/wrap.hpp>

namespace book {
namespace {

using Lines = std::vector<std::string>;

std::string_view mark_of(Language language) { return language == Language::cpp ? "//" : "#"; }

bool is_comment(const std::string& line, Language language) {
    return line.starts_with(mark_of(language));
}

// "// Reads `a` < b" -> "Reads `a` \< b". Two spaces more than the comment's one make a
// block of code, which Markdown wants to be four. A sum that goes on with
// a plus in the next line is not a list.
std::string as_markdown(const std::string& text, bool& in_code) {
    const bool indented = text.starts_with("  ");
    std::string out = indented ? "    " + text.substr(2) : text;
    if (indented != in_code && !text.empty()) {
        in_code = indented;
        out.insert(0, "\n");
    }
    if (indented) return out;
    bool quoted = false;
    std::string safe;
    for (const char c : out) {
        if (c == '`') quoted = !quoted;
        const bool begins = safe.find_first_not_of('\n') == std::string::npos;
        if (!quoted && (c == '<' || c == '*' || c == '&' || (c == '+' && begins))) safe += '\\';
        safe += c;
    }
    return safe;
}

std::string prose_of(const Lines& lines, Language language) {
    std::string out;
    bool in_code = false;
    for (const std::string& line : lines) {
        std::string text =
            is_comment(line, language) ? line.substr(mark_of(language).size()) : line;
        if (text.starts_with(' ') && is_comment(line, language)) text.erase(0, 1);
        out += as_markdown(text, in_code) + "\n";
    }
    return out;
}

std::string name_in(const Lines& code, Language language) {
    static const std::regex cpp(R"((?:struct|class|using) (\w+)(?: |;|$)|(\w+)(?:\(| = ))"),
        python(R"((?:def|class) (\w+))");
    std::smatch found;
    for (const std::string& line : code) {
        if (line.starts_with('#') || line.starts_with("template") ||
            line.starts_with("using namespace") || line.starts_with("namespace"))
            continue;
        if (std::regex_search(line, found, language == Language::cpp ? cpp : python))
            return found[1].matched ? found[1] : found[2];
    }
    return {};
}

bool begins_block(const std::string& line) {
    return !line.empty() && line[0] != ' ' && line[0] != '}' && line != "public:" &&
           line != "private:" && line != "protected:";
}

class SourceReader {
public:
    SourceReader(Source& source, Lines lines) : source_(source), lines_(std::move(lines)) {}

    void read() {
        read_head();
        while (at_ < lines_.size()) {
            while (at_ < lines_.size() && lines_[at_].empty()) ++at_;
            if (at_ < lines_.size()) read_block();
        }
    }

private:
    [[nodiscard]] Lines comment() {
        const std::size_t begin = at_;
        while (at_ < lines_.size() && is_comment(lines_[at_], source_.language)) ++at_;
        return Lines(lines_.begin() + static_cast<std::ptrdiff_t>(begin),
                     lines_.begin() + static_cast<std::ptrdiff_t>(at_));
    }

    void read_head() {
        if (source_.language == Language::cpp) {
            source_.head = prose_of(comment(), source_.language);
            return;
        }
        if (lines_.empty() || !lines_[0].starts_with("\"\"\"")) return;
        Lines head;
        for (bool ends = false; !ends && at_ < lines_.size(); ++at_) {
            std::string line = lines_[at_];
            if (at_ == 0) line.erase(0, 3);
            ends = line.ends_with("\"\"\"");
            if (ends) line.erase(line.size() - 3);
            head.push_back(line);
        }
        source_.head = prose_of(head, source_.language);
    }

    // Python's decorators and C++'s templates begin a block as anything else does.
    void read_block() {
        Block block;
        block.prose = prose_of(comment(), source_.language);
        block.first_line = at_ + 1;
        while (at_ < lines_.size() && !(lines_[at_].empty() && ends_here())) {
            block.code.push_back(lines_[at_]);
            ++at_;
        }
        block.name = name_in(block.code, source_.language);
        source_.blocks.push_back(std::move(block));
    }

    [[nodiscard]] bool ends_here() const {
        const auto next =
            std::find_if(lines_.begin() + static_cast<std::ptrdiff_t>(at_), lines_.end(),
                         [](const auto& line) { return !line.empty(); });
        return next == lines_.end() || begins_block(*next);
    }

    Source& source_;
    Lines lines_;
    std::size_t at_ = 0;
};

}  // namespace

const Block* Source::block_at(std::size_t line) const {
    for (const Block& block : blocks)
        if (block.first_line <= line && line <= block.last_line()) return &block;
    return nullptr;
}

const Block* Source::block_called(std::string_view name) const {
    // The last one: a declaration stands above its function.
    const auto found = std::find_if(blocks.rbegin(), blocks.rend(),
                                    [&](const Block& block) { return block.name == name; });
    return found == blocks.rend() || name.empty() ? nullptr : &*found;
}

Source parse_source(std::string file, std::string_view text) {
    Source source;
    source.language = language_of(file.substr(file.find_last_of('.') + 1));
    source.file = std::move(file);
    SourceReader(source, terminal::lines_of(text)).read();
    return source;
}

std::string first_sentence(const Source& source) {
    std::string text = replaced(source.head, "\n", " ");
    if (const auto colon = text.find(": "); text.starts_with("Lesson ") && colon < 14)
        text = text.substr(colon + 2);
    const auto end = std::min(text.find(". "), text.size() - 1);
    return capitalised(text.substr(0, end + 1));
}

}  // namespace book
