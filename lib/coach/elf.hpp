// What a plug-in (an ELF file) is made of, as far as the screen needs it: sections, symbols for the
// loader, and instructions for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace coach {

/// The file is not an ELF file of 64 bits and this machine's byte order, or it points outside
/// itself.
struct ElfError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ElfFile {
public:
    struct Section {
        std::string_view name;
        bool writable = false, executable = false, loaded = false;
    };
    struct Symbol {
        std::string_view name;
        bool defined = false, weak = false;
        bool is_data = false, is_indirect = false;  ///< a variable; a function chosen at load time
        std::size_t section = 0;                    ///< where it is defined, if it is
    };

    /// ElfError; std::runtime_error if it cannot be read.
    explicit ElfFile(const std::filesystem::path& file);
    /// From memory.
    static ElfFile of(std::string bytes);
    ElfFile(ElfFile&&) = default;
    ElfFile& operator=(ElfFile&&) = default;

    /// Their names live as long as the file.
    const std::vector<Section>& sections() const { return sections_; }
    /// The symbols of the dynamic table.
    const std::vector<Symbol>& symbols() const { return symbols_; }
    /// Libraries that are loaded with it.
    const std::vector<std::string_view>& needed() const { return needed_; }
    /// Whether it has a path of its own to look for them, or code that is changed as it is loaded.
    bool has_paths() const { return has_paths_; }
    bool changes_code() const { return changes_code_; }

private:
    ElfFile() = default;

    void read();
    template <class T>
    T at(std::uint64_t offset) const;
    std::string_view text_at(std::uint64_t table, std::uint64_t size, std::uint64_t offset) const;
    void read_symbols(std::uint64_t offset, std::uint64_t size, std::uint64_t texts,
                      std::uint64_t texts_size);
    void read_dynamic(std::uint64_t offset, std::uint64_t size, std::uint64_t texts,
                      std::uint64_t texts_size);

    std::unique_ptr<std::string> bytes_;  // its address never changes: the names point into it
    std::vector<Section> sections_;
    std::vector<Symbol> symbols_;
    std::vector<std::string_view> needed_;
    bool has_paths_ = false, changes_code_ = false;
};

}  // namespace coach
