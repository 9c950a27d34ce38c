// FormData: a form with files, as a browser sends it (multipart/form-data, RFC 7578).
//
//   aio::http::FormData form;
//   form.add("title", "Breakfast");
//   form.add_file("picture", "toast.png", bytes, "image/png");
//   co_await session.post(url, {.multipart = form});
//
// Without files RequestOptions::form is shorter. Like aiohttp.FormData.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aio::http {

class FormData {
public:
    /// A field of text. Names may repeat; all are sent in this order.
    FormData& add(std::string name, std::string value);
    /// A file's content. `filename` is the name that the server is told, not a path on this
    /// machine. std::invalid_argument if `content_type` has a line break.
    FormData& add_file(std::string name, std::string filename, std::string content,
                       std::string content_type = "application/octet-stream");

    /// "multipart/form-data; boundary=..."
    [[nodiscard]] std::string content_type() const;
    /// All of it, as it is sent.
    [[nodiscard]] std::string body() const;

private:
    // The parts between the boundary lines.
    struct Part {
        std::string head, content;
    };
    [[nodiscard]] std::string boundary() const;

    std::vector<Part> parts_;
};

}  // namespace aio::http
