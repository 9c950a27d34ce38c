// lib/terminal/keys.hpp: what a key is called, even if it comes in pieces.
#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include <terminal/keys.hpp>

namespace {

// A keyboard on a pipe.
class Typed {
public:
    Typed() {
        REQUIRE(pipe(ends_) == 0);
        keyboard_ = terminal::Keyboard(ends_[0]);
    }
    ~Typed() {
        hang_up();
        close(ends_[0]);
    }
    Typed(const Typed&) = delete;
    Typed& operator=(const Typed&) = delete;

    std::string operator()(const std::string& bytes) {
        CHECK(write(ends_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        return keyboard_.pressed();
    }
    void hang_up() {
        if (ends_[1] >= 0) close(ends_[1]);
        ends_[1] = -1;
    }
    terminal::Keyboard& keyboard() { return keyboard_; }

private:
    int ends_[2] = {-1, -1};
    terminal::Keyboard keyboard_{-1};
};

}  // namespace

TEST_CASE("letters come in lower case, other keys as a question mark") {
    Typed type;
    CHECK(type("hN") == "hn");
    CHECK(type("7 \t") == "???");
    CHECK(type("\x03\x1a") == std::string{terminal::interrupt_key, terminal::suspend_key});
    CHECK(type("é日") == "??");
}

TEST_CASE("a key that sends several bytes is one key, whenever they come") {
    Typed type;
    CHECK(type("\x1b[A\x1b[1;5C\x1bOP") == "???");
    CHECK(type("a\x1b[1").starts_with("a"));
    CHECK(type(";5Cb") == "?b");
    CHECK(type("\xE6\x97").empty());
    CHECK(type("\xA5q") == "?q");
    CHECK(type("\x1b") == "?");  // Esc itself
}

TEST_CASE("nothing typed is no key, and a terminal that has gone is noticed") {
    Typed type;
    CHECK(type.keyboard().pressed().empty());
    CHECK_FALSE(type.keyboard().is_gone());
    type.hang_up();
    CHECK(type.keyboard().pressed().empty());
    CHECK(type.keyboard().is_gone());
}
