// Writing a file whole: beside it first, and then put in its place, so that
// whoever reads it finds the old text or the new one, and never a part.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace timeline {

/// Every function throws std::system_error, one line that names the path and the
/// reason. Until close() the file, if there is one, stays as it is. What is no
/// regular file, as a terminal or a pipe, is written directly, and so is a file in a
/// folder in which no other can be made.
class OutputFile {
public:
    /// A link is followed. The file's mode stays as it is.
    explicit OutputFile(std::filesystem::path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view);

    /// Writes what is buffered, as a full disk may show only here, and puts the file in
    /// its place. Without it, the destructor drops all that was written.
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
