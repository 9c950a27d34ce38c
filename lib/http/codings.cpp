#include <http/detail/codings.hpp>

#include <algorithm>

#include <http/detail/decoder.hpp>
#include <http/detail/header_lists.hpp>

namespace aio::http::detail {
namespace {

// More than any server needs. Each costs memory, and time for each byte.
constexpr std::size_t most_codings = 5;

/// Names of other ways to pack. Any other word alone in a Content-Encoding, "utf-8" for example, is
/// taken for a server's slip, as in aiohttp.
bool is_packing(const std::string& coding) {
    static constexpr std::string_view all[] = {"br", "zstd", "compress", "x-compress"};
    return std::find(std::begin(all), std::end(all), coding) != std::end(all);
}

void undo_in_turn(const std::vector<std::string>& list, Codings& codings) {
    for (auto coding = list.rbegin(); coding != list.rend(); ++coding) {
        if (*coding == "identity") continue;
        if (!Decoder::knows(*coding))
            codings.objection = "it is packed as " + *coding + ", which is not supported";
        codings.to_undo.push_back(*coding);
    }
    if (codings.to_undo.size() > most_codings) codings.objection = "it is packed too many times";
}

}  // namespace

Codings codings_of(const Headers& headers, bool content) {
    Codings codings;
    auto transfer = list_members(headers, "Transfer-Encoding");
    if (!transfer.empty() && transfer.back() == "chunked") transfer.pop_back();  // the parser's
    undo_in_turn(transfer, codings);
    if (!content) return codings;
    const auto packed = list_members(headers, "Content-Encoding");
    const bool is_slip =
        packed.size() == 1 && !Decoder::knows(packed.front()) && !is_packing(packed.front());
    if (!is_slip) undo_in_turn(packed, codings);
    return codings;
}

}  // namespace aio::http::detail
