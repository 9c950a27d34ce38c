#include <http/detail/request_message.hpp>

namespace aio::http::detail {

std::string RequestMessage::head() const {
    std::string text;
    text.reserve(512);
    text.append(method).append(" ").append(url.target()).append(" HTTP/1.1\r\n");
    for (const auto& [name, value] : headers)
        text.append(name).append(": ").append(value).append("\r\n");
    text.append("\r\n");
    return text;
}

}  // namespace aio::http::detail
