// Writing a file whole: first to another one beside it, which then takes its place, so that a
// reader finds the old text or the new one, never a part.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace timeline {

/// Every function throws std::system_error, one line that names the path and the reason. Until
/// close() the file, if there is one, stays as it is. Anything but a regular file, such as a
/// terminal or a pipe, is written directly, and so is a file in a folder where no other can be
/// made.
class OutputFile {
public:
    /// A link is followed. The file's mode stays as it is.
    explicit OutputFile(std::filesystem::path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view);

    /// Writes what is buffered (a full disk may show only here), and puts the file in its place.
    /// Without it, the destructor drops all that was written.
    void close();

private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    [[noreturn]] void fail(int error) const;

    std::filesystem::path path_;
    std::filesystem::path beside_;  // empty: written directly, or in its place by now
    std::unique_ptr<std::FILE, Closer> file_;
};

/// All of it at once.
void write_file(const std::filesystem::path&, std::string_view text);

}  // namespace timeline
