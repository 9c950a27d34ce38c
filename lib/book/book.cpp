#include <book/book.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <aio/gather.hpp>
#include <aio/run.hpp>
#include <book/document.hpp>
#include <book/files.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

Assets assets_of(const Folders& folders) {
    return read_assets(folders.root / "lib" / "book" / "assets");
}

std::string contents(const Lessons& lessons, const Folders& folders, const Links& links) {
    return contents_html(lessons, glossary_in(text_of(folders.root / "README.md")), links);
}

Neighbours neighbours_of(const Lessons& lessons, std::size_t at) {
    return {at == 0 ? nullptr : lessons[at - 1].get(),
            at + 1 == lessons.size() ? nullptr : lessons[at + 1].get()};
}

std::string title_of(const Lesson& lesson) {
    return fmt::format("{} {} - Nine to Three", lesson.number, lesson.title);
}

aio::Coroutine<Lessons> gathered(std::vector<aio::Coroutine<std::unique_ptr<Lesson>>> all) {
    co_return co_await aio::gather(std::move(all));
}

}  // namespace

Lessons read_lessons(const Folders& folders, const std::vector<std::string>& numbers,
                     Edition edition) {
    Runs runs(folders);
    std::vector<aio::Coroutine<std::unique_ptr<Lesson>>> all;
    for (const std::string& name : lesson_names(folders.root))
        if (numbers.empty() || std::ranges::count(numbers, name.substr(0, 2)) != 0)
            all.push_back(read_lesson(runs, name, edition));
    if (all.empty()) throw BookError("none of these lessons is there");
    // The book is made with what it teaches: its programs run side by side.
    return aio::run(gathered(std::move(all)));
}

std::map<std::string, std::string> pages(const Lessons& lessons, const Folders& folders) {
    const Assets assets = assets_of(folders);
    const Links links;
    std::map<std::string, std::string> files;
    files["index.html"] =
        document_html("Nine to Three", contents(lessons, folders, links), assets, links.home());
    for (std::size_t at = 0; at < lessons.size(); ++at) {
        const Lesson& lesson = *lessons[at];
        files[lesson.number + ".html"] =
            document_html(title_of(lesson), lesson_html(lesson, neighbours_of(lessons, at), links),
                          assets, links.home());
    }
    return files;
}

std::string single_file(const Lessons& lessons, const Folders& folders) {
    const Links links{.one_file = true};
    std::string body = contents(lessons, folders, links);
    // Without a script they are read one below the other. With one each is mere text, which
    // costs nothing until it is asked for.
    for (std::size_t at = 0; at < lessons.size(); ++at)
        body += fmt::format("<noscript data-lesson=\"{}\" data-title=\"{}\">\n{}</noscript>\n",
                            lessons[at]->number, title_of(*lessons[at]),
                            lesson_html(*lessons[at], neighbours_of(lessons, at), links));
    return document_html("Nine to Three", body, assets_of(folders), links.home());
}

}  // namespace book
