#include <coach/result_files.hpp>

#include <coach/mistake.hpp>
#include <terminal/output.hpp>

#include <algorithm>
#include <system_error>

#include <unistd.h>

namespace coach {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

const fs::path standard_output = "-";

}  // namespace

void ResultFiles::add(const fs::path& path, Writer text) {
    if (path.empty()) return;
    const auto same = [&](const File& one) {
        return fs::absolute(one.path).lexically_normal() == fs::absolute(path).lexically_normal();
    };
    if (std::ranges::any_of(files_, same))
        throw Mistake("two of the results have the same file. Give each its own.");
    File file{.path = path, .text = std::move(text), .once = nullptr};
    if (path != standard_output) {
        std::error_code ignored;
        file.once = std::make_unique<timeline::OutputFile>(path);
        if (const fs::file_status found = fs::status(path, ignored);
            !fs::exists(found) || fs::is_regular_file(found))
            file.once.reset();
    }
    files_.push_back(std::move(file));
}

void ResultFiles::update(const Gradebook& book) {
    if (Clock::now() < next_) return;
    for (const File& file : files_)
        if (!file.once && file.path != standard_output)
            timeline::write_file(file.path, file.text(book));
    next_ = Clock::now() + std::chrono::seconds(1);
}

void ResultFiles::finish(const Gradebook& book) {
    for (File& file : files_) {
        const std::string text = file.text(book);
        if (file.path == standard_output) {
            if (!terminal::write_all(STDOUT_FILENO, text))
                throw Mistake("cannot write to the standard output");
        } else if (file.once) {
            file.once->write(text);
            file.once->close();
        } else {
            timeline::write_file(file.path, text);
        }
    }
}

std::vector<fs::path> ResultFiles::names() const {
    std::vector<fs::path> all;
    for (const File& file : files_)
        if (file.path != standard_output) all.push_back(file.path);
    return all;
}

bool ResultFiles::use_standard_output() const {
    return std::ranges::any_of(files_, [](const File& one) { return one.path == standard_output; });
}

}  // namespace coach
