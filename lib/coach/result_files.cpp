#include <coach/result_files.hpp>

#include <coach/mistake.hpp>
#include <timeline/file.hpp>

namespace coach {

using Clock = std::chrono::steady_clock;

ResultFiles::ResultFiles(const std::filesystem::path& csv, const std::filesystem::path& junit) {
    if (!csv.empty() && csv == junit)
        throw Mistake("--csv and --junit name the same file. Give each its own.");
    add(csv, coach::csv);
    add(junit, coach::junit);
}

void ResultFiles::add(const std::filesystem::path& path, std::string (*text)(const Gradebook&)) {
    if (path.empty()) return;
    const timeline::OutputFile probe(path);
    files_.push_back({path, text, probe.replaces()});
}

void ResultFiles::update(const Gradebook& book) {
    if (Clock::now() < next_) return;
    for (const File& file : files_)
        if (file.can_be_replaced) timeline::write_file(file.path, file.text(book));
    next_ = Clock::now() + std::chrono::seconds(1);
}

void ResultFiles::finish(const Gradebook& book) {
    for (const File& file : files_) timeline::write_file(file.path, file.text(book));
}

std::vector<std::filesystem::path> ResultFiles::names() const {
    std::vector<std::filesystem::path> all;
    for (const File& file : files_) all.push_back(file.path);
    return all;
}

}  // namespace coach
