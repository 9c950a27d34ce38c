#include <timeline/file.hpp>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <terminal/width.hpp>

namespace timeline {

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
    file_.reset(std::fopen(path_.c_str(), "wb"));
    if (!file_) fail(errno);
}

void OutputFile::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail(errno);
}

void OutputFile::close() {
    if (std::fclose(file_.release()) != 0) fail(errno);
}

void OutputFile::fail(int error) const {
    throw std::runtime_error("timeline: cannot write " + terminal::clean(path_, true) + ": " +
                             std::generic_category().message(error) +
                             "; choose a file that can be written");
}

}  // namespace timeline
