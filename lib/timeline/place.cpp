#include <timeline/place.hpp>

#include <string_view>
#include <utility>

#include <aio/extend.hpp>

namespace timeline {
namespace {

// Where the sources of this project are; a student's workshop is elsewhere.
constexpr std::string_view root = TIMELINE_SOURCE_ROOT "/";

std::string relative(std::string_view file) {
    if (file.starts_with(root)) return std::string(file.substr(root.size()));
    return std::string(file.substr(file.rfind('/') + 1));
}

}  // namespace

Place Place::of(const std::source_location& where) {
    if (where.line() == 0) return {};
    return make(relative(where.file_name()), where.line(), aio::extend::function_name(where),
                aio::extend::is_in_library(where));
}

Place Place::make(std::string file, std::uint32_t line, std::string function, bool in_library) {
    struct Texts {
        std::string file, function;
    };
    auto texts = std::make_shared<const Texts>(Texts{std::move(file), std::move(function)});
    return {texts->file, line, texts->function, in_library, texts};
}

std::string short_text(const Place& place) {
    if (place.line == 0) return {};
    return std::string(place.file.substr(place.file.rfind('/') + 1)) + ":" +
           std::to_string(place.line);
}

}  // namespace timeline
