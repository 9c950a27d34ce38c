#include <timeline/xml.hpp>

namespace timeline {
namespace {

std::string_view entity_for(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        default:
            return {};
    }
}

}  // namespace

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (const std::string_view entity = entity_for(c); !entity.empty())
            out += entity;
        else
            out += c;
    }
    return out;
}

}  // namespace timeline
