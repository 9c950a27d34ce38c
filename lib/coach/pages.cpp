#include <coach/pages.hpp>

#include <aio/aio.hpp>
#include <coach/digest.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/page_html.hpp>
#include <coach/workshop.hpp>
#include <terminal/wrap.hpp>
#include <timeline/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace coach {
namespace {

namespace fs = std::filesystem;

// "// Wrong: it awaits only the last.\n//\n// Fails at: ..." -> "it awaits only the last."
std::string told_in(const std::string& source) {
    std::string told;
    std::size_t begin = 0;
    while (source.compare(begin, 3, "// ") == 0) {
        const auto end = std::min(source.find('\n', begin), source.size());
        told += (told.empty() ? "" : " ") + source.substr(begin + 3, end - begin - 3);
        begin = std::min(end + 1, source.size());
    }
    const std::string head = "Wrong: ";
    return told.starts_with(head) ? told.substr(head.size()) : told;
}

// "| [it awaits none](wrong_x.cpp) | What does the picture show? |": the last cell of the row
// of teacher.md's table that names the file.
std::string question_about(const std::string& file, const std::string& teacher) {
    for (const std::string& line : terminal::lines_of(teacher)) {
        const auto end = line.rfind(" |");
        if (!line.starts_with("|") || end == line.npos || line.find("(" + file + ")") == line.npos)
            continue;
        const auto begin = line.rfind("| ", end - 1);
        if (begin != line.npos && begin > 0) return line.substr(begin + 2, end - begin - 2);
    }
    return {};
}

std::vector<fs::path> wrong_answers(const Exercise& exercise) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (auto at = fs::directory_iterator(exercise.folder, ignored); at != fs::directory_iterator();
         at.increment(ignored))
        if (at->path().filename().string().starts_with("wrong_") &&
            at->path().extension() == ".cpp")
            files.push_back(at->path());
    std::ranges::sort(files);
    return files;
}

bool same_facts(const Verdict& one, const Verdict& other) {
    return one.what == other.what &&
           std::ranges::equal(one.facts, other.facts, [](const Fact& a, const Fact& b) {
               return a.looked_at == b.looked_at && a.holds == b.holds;
           });
}

// Everything said about it, without figures, because line numbers differ from file to file.
std::string said(const Verdict& verdict, bool with_figures) {
    std::string all = verdict.text;
    for (const Fact& fact : verdict.facts)
        for (const std::string& one : fact.says) all += "\n" + one;
    if (!with_figures) std::erase_if(all, [](char c) { return c >= '0' && c <= '9'; });
    return all;
}

}  // namespace

aio::Coroutine<std::vector<PageMaterial>> page_material(const Toolkit& toolkit,
                                                        const Gradebook& book, Trials& trials) {
    std::vector<PageMaterial> all;
    std::vector<aio::Task<Verdict>> checks;  // of all mistakes, in order
    for (const Gradebook::Column& column : book.columns) {
        const Exercise& exercise = toolkit.exercise(column.name);
        PageMaterial material{.insight = exercise.insight};
        const std::vector<std::string> hints = hints_of(exercise.folder / "hints.md");
        if (!hints.empty()) material.hint = hints[0].substr(hints[0].find('\n') + 1);
        for (const char* file : {"exercise.cpp", "solution.cpp"})
            material.given.push_back(sha256(text_if_there(exercise.folder / file).value_or("")));
        const std::string teacher = text_if_there(exercise.folder / "teacher.md").value_or("");
        for (const fs::path& file : wrong_answers(exercise)) {
            std::string text = text_of(file);
            material.mistakes.push_back(
                {.told = told_in(text),
                 .question = question_about(file.filename().string(), teacher)});
            checks.push_back(aio::create_task(trials.verdict(exercise, std::move(text))));
        }
        all.push_back(std::move(material));
    }
    auto check = checks.begin();
    for (PageMaterial& material : all)
        for (KnownMistake& mistake : material.mistakes) mistake.verdict = co_await *check++;
    co_return all;
}

std::vector<const KnownMistake*> looks_like(const Verdict& verdict, const PageMaterial& material) {
    if (verdict.what == What::passed || verdict.what == What::not_compiled) return {};
    std::vector<const KnownMistake*> alike;
    for (const KnownMistake& one : material.mistakes)
        if (same_facts(one.verdict, verdict)) alike.push_back(&one);
    for (const bool with_figures : {true, false}) {
        std::vector<const KnownMistake*> same;
        for (const KnownMistake* one : alike)
            if (said(one->verdict, with_figures) == said(verdict, with_figures))
                same.push_back(one);
        if (!same.empty()) return same;
    }
    return alike;
}

void write_pages(const fs::path& folder, const Gradebook& book,
                 const std::vector<PageMaterial>& material) {
    std::error_code error;
    fs::create_directories(folder / "students", error);
    if (error) throw Mistake(fmt::format("cannot write {}: {}.", folder.string(), error.message()));
    std::vector<std::string> names, links;
    for (const Gradebook::Row& row : book.rows) names.push_back(row.student);
    const std::vector<std::string> files = file_names(names);
    for (std::size_t i = 0; i < book.rows.size(); ++i) {
        timeline::write_file(folder / "students" / files[i],
                             student_page(book, book.rows[i], material));
        links.push_back("students/" + files[i]);
    }
    timeline::write_file(folder / "index.html", class_page(book, material, links));
}

}  // namespace coach
