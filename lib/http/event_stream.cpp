#include <http/event_stream.hpp>

#include <stdexcept>
#include <string_view>

namespace aio::http {
namespace {

void add_field(std::string& text, const char* name, std::string_view value) {
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos)
        throw std::invalid_argument(std::string("http::event_text: a line end in `") + name +
                                    "`; only `data` may have several lines");
    text.append(name).append(": ").append(value).append("\n");
}

}  // namespace

Headers event_stream_headers() {
    return {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
}

// For the client CR LF, LF and CR alone end a line, and so they do here.
std::string event_text(const ServerEvent& event) {
    std::string text;
    if (!event.event.empty()) add_field(text, "event", event.event);
    if (!event.id.empty()) add_field(text, "id", event.id);
    if (event.retry) add_field(text, "retry", std::to_string(event.retry->count()));
    for (std::string_view rest = event.data;;) {
        const auto end = rest.find_first_of("\r\n");
        text.append("data: ").append(rest.substr(0, end)).append("\n");
        if (end == rest.npos) return text + "\n";
        rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

std::string event_comment() { return ":\n\n"; }

}  // namespace aio::http
