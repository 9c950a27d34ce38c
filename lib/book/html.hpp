// The few things that are the same in every piece of HTML.
#pragma once

#include <string>
#include <string_view>

namespace book {

/// For text and for attributes in double quotes.
std::string escaped(std::string_view text);

/// For a <script type="application/json">: nothing in it can end the element.
std::string escaped_json(std::string json);

/// "Near-miss 1: it's `main`" -> "near-miss-1-it-s-main": for ids and links.
std::string slug_of(std::string_view text);

/// "create them all" -> "Create them all".
std::string capitalised(std::string text);

/// Every `from` in the text becomes `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace book
