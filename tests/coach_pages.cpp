// The pages of `coach grade --pages`: what a teacher reads and returns.
#include <doctest/doctest.h>

#include <coach/page_html.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "coach_class.hpp"

namespace {

namespace fs = std::filesystem;

const std::string exercise = "02_create_then_await";
const std::string nasty = "<img src=x onerror=alert(1)>\"'&";

std::string text_of(const std::string& file) {
    return read_file(lesson_folder(exercise) + "/" + file);
}

// As shipped, except that its output, and its tasks' names, try to be more than text.
std::string nasty_program() {
    std::string text =
        "#include <cstdio>\n" + text_of("exercise.cpp") +
        "const int said = std::puts(\"\\x1b[31m</pre><script>alert(1)</script>\");\n";
    const std::string name = R"(</text><script>alert(1)</script>\" onload=\"'&\x1b[31m\u202e\xff)";
    const std::string call = "create_task(delay(d)";
    return text.insert(text.find(call) + call.size(), ", \"" + name + "\"");
}

struct Pages {
    Class students{"coach_pages"};
    fs::path folder = students.folder() / "pages";
    Graded graded;

    Pages() {
        students.hand_in("ada", "02.cpp", text_of("solution.cpp"));
        students.hand_in("boole", "02.cpp", text_of("wrong_nobody_waits.cpp"));
        students.hand_in("curry", "02.cpp", text_of("wrong_nobody_waits.cpp"));
        students.hand_in("dirac", "02.cpp", "int x = \"<script>alert(1)</script>\";\n");
        students.hand_in(nasty, "02.cpp", nasty_program());
        students.hand_in(nasty, "<b>.txt", "");
        students.hand_in("nobody", "diary.txt", "");
        graded = students.grade({"--seed", "7", "--pages", folder, "--json", json()});
    }
    std::string json() const { return students.folder() / "grades.json"; }
    std::string page(const std::string& file) const { return read_file(folder / file); }
    std::vector<std::string> all() const {
        std::vector<std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) files.push_back(read_file(entry.path()));
        return files;
    }
};

const Pages& pages() {
    static const Pages all;
    return all;
}

// Checks with independent parsers that every element ends where it must, and that nothing is
// active; likewise in the pictures. Prints the pictures' texts.
Outcome parse(const fs::path& page) {
    return run_program({"python3", "-c", R"(
import sys, html.parser, base64, xml.etree.ElementTree
def look_at(tag, attributes):
    assert tag not in ("script", "iframe", "object", "foreignObject", "use", "image"), tag
    assert not any(name.startswith("on") for name in attributes), attributes
def picture(source):
    head = "data:image/svg+xml;base64,"
    assert source.startswith(head)
    svg = base64.b64decode(source[len(head):], validate=True).decode("utf-8")
    for element in xml.etree.ElementTree.fromstring(svg).iter():
        look_at(element.tag.split("}")[-1], element.attrib)
        if element.tag.endswith("}text"): print(element.text)
class Parser(html.parser.HTMLParser):
    void, open = {"meta", "br", "img"}, []
    def handle_starttag(self, tag, attributes):
        look_at(tag, dict(attributes))
        if tag == "img": picture(dict(attributes)["src"])
        if tag not in self.void: self.open.append((tag, self.getpos()))
    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, (self.open[-1:], tag, self.getpos())
        self.open.pop()
parser = Parser()
parser.feed(open(sys.argv[1], encoding="utf-8").read())
assert not parser.open, parser.open
)",
                        page.string()});
}

}  // namespace

TEST_CASE("there is a page for each student, and one of the class that leads to them") {
    REQUIRE(pages().graded.run.status == 1);
    const std::string index = pages().page("index.html");
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(pages().folder / "students")) {
        files.insert(entry.path().filename());
        CHECK(contains(index, "href=\"students/" + entry.path().filename().string() + "\""));
    }
    CHECK(files.size() == 6);
    CHECK(files.contains("ada.html"));
    CHECK(contains(pages().graded.run.out, "index.html"));
}

TEST_CASE("a student's page has the sentences, the run and what to look at again") {
    const std::string boole = pages().page("students/boole.html");
    CHECK(contains(boole, "<li class=\"bad\">when it ends, every task has ended"));
    CHECK(contains(boole, pages().graded.of("boole").points + " of " +
                              pages().graded.of("boole").of + " points"));
    CHECK(contains(boole, "<figcaption>Your run</figcaption>"));
    CHECK(contains(boole, "src=\"data:image/svg+xml;base64,"));
    CHECK(contains(boole, "<img alt=\"main"));
    CHECK(contains(boole, "What to look at again</h3>\n<p>What does the picture show"));
    CHECK(contains(boole, "lessons/" + exercise + "/lesson.cpp"));
    CHECK(contains(pages().page("students/dirac.html"), "It does not compile."));
    CHECK(contains(pages().page("students/nobody.html"), "This was not handed in."));
    CHECK_FALSE(contains(pages().page("students/ada.html"), "What to look at again"));
}

TEST_CASE(
    "the class's page shows what failed how often, which mistakes it looks like, and who is "
    "alike") {
    const std::string index = pages().page("index.html");
    CHECK(contains(index, "<td class=\"text\">when it ends, every task has ended</td>"));
    CHECK(contains(index, "it creates the tasks and awaits none."));
    CHECK_FALSE(contains(index, "it awaits only the task that was created last"));
    CHECK(contains(index, "<em>Ask:</em> What does the picture show"));
    CHECK(contains(index,
                   "the same file: <a href=\"students/boole.html\">boole</a>, "
                   "<a href=\"students/curry.html\">curry</a>"));
    CHECK(contains(index, "diary.txt (no exercise)"));
}

TEST_CASE("names, and programs' output, are only text") {
    for (const auto& entry : fs::recursive_directory_iterator(pages().folder)) {
        if (!entry.is_regular_file()) continue;
        CAPTURE(entry.path().string());
        const Outcome parsed = parse(entry.path());
        CHECK(parsed.err == "");
        CHECK(parsed.status == 0);
    }
    CHECK(contains(pages().page("index.html"), "&lt;img src=x onerror=alert(1)&gt;"));
    const std::string drawn =
        parse(pages().folder / "students" / "img-src-x-onerror-alert-1-.html").out;
    CHECK(contains(drawn, "</text"));
    CHECK_FALSE(contains(drawn, "\x1b"));
    CHECK_FALSE(contains(drawn, "\u202e"));
}

TEST_CASE("no table contains anything that moves a cursor or reverses the writing") {
    const std::string json = read_file(pages().json());
    CHECK(contains(json, "<script>"));
    for (const std::string& table : {pages().graded.csv, pages().graded.junit, json})
        for (const char* control : {"\x1b", "\\u001b", "\u202e"})
            CHECK_FALSE(contains(table, control));
}

TEST_CASE("a page is one file, which loads nothing") {
    for (const std::string& page : pages().all()) {
        for (const char* word : {"http://", "https://", "<link", "@import", "url("})
            CHECK_FALSE(contains(page, word));
        CHECK(contains(page, "default-src 'none'"));
    }
}

TEST_CASE("the Markdown of hints is rendered") {
    CHECK(coach::html_of_line("`a<b>` and *so* and **more**, 2 * 3") ==
          "<code>a&lt;b&gt;</code> and <em>so</em> and <strong>more</strong>, 2 * 3");
    CHECK(coach::html_of_markdown("one\ntwo\n\n```cpp\nint* a;\n```\n") ==
          "<p>one two</p>\n<pre><code>int* a;\n</code></pre>\n");
}

TEST_CASE("a page's file has a unique name that any system accepts") {
    const auto names = coach::file_names({"Ada Lovelace", "ada lovelace", "../../etc", "李", "é"});
    CHECK(names == std::vector<std::string>{"ada-lovelace.html", "ada-lovelace-2.html", "etc.html",
                                            "student.html", "student-2.html"});
}
