#include <book/document.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include <book/files.hpp>
#include <book/html.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

constexpr std::array styles{"page.css", "code.css", "player.css", "scheduler.css", "print.css"};
constexpr std::array scripts{"tape.js",    "words.js",   "timeline.js",  "panes.js", "player.js",
                             "what_if.js", "predict.js", "scheduler.js", "pages.js"};

template <std::size_t size>
std::string joined(const std::filesystem::path& folder,
                   const std::array<const char*, size>& names) {
    std::string out;
    for (const char* name : names) out += text_of(folder / name);
    return out;
}

}  // namespace

Assets read_assets(const std::filesystem::path& folder) {
    return {joined(folder, styles), joined(folder, scripts)};
}

std::string sha256_base64(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw BookError("OpenSSL cannot make a SHA-256");
    std::array<unsigned char, 64> out{};
    const int length = EVP_EncodeBlock(out.data(), digest.data(), static_cast<int>(size));
    return {out.begin(), out.begin() + length};
}

// The policy names the style and the script by their hashes: whatever got into the page in
// another way is neither run nor loaded.
std::string document_html(const std::string& title, const std::string& body, const Assets& assets,
                          const std::string& home) {
    return fmt::format(
        "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
        "script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; "
        "form-action 'none'\">\n"
        "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=color-scheme content=\"light dark\">\n"
        "<link rel=icon href=\"data:,\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<a class=skip href=\"#main\">To the text</a>\n"
        "<header class=bar><a class=home href=\"{}\">Nine to Three</a>"
        "<span class=tools></span></header>\n"
        "<main id=main tabindex=-1>\n{}</main>\n<script>{}</script>\n</body>\n</html>\n",
        sha256_base64(assets.script), sha256_base64(assets.style), escaped(title), assets.style,
        home, body, assets.script);
}

}  // namespace book
