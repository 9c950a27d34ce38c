// The guided tours (tours.hpp) cannot go stale: every file and every name that they
// mention is looked up in the sources, and the examples of aio's and http's are played.
#include "tours.hpp"

#include <aio/aio.hpp>
#include <doctest/doctest.h>
#include <http/http.hpp>
#include <http/server.hpp>

#include <cctype>
#include <iterator>
#include <map>

#include "play.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
    std::ifstream in(path);
    REQUIRE_MESSAGE(in.good(), "cannot read ", path.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The texts of the sources in lib, by path, without comments: a name that is left only in a
/// comment is stale, too.
const std::map<fs::path, std::string>& sources() {
    static const auto all = [] {
        std::map<fs::path, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(lib())) {
            const auto kind = entry.path().extension();
            if (kind != ".hpp" && kind != ".cpp") continue;
            files[entry.path()] =
                std::regex_replace(read(entry.path()), std::regex("//[^\n]*"), "");
        }
        return files;
    }();
    return all;
}

bool is_in(const fs::path& file, const Tour& tour) {
    const std::string room = fs::relative(file, lib()).begin()->string();
    return room == tour.room || std::ranges::find(tour.beside, room) != tour.beside.end();
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool has_word(const std::string& text, const std::string& word) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_word_character(text[at - 1])) &&
            (end == text.size() || !is_word_character(text[end])))
            return true;
    }
    return false;
}

/// "TaskBase::run" -> {"TaskBase", "run"}: both must be in the same file.
bool is_in_sources(const std::string& name, const Tour& tour) {
    std::vector<std::string> words;
    const std::regex word("[A-Za-z_][A-Za-z_0-9]*");
    for (auto it = std::sregex_iterator(name.begin(), name.end(), word);
         it != std::sregex_iterator(); ++it)
        words.push_back(it->str());
    return std::any_of(sources().begin(), sources().end(), [&](const auto& file) {
        return is_in(file.first, tour) &&
               std::all_of(words.begin(), words.end(),
                           [&](const std::string& w) { return has_word(file.second, w); });
    });
}

/// The lines of the first block with this mark, without their indentation.
std::string block_of(const std::string& text, const std::string& mark) {
    std::smatch found;
    REQUIRE(std::regex_search(text, found, std::regex("( *)```" + mark + "\n([^`]*)```")));
    return std::regex_replace(found[2].str(), std::regex("(^|\n)" + found[1].str()), "$1");
}

/// The request that http's tour shows.
std::string request_of(const http::Response& response) {
    std::string text = response.method() + " " + response.url().target() + " HTTP/1.1\n";
    for (const auto& [name, value] : response.request_headers()) text += name + ": " + value + "\n";
    return text;
}

}  // namespace

TEST_CASE("every file that a tour names or links to exists") {
    for (const Tour& tour : tours) {
        CAPTURE(tour.room);
        for (const std::string& file : files_in(tour))
            CHECK_MESSAGE(place_of(file, tour), "the tour names a file that lib has not: ", file);
        CHECK(files_in(tour).size() > 15);
    }
}

TEST_CASE("every name that a tour puts in backticks is in the sources") {
    for (const Tour& tour : tours) {
        CAPTURE(tour.room);
        for (const std::string& name : names_in(tour))
            CHECK_MESSAGE((is_file_name(name) || is_in_sources(name, tour)),
                          "the tour names what is not in its rooms: ", name);
        CHECK(names_in(tour).size() > 70);
    }
}

TEST_CASE("every function in a tour's diagram and commands is in the sources") {
    const std::set<std::string> of_the_examples{"program", "fetch"};
    for (const Tour& tour : tours) {
        const std::string fenced = text_of(tour).fenced;
        for (const std::string& name : all_of(fenced, "([A-Za-z_]+)\\("))
            CHECK_MESSAGE((is_in_sources(name, tour) || of_the_examples.contains(name)),
                          "not in the rooms of the tour: ", name);
        for (const std::string& name : all_of(fenced, "(?:aio|coach)::([A-Za-z_:]+)"))
            CHECK_MESSAGE(is_in_sources(name, tour), "not in the rooms of the tour: ", name);
    }
}

TEST_CASE("the check itself notices a name that is gone, and one only in a comment") {
    const Tour& aio = tours.front();
    CHECK(is_in_sources("TaskBase::run", aio));
    CHECK(!is_in_sources("TaskBase::no_such_function", aio));
    CHECK(!is_in_sources("run_onc", aio));
    CHECK(!is_in_sources("Hypatia", aio));
    CHECK(!is_in_sources("ConnectionPool", aio));
    CHECK(!place_of("tests/tour.cpp", aio));
}

TEST_CASE("aio's example takes the turns that the tour counts") {
    std::uint64_t armed = 0, woken = 0, ended = 0;
    const auto delay = [&](std::chrono::seconds d) -> Coroutine<> {
        armed = this_loop().turn();
        co_await sleep(d);
        woken = this_loop().turn();
    };
    const auto program = [&]() -> Coroutine<> {
        CHECK(this_loop().turn() == 1);
        auto task = create_task(delay(3s));
        co_await task;
        ended = this_loop().turn();
    };
    run(program(), {.clock = Clock::simulated});
    CHECK(armed == 2);
    CHECK(woken == 4);
    CHECK(ended == 5);
}

TEST_CASE(
    "http's example sends what the tour shows, and needs its place as long as the tour says") {
    play([]() -> Coroutine<> {
        http::Server server;
        server.route("GET /greeting", [](http::Request&, http::Reply reply) -> Coroutine<> {
            co_await reply.begin(200);
            co_await sleep(1s);
            co_await reply.write("hello");
        });
        const http::Transport network([&](const http::Address&) -> http::Transport::Found {
            auto [ours, theirs] = http::connected_pair();
            server.serve(std::move(theirs));
            co_return std::move(ours);
        });
        const auto resolver = [](std::string) -> Coroutine<std::vector<http::Address>> {
            co_return std::vector<http::Address>{{.ip = "10.0.0.1", .port = 0}};
        };
        http::Session session({.resolver = resolver});
        const http::PoolStats& pool = session.pool();
        for (const std::size_t reused : {0U, 1U}) {
            auto response = co_await session.get("http://shop.test/greeting");
            CHECK(request_of(response) == block_of(read(lib() / "http/README.md"), "http"));
            CHECK(pool.in_use == 1);
            CHECK(co_await response.text() == "hello");
            CHECK(pool.in_use == 0);
            CHECK(pool.idle == 1);
            CHECK(pool.reused == reused);
        }
        CHECK(pool.opened == 1);
        co_await session.close();
        co_await server.close();
    });
}
