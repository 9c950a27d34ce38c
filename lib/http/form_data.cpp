#include <http/form_data.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace aio::http {
namespace {

// Like browsers (HTML, "multipart/form-data encoding algorithm"): these three would end the quoted
// text, or the line.
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += "%22";
        else if (c == '\r')
            out += "%0D";
        else if (c == '\n')
            out += "%0A";
        else
            out += c;
    }
    return out + '"';
}

}  // namespace

FormData& FormData::add(std::string name, std::string value) {
    parts_.push_back(
        {"Content-Disposition: form-data; name=" + in_quotes(name) + "\r\n\r\n", std::move(value)});
    return *this;
}

FormData& FormData::add_file(std::string name, std::string filename, std::string content,
                             std::string content_type) {
    if (content_type.find_first_of("\r\n") != content_type.npos)
        throw std::invalid_argument("FormData: a content type is one line; this has more: " +
                                    in_quotes(content_type));
    parts_.push_back({"Content-Disposition: form-data; name=" + in_quotes(name) + "; filename=" +
                          in_quotes(filename) + "\r\nContent-Type: " + content_type + "\r\n\r\n",
                      std::move(content)});
    return *this;
}

// The first boundary that occurs in no part, so that the same form is always sent as the same
// bytes.
std::string FormData::boundary() const {
    for (int number = 1;; ++number) {
        std::string text = "part-of-a-form-" + std::to_string(number);
        if (std::ranges::none_of(
                parts_, [&](const Part& part) { return part.content.find(text) != text.npos; }))
            return text;
    }
}

std::string FormData::content_type() const { return "multipart/form-data; boundary=" + boundary(); }

std::string FormData::body() const {
    const std::string line = "--" + boundary();
    std::string out;
    for (const Part& part : parts_)
        out.append(line).append("\r\n").append(part.head).append(part.content).append("\r\n");
    return out + line + "--\r\n";
}

}  // namespace aio::http
