// A toolkit that has changed since it was built is not mistaken for a student's mistake.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <coach/built_from.hpp>

#include "places.hpp"
#include "process.hpp"

namespace fs = std::filesystem;

namespace {

fs::path write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file;
}

}  // namespace

TEST_CASE("files that are as noted have not changed") {
    const fs::path folder = scratch("built_from_same");
    const std::string list =
        coach::noted({write(folder / "a header.hpp", "1"), write(folder / "b.hpp", "2")});
    CHECK(count_lines(list) == 2);
    CHECK(coach::first_changed(list).empty());
    CHECK(coach::first_changed("").empty());
}

TEST_CASE("a new size, a new time, and a missing file are changes") {
    const fs::path folder = scratch("built_from_changed");
    const fs::path a = write(folder / "a.hpp", "1"), b = write(folder / "b.hpp", "2"),
                   c = write(folder / "c.hpp", "3");
    const std::string list = coach::noted({a, b, c});
    fs::remove(c);
    CHECK(coach::first_changed(list) == c);
    fs::last_write_time(b, fs::last_write_time(b) + std::chrono::seconds(1));
    CHECK(coach::first_changed(list) == b);
    write(a, "longer");
    CHECK(coach::first_changed(list) == a);
}

TEST_CASE("a new file is a change") {
    const fs::path file = scratch("built_from_new") / "new.hpp";
    const std::string list = coach::noted({file});
    CHECK(coach::first_changed(list).empty());
    write(file, "1");
    CHECK(coach::first_changed(list) == file);
}
