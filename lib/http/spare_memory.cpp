#include <http/detail/spare_memory.hpp>

#include <utility>

namespace aio::http::detail {
namespace {

constexpr std::size_t smallest = 128 * 1024, largest = 4 * 1024 * 1024 + smallest;

thread_local std::string spare;

}  // namespace

void reserve_more(std::string& body, std::size_t more) {
    if (body.size() + more < smallest) return body.reserve(body.size() + more);
    std::string roomy = std::exchange(spare, {});
    roomy.assign(body);
    roomy.reserve(body.size() + more);
    body.swap(roomy);
}

void recycle_memory_of(std::string& body) noexcept {
    if (body.capacity() >= smallest && body.capacity() <= largest) spare.swap(body);
}

}  // namespace aio::http::detail
