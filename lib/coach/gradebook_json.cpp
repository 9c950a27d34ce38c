// The grades as data; and reading and merging what others have graded.
#include <coach/gradebook.hpp>

#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/shortened.hpp>
#include <coach/verdict_json.hpp>
#include <terminal/width.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace coach {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* format_name = "nine-to-three grades 1";

Json to_json(const std::vector<Unused>& files) {
    Json all = Json::array();
    for (const Unused& one : files) all.push_back({{"file", one.file}, {"why", one.why}});
    return all;
}

Json to_json(const Gradebook::Entry& entry, const Gradebook::Column& column) {
    Json json{{"exercise", column.name},
              {"file", entry.file},
              {"verdict", kind_of(entry).name},
              {"points", points(entry)},
              {"of", column.points},
              {"percent", percent(points(entry), column.points)},
              {"sentence", sentence(entry)}};
    if (entry.is_handed_in()) {
        json["sha256"] = entry.sha256;
        json["own"] = entry.own;
    }
    if (entry.verdict) json.update(coach::to_json(*entry.verdict));
    return json;
}

Json to_json(const Gradebook& book, const Gradebook::Row& row) {
    Json entries = Json::array();
    for (std::size_t i = 0; i < row.entries.size(); ++i)
        entries.push_back(to_json(row.entries[i], book.columns[i]));
    return {{"student", row.student},
            {"id", row.id},
            {"email", row.email},
            {"points", points(row)},
            {"of", points_of(book)},
            {"percent", percent(points(row), points_of(book))},
            {"exercises", std::move(entries)},
            {"unused", to_json(row.unused)}};
}

std::vector<Unused> unused_of(const Json& json) {
    std::vector<Unused> all;
    for (const Json& one : json) all.push_back({one.at("file"), one.at("why")});
    return all;
}

Gradebook::Entry entry_of(const Json& json) {
    Gradebook::Entry entry{.file = json.at("file")};
    if (!entry.is_handed_in()) {
        entry.why_not = json.at("sentence");
        return entry;
    }
    entry.sha256 = json.at("sha256");
    entry.own = json.at("own").get<Fingerprint>();
    if (what_of(json.at("verdict").get<std::string>())) entry.verdict = verdict_of(json);
    return entry;
}

std::size_t column_of(const Gradebook& book, const std::string& name) {
    const auto found = std::ranges::find(book.columns, name, &Gradebook::Column::name);
    return static_cast<std::size_t>(found - book.columns.begin());
}

Gradebook::Row row_of(const Json& json, const Gradebook& book) {
    Gradebook::Row row{.student = json.at("student"),
                       .id = json.at("id"),
                       .email = json.at("email"),
                       .entries = std::vector<Gradebook::Entry>(book.columns.size()),
                       .unused = unused_of(json.at("unused"))};
    for (const Json& one : json.at("exercises"))
        row.entries.at(column_of(book, one.at("exercise"))) = entry_of(one);
    return row;
}

Gradebook gradebook_of(const Json& json) {
    Gradebook book{.seed = json.at("seed"), .version = json.at("version")};
    for (const Json& one : json.at("exercises"))
        book.columns.push_back(
            {.name = one.at("exercise"), .facts = one.at("facts"), .points = one.at("of")});
    for (const Json& one : json.at("students")) book.rows.push_back(row_of(one, book));
    book.unused = unused_of(json.at("unused"));
    return book;
}

std::string said(const fs::path& file) { return terminal::clean(file.string(), true); }

// --- Merging ---

bool differ(const Gradebook::Entry& one, const Gradebook::Entry& other) {
    return kind_of(one).name != kind_of(other).name || one.sha256 != other.sha256;
}

class Merger {
public:
    Gradebook merge(std::vector<Gradebook> books, const std::vector<fs::path>& names) {
        for (const Gradebook& book : books)
            for (const Gradebook::Column& column : book.columns)
                if (column_of(all_, column.name) == all_.columns.size())
                    all_.columns.push_back(column);
        std::ranges::sort(all_.columns, {}, &Gradebook::Column::name);
        all_.seed = books.front().seed;
        all_.version = books.front().version;
        for (std::size_t i = 0; i < books.size(); ++i) {
            require_alike(books[i], names[i], names[0]);
            for (Gradebook::Row& row : books[i].rows) add(std::move(row), books[i], names[i]);
            std::ranges::move(books[i].unused, std::back_inserter(all_.unused));
        }
        name_apart(all_.rows);
        return std::move(all_);
    }

private:
    void require_alike(const Gradebook& book, const fs::path& name, const fs::path& first) const {
        if (book.seed != all_.seed)
            throw Mistake(fmt::format(
                "{} was graded with the seed {}, and {} with {}. Give all the same --seed.",
                said(first), all_.seed, said(name), book.seed));
        if (book.version != all_.version)
            throw Mistake(fmt::format("{} is of version {}, and {} of {}. Grade all with the same.",
                                      said(first), all_.version, said(name), book.version));
    }

    // A student may be in several files, for example one for each exercise.
    void add(Gradebook::Row row, const Gradebook& book, const fs::path& name) {
        const auto known = std::ranges::find_if(all_.rows, [&](const Gradebook::Row& one) {
            return one.student == row.student && one.id == row.id;
        });
        const bool is_new = known == all_.rows.end();
        Gradebook::Row& to =
            is_new ? all_.rows.emplace_back(Gradebook::Row{
                         .student = row.student,
                         .id = row.id,
                         .email = row.email,
                         .entries = std::vector<Gradebook::Entry>(all_.columns.size()),
                         .unused = row.unused})
                   : *known;
        for (std::size_t i = 0; i < row.entries.size(); ++i) {
            Gradebook::Entry& entry = to.entries[column_of(all_, book.columns[i].name)];
            if (entry.is_handed_in() && row.entries[i].is_handed_in() &&
                differ(entry, row.entries[i]))
                throw Mistake(fmt::format("{} has another {} of {} than a file before it.",
                                          said(name), book.columns[i].name,
                                          terminal::clean(row.student, true)));
            if (!entry.is_handed_in()) entry = std::move(row.entries[i]);
        }
    }

    Gradebook all_;
};

}  // namespace

std::string json(const Gradebook& book) {
    Json exercises = Json::array(), students = Json::array();
    for (const Gradebook::Column& column : book.columns)
        exercises.push_back(
            {{"exercise", column.name}, {"of", column.points}, {"facts", column.facts}});
    for (const Gradebook::Row& row : book.rows) students.push_back(to_json(book, row));
    return line_of({{"format", format_name},
                    {"version", book.version},
                    {"seed", book.seed},
                    {"exercises", std::move(exercises)},
                    {"students", std::move(students)},
                    {"unused", to_json(book.unused)}}) +
           "\n";
}

Gradebook read_gradebook(const fs::path& path) {
    const FileText file = read_file(path);
    if (!file.trouble.empty()) throw Mistake(fmt::format("{} {}.", said(path), file.trouble));
    try {
        const Json json = Json::parse(file.text);
        if (json.at("format") == format_name) return gradebook_of(json);
    } catch (const Json::exception&) {  // reported below
    } catch (const std::out_of_range&) {
    }
    throw Mistake(
        fmt::format("{} is not what `coach grade --json` writes ({}).", said(path), format_name));
}

Gradebook merged(std::vector<Gradebook> books, const std::vector<fs::path>& names) {
    return Merger().merge(std::move(books), names);
}

}  // namespace coach
