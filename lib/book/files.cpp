#include <book/files.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <book/trouble.hpp>
#include <timeline/file.hpp>
#include <timeline/utf8.hpp>

#include <stdlib.h>

namespace book {
namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        throw BookError(fmt::format("{}: is not there, or is not a file", path.string()));
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in && !in.eof()) throw BookError(fmt::format("{}: cannot be read", path.string()));
    if (timeline::valid_utf8(text, text.size() + 1) != text)
        throw BookError(fmt::format("{}: is not valid UTF-8", path.string()));
    return text;
}

std::string text_if_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error) ? text_of(path) : std::string();
}

ScratchFolder::ScratchFolder(const fs::path& beside) {
    fs::path parent = fs::absolute(beside).parent_path();
    std::error_code error;
    fs::create_directories(parent, error);
    std::string name = (parent / ".book-XXXXXX").string();
    if (!mkdtemp(name.data()))
        throw BookError(fmt::format("{}: no folder can be made here: {}", parent.string(),
                                    std::system_category().message(errno)));
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void replace_folder(const fs::path& folder, const std::map<std::string, std::string>& files) {
    const ScratchFolder scratch(folder);
    const fs::path made = scratch.path() / "new", old = scratch.path() / "old";
    try {
        fs::create_directory(made);
        for (const auto& [name, text] : files) timeline::write_file(made / name, text);
        if (fs::exists(folder)) fs::rename(folder, old);
        fs::rename(made, folder);
    } catch (const std::system_error& error) {
        std::error_code ignored;
        if (fs::exists(old, ignored) && !fs::exists(folder, ignored))
            fs::rename(old, folder, ignored);
        throw BookError(fmt::format("{}: cannot be written: {}", folder.string(), error.what()));
    }
}

}  // namespace book
