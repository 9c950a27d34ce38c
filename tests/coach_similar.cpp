// Which files are reported to a teacher as alike.
#include <doctest/doctest.h>

#include <coach/similar.hpp>

#include <string>
#include <vector>

namespace {

// Something of one's own, long enough to compare.
const std::string own = R"(
#include <vector>
// All at once, then one by one, and the rest at the end.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    std::vector<aio::Task<>> waiting;
    for (std::size_t index = 0; index < delays.size(); ++index) {
        const bool is_first = index == 0;
        if (is_first) lesson::say("the first of them");
        waiting.insert(waiting.begin(), aio::create_task(delay(delays[index])));
    }
    while (!waiting.empty()) {
        aio::Task<> last = waiting.back();
        waiting.pop_back();
        co_await last;
    }
}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::vector<coach::Alike> alike(const std::vector<std::string>& files) {
    std::vector<coach::Compared> all;
    for (std::size_t i = 0; i < files.size(); ++i)
        all.push_back({.row = i, .sha256 = files[i], .own = coach::fingerprint(files[i])});
    return coach::find_alike(all);
}

}  // namespace

TEST_CASE("neither names nor comments nor layout hide a copy") {
    std::string copy = replaced(replaced(own, "waiting", "t"), "index", "i");
    copy = replaced(replaced(copy, "// All at once, then one by one, and the rest at the end.", ""),
                    "    ", "\t");
    CHECK(coach::fingerprint(copy) == coach::fingerprint(own));
    const auto found = alike({own, copy, "int main() {}"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rows == std::vector<std::size_t>{0, 1});
    CHECK(found[0].percent == 100);
    CHECK_FALSE(found[0].is_equal);
}

TEST_CASE("equal files are one group, however many they are") {
    const auto found = alike({own, "x", own, own});
    REQUIRE(found.size() == 1);
    CHECK(found[0].is_equal);
    CHECK(found[0].rows == std::vector<std::size_t>{0, 2, 3});
}

TEST_CASE("code that everybody has is not compared, and neither is short code") {
    const coach::Fingerprint given = coach::fingerprint(own);
    CHECK(coach::without(given, given).empty());
    const std::string loop = "for (auto& task : tasks) co_await task;";
    CHECK(alike({loop + " // ada", loop + " // boole"}).empty());
}

TEST_CASE("other code is not alike") {
    const std::string other = R"(
aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {
    co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
        std::ranges::sort(delays, std::greater<>());
        for (const auto& one : delays) group.create_task(delay(one), "a delay");
        co_return;
    });
}
)";
    CHECK(alike({own, other}).empty());
}
