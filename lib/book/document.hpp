// A whole HTML document around a page: style and script inside, and a policy that lets
// nothing else be loaded or run.
#pragma once

#include <filesystem>
#include <string>

namespace book {

struct Assets {
    std::string style, script;
};

/// The files of lib/book/assets, joined in the order in which they need each other.
Assets read_assets(const std::filesystem::path& folder);

/// `home` is the link behind the name of the book.
std::string document_html(const std::string& title, const std::string& body, const Assets&,
                          const std::string& home);

/// Base64 of the SHA-256 of a text, as a content security policy has it.
std::string sha256_base64(const std::string& text);

}  // namespace book
