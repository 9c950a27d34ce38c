// lib/terminal/capabilities.hpp: what a terminal can show, according to the environment.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>

#include <terminal/capabilities.hpp>

#include "places.hpp"
#include "pseudo_terminal.hpp"

using terminal::capabilities_of;

TEST_CASE("what the terminal can do is read from the environment" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(63, 17);
    for (const char* name : {"NO_COLOR", "CI", "LC_ALL", "LC_CTYPE", "LANG"}) unsetenv(name);
    setenv("TERM", "xterm-256color", 1);
    const terminal::Capabilities can = capabilities_of(pty.fd());
    CHECK(can.is_terminal);
    CHECK(can.can_redraw);
    CHECK(can.colour);
    CHECK(can.links);
    CHECK_FALSE(can.unicode);
    CHECK(can.width == 63);
    CHECK(can.height == 17);

    setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(capabilities_of(pty.fd()).colour);
    setenv("NO_COLOR", "", 1);
    CHECK(capabilities_of(pty.fd()).colour);
    setenv("CI", "true", 1);
    CHECK_FALSE(capabilities_of(pty.fd()).can_redraw);
    unsetenv("CI");
    setenv("TERM", "dumb", 1);
    CHECK_FALSE(capabilities_of(pty.fd()).colour);
    setenv("TERM", "linux", 1);
    CHECK(capabilities_of(pty.fd()).colour);
    CHECK_FALSE(capabilities_of(pty.fd()).links);

    setenv("LANG", "de_DE.utf8", 1);
    CHECK(capabilities_of(pty.fd()).unicode);
    setenv("LC_ALL", "C", 1);
    CHECK_FALSE(capabilities_of(pty.fd()).unicode);
    setenv("LC_ALL", "C.UTF-8", 1);
    CHECK(capabilities_of(pty.fd()).unicode);
    CHECK_FALSE(capabilities_of(-1).is_terminal);
}

TEST_CASE("the style is plain where there is no terminal, and at least 20 columns wide on one") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const terminal::Style style = terminal::style_of(ends[1]);
    CHECK(style.width == 80);
    CHECK_FALSE(style.colour);
    CHECK_FALSE(style.links);
    CHECK(style.unicode);
    close(ends[0]);
    close(ends[1]);
    if (no_pseudo_terminals()) return;
    PseudoTerminal pty(7, 5);
    CHECK(terminal::style_of(pty.fd()).width == 20);
}
