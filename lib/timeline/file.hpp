// Writing a file, with an error that says which file and why.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace timeline {

/// A file being written. Every function throws std::runtime_error with one
/// line that names the path and the reason. A file that could not be written
/// completely stays as it is.
class OutputFile {
public:
    /// Creates or empties the file.
    explicit OutputFile(std::string path);

    void write(std::string_view);

    /// Writes what is buffered: a full disk may show only here. Without
    /// close(), the destructor closes and ignores errors.
    void close();

private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    [[noreturn]] void fail(int error) const;

    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace timeline
