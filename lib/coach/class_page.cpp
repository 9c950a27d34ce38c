#include <coach/page_html.hpp>
#include <coach/pages.hpp>
#include <coach/similar.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace coach {
namespace {

class ClassPage {
public:
    ClassPage(const Gradebook& book, const std::vector<PageMaterial>& material,
              const std::vector<std::string>& links)
        : book_(book), material_(material), links_(links) {}

    std::string body() const {
        std::string text = "<h1>The class</h1>\n";
        text += element("p", fmt::format("{} students, seed {}, version {}.", book_.rows.size(),
                                         book_.seed, book_.version));
        text += table();
        for (std::size_t i = 0; i < book_.columns.size(); ++i) text += exercise(i);
        return text + unused();
    }

private:
    std::string name(std::size_t row) const {
        return fmt::format("<a href=\"{}\">{}</a>", html_text(links_[row]),
                           html_text(book_.rows[row].student));
    }
    std::string names(const std::vector<std::size_t>& rows) const {
        std::string all;
        for (const std::size_t row : rows) all += (all.empty() ? "" : ", ") + name(row);
        return all;
    }

    std::string table() const {
        std::string text = "<div class=\"wide\"><table>\n<tr><th>student</th>";
        for (const Gradebook::Column& column : book_.columns)
            text += fmt::format("<th title=\"{}\">{}</th>", html_text(column.name),
                                html_text(column.number()));
        text += "<th>points</th><th>percent</th></tr>\n";
        for (std::size_t i = 0; i < book_.rows.size(); ++i) {
            text += "<tr><td>" + name(i) + "</td>";
            for (std::size_t column = 0; column < book_.columns.size(); ++column)
                text += cell(book_.rows[i].entries[column], book_.columns[column]);
            const int held = points(book_.rows[i]), of = points_of(book_);
            text +=
                fmt::format("<td>{} of {}</td><td>{:.1f}</td></tr>\n", held, of, percent(held, of));
        }
        return text + "</table></div>\n";
    }
    static std::string cell(const Gradebook::Entry& entry, const Gradebook::Column& column) {
        const Kind& kind = kind_of(entry);
        if (!entry.verdict) return element("td", kind.words, "faint");
        const std::string more = kind.mark == ' ' ? "" : fmt::format(", {}", kind.words);
        return element("td", fmt::format("{} of {}{}", points(entry), column.points, more),
                       entry.passes()      ? "good"
                       : points(entry) > 0 ? "open"
                                           : "bad");
    }

    std::string exercise(std::size_t column) const {
        return element("h2", book_.columns[column].name) + facts(column) + mistakes(column) +
               alike(column);
    }

    // How often each fact held, failed, or was not reached.
    std::string facts(std::size_t column) const {
        std::string text =
            "<div class=\"wide\"><table>\n<tr><th>fact</th><th>holds for</th>"
            "<th>fails for</th><th>not reached</th><th></th></tr>\n";
        for (std::size_t i = 0; i < book_.columns[column].facts.size(); ++i) {
            int held = 0, failed = 0, open = 0;
            for (const Gradebook::Row& row : book_.rows) {
                const auto& verdict = row.entries[column].verdict;
                if (!verdict || i >= verdict->facts.size()) continue;
                const Fact& fact = verdict->facts[i];
                ++(!fact.looked_at ? open : fact.holds ? held : failed);
            }
            const int all = std::max(held + failed + open, 1);
            text += fmt::format(
                "<tr><td class=\"text\">{}</td><td>{}</td><td>{}</td><td>{}</td><td><div "
                "class=\"bar\"><i class=\"held\" style=\"width:{}%\"></i><i class=\"failed\" "
                "style=\"width:{}%\"></i></div></td></tr>\n",
                html_text(book_.columns[column].facts[i]), held, failed, open, held * 100 / all,
                failed * 100 / all);
        }
        return text + "</table></div>\n";
    }

    // Who fails like a known wrong answer; one entry for each such answer, or for several that fail
    // alike.
    std::string mistakes(std::size_t column) const {
        std::map<std::vector<const KnownMistake*>, std::vector<std::size_t>> who;
        for (std::size_t i = 0; i < book_.rows.size(); ++i) {
            const auto& verdict = book_.rows[i].entries[column].verdict;
            if (!verdict) continue;
            auto alike = looks_like(*verdict, material_[column]);
            if (!alike.empty()) who[std::move(alike)].push_back(i);
        }
        std::string text;
        for (const auto& [alike, rows] : who) {
            std::string told;
            for (const KnownMistake* one : alike) {
                told += (told.empty() ? "" : "<em>or</em> ") + html_text(one->told);
                if (!one->question.empty()) told += " <em>Ask:</em> " + html_of_line(one->question);
                told += "<br>";
            }
            text += fmt::format("<li>{}<span class=\"faint\">{} of {}:</span> {}</li>\n", told,
                                rows.size(), book_.rows.size(), names(rows));
        }
        if (text.empty()) return {};
        return "<h3>Known mistakes</h3>\n<p class=\"faint\">These submissions fail the same facts "
               "as a known wrong answer. What is wrong with that one:</p>\n<ul>\n" +
               text + "</ul>\n";
    }

    std::string alike(std::size_t column) const {
        std::vector<Compared> files;
        for (std::size_t i = 0; i < book_.rows.size(); ++i) {
            const Gradebook::Entry& entry = book_.rows[i].entries[column];
            const auto& given = material_[column].given;
            if (entry.verdict && std::ranges::find(given, entry.sha256) == given.end())
                files.push_back({i, entry.sha256, entry.own});
        }
        std::string text;
        for (const Alike& one : find_alike(files))
            text +=
                fmt::format("<li>{}: {}</li>\n",
                            one.is_equal ? "the same file" : fmt::format("{} % alike", one.percent),
                            names(one.rows));
        if (text.empty()) return {};
        return "<h3>Alike</h3>\n<p class=\"faint\">Names, comments and layout are ignored, and so "
               "is what the exercise and its solution contain. A reason to look, not a "
               "proof.</p>\n<ul>\n" +
               text + "</ul>\n";
    }

    std::string unused() const {
        std::string text;
        for (std::size_t i = 0; i < book_.rows.size(); ++i)
            for (const Unused& one : book_.rows[i].unused)
                text += fmt::format("<li>{}: {} ({})</li>\n", name(i), html_text(one.file),
                                    html_text(one.why));
        for (const Unused& one : book_.unused)
            text += element("li", fmt::format("{} ({})", one.file, one.why));
        return text.empty() ? "" : "<h2>Files that were not used</h2>\n<ul>\n" + text + "</ul>\n";
    }

    const Gradebook& book_;
    const std::vector<PageMaterial>& material_;
    const std::vector<std::string>& links_;
};

}  // namespace

std::string class_page(const Gradebook& book, const std::vector<PageMaterial>& material,
                       const std::vector<std::string>& links) {
    return html_page("The class", ClassPage(book, material, links).body());
}

}  // namespace coach
