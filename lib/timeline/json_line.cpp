#include <timeline/json_line.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

#include <nlohmann/json.hpp>

namespace timeline {
namespace {

using Json = nlohmann::json;

// What nlohmann's parser calls for each thing that it reads; false stops it.
class Members {
public:
    explicit Members(JsonLine& into) : into_(into) {}

    std::string trouble = "this is not a JSON object in UTF-8";

    bool start_object(std::size_t) { return depth_++ == 0 || fail(nested); }
    bool end_object() { return true; }
    bool start_array(std::size_t) {
        if (depth_ == 0) return false;
        if (in_list_) return fail(nested);
        into_.back().second = std::vector<std::int64_t>();
        return in_list_ = true;
    }
    bool end_array() {
        in_list_ = false;
        return true;
    }
    bool key(std::string& name) {
        if (into_.size() >= most_members) return fail("it has more keys than a tape's line has");
        if (std::ranges::find(into_, name, &JsonLine::value_type::first) != into_.end())
            return fail("the key \"" + name + "\" comes twice");
        into_.emplace_back(std::move(name), OtherJson());
        return true;
    }

    bool null() { return put(OtherJson()); }
    bool boolean(bool value) { return put(value); }
    bool number_integer(std::int64_t value) { return put(value); }
    bool number_unsigned(std::uint64_t value) {
        if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return null();
        return put(static_cast<std::int64_t>(value));
    }
    bool number_float(double, const std::string&) { return null(); }
    bool string(std::string& value) { return put(std::move(value)); }
    bool binary(Json::binary_t&) { return null(); }
    static bool parse_error(std::size_t, const std::string&, const Json::exception&) {
        return false;
    }

private:
    static constexpr std::size_t most_members = 32;  // an event has half as many
    static constexpr const char* nested = "a value is nested; a tape's are not";

    bool fail(std::string what) {
        trouble = std::move(what);
        return false;
    }

    bool put(JsonValue value) {
        if (depth_ == 0) return false;
        JsonValue& member = into_.back().second;
        if (!in_list_) {
            member = std::move(value);
            return true;
        }
        auto* list = std::get_if<std::vector<std::int64_t>>(&member);
        const auto* number = std::get_if<std::int64_t>(&value);
        if (list && number)
            list->push_back(*number);
        else
            member = OtherJson();
        return true;
    }

    JsonLine& into_;
    int depth_ = 0;
    bool in_list_ = false;
};

}  // namespace

std::string read_json_line(std::string_view text, JsonLine& into) {
    into.clear();
    Members members(into);
    return Json::sax_parse(text, &members) ? "" : members.trouble;
}

}  // namespace timeline
