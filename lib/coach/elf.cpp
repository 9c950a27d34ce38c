#include <coach/elf.hpp>

#include <coach/files.hpp>

#include <bit>
#include <cstring>
#include <utility>

#include <elf.h>

namespace coach {
namespace {

// No compiler makes more from one source file.
constexpr std::size_t most_sections = 10'000;

}  // namespace

ElfFile::ElfFile(const std::filesystem::path& file)
    : bytes_(std::make_unique<std::string>(text_of(file))) {
    read();
}

ElfFile ElfFile::of(std::string bytes) {
    ElfFile file;
    file.bytes_ = std::make_unique<std::string>(std::move(bytes));
    file.read();
    return file;
}

template <class T>
T ElfFile::at(std::uint64_t offset) const {
    T value;
    if (bytes_->size() < sizeof value || offset > bytes_->size() - sizeof value)
        throw ElfError("it points outside itself");
    std::memcpy(&value, bytes_->data() + offset, sizeof value);
    return value;
}

// A text from a table of texts, each of which ends with a zero byte.
std::string_view ElfFile::text_at(std::uint64_t table, std::uint64_t size,
                                  std::uint64_t offset) const {
    if (table > bytes_->size() || size > bytes_->size() - table || offset >= size)
        throw ElfError("it points outside itself");
    const std::string_view rest = std::string_view(*bytes_).substr(table + offset, size - offset);
    const auto end = rest.find('\0');
    if (end == rest.npos) throw ElfError("a name has no end");
    return rest.substr(0, end);
}

void ElfFile::read() {
    const auto head = at<Elf64_Ehdr>(0);
    const int order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64 ||
        head.e_ident[EI_DATA] != order || head.e_shentsize != sizeof(Elf64_Shdr))
        throw ElfError("it is not a plug-in for this machine");
    if (head.e_shnum == 0 || head.e_shnum > most_sections || head.e_shstrndx >= head.e_shnum)
        throw ElfError("it has no sections, or too many");
    const auto section = [&](std::uint64_t number) {
        if (number >= head.e_shnum) throw ElfError("it points outside itself");
        return at<Elf64_Shdr>(head.e_shoff + number * sizeof(Elf64_Shdr));
    };
    const auto names = section(head.e_shstrndx);
    for (std::uint64_t i = 0; i < head.e_shnum; ++i) {
        const auto one = section(i);
        sections_.push_back({.name = text_at(names.sh_offset, names.sh_size, one.sh_name),
                             .writable = (one.sh_flags & SHF_WRITE) != 0,
                             .executable = (one.sh_flags & SHF_EXECINSTR) != 0,
                             .loaded = (one.sh_flags & SHF_ALLOC) != 0});
        if (one.sh_type != SHT_DYNSYM && one.sh_type != SHT_DYNAMIC) continue;
        const auto texts = section(one.sh_link);
        if (one.sh_type == SHT_DYNSYM)
            read_symbols(one.sh_offset, one.sh_size, texts.sh_offset, texts.sh_size);
        else
            read_dynamic(one.sh_offset, one.sh_size, texts.sh_offset, texts.sh_size);
    }
}

void ElfFile::read_symbols(std::uint64_t offset, std::uint64_t size, std::uint64_t texts,
                           std::uint64_t texts_size) {
    for (std::uint64_t i = 0; i + sizeof(Elf64_Sym) <= size; i += sizeof(Elf64_Sym)) {
        const auto one = at<Elf64_Sym>(offset + i);
        const unsigned type = ELF64_ST_TYPE(one.st_info);
        symbols_.push_back({.name = text_at(texts, texts_size, one.st_name),
                            .defined = one.st_shndx != SHN_UNDEF,
                            // STB_GNU_UNIQUE: a static variable of an inline function.
                            .weak = ELF64_ST_BIND(one.st_info) == STB_WEAK ||
                                    ELF64_ST_BIND(one.st_info) == STB_GNU_UNIQUE,
                            .is_data = type == STT_OBJECT || type == STT_TLS,
                            .is_indirect = type == STT_GNU_IFUNC,
                            .section = one.st_shndx});
    }
}

void ElfFile::read_dynamic(std::uint64_t offset, std::uint64_t size, std::uint64_t texts,
                           std::uint64_t texts_size) {
    for (std::uint64_t i = 0; i + sizeof(Elf64_Dyn) <= size; i += sizeof(Elf64_Dyn)) {
        const auto one = at<Elf64_Dyn>(offset + i);
        if (one.d_tag == DT_NULL) return;
        if (one.d_tag == DT_NEEDED) needed_.push_back(text_at(texts, texts_size, one.d_un.d_val));
        if (one.d_tag == DT_RPATH || one.d_tag == DT_RUNPATH || one.d_tag == DT_AUDIT ||
            one.d_tag == DT_DEPAUDIT || one.d_tag == DT_FILTER || one.d_tag == DT_AUXILIARY)
            has_paths_ = true;
        if (one.d_tag == DT_TEXTREL ||
            (one.d_tag == DT_FLAGS && (one.d_un.d_val & DF_TEXTREL) != 0))
            changes_code_ = true;
    }
}

}  // namespace coach
