// A class of students whose submissions are graded as a teacher would.
//
//   Class students("cheats");
//   students.hand_in("ada", "02.cpp", read_file(lesson_folder(exercise) + "/solution.cpp"));
//   const Graded graded = students.grade();
//   CHECK(graded.of("ada").verdict == "passed");
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "places.hpp"
#include "process.hpp"

/// The rows of a text in RFC 4180's CSV.
inline std::vector<std::vector<std::string>> read_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1);
    std::string field;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            field += text[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == '\n')) {
            rows.back().push_back(std::exchange(field, {}));
            if (c == '\n') rows.emplace_back();
        } else if (quoted || c != '\r')
            field += c;
    }
    rows.pop_back();
    return rows;
}

/// What `coach grade` says about one student's exercise 02.
struct Grade {
    std::string points, of, verdict, fact, sentence, id, file;
};

struct Graded {
    Outcome run;
    std::string csv, junit;

    [[nodiscard]] Grade of(const std::string& student) const {
        for (const auto& row : read_csv(csv))
            if (row.at(0) == student)
                return {row.at(2), row.at(3), row.at(4), row.at(6),
                        row.at(7), row.at(9), row.at(11)};
        throw std::runtime_error("no grade for " + student + ": " + run.out + run.err);
    }
    /// What a student's program printed, in XML.
    [[nodiscard]] std::string printed_by(const std::string& student) const {
        const auto suite = junit.find("<testsuite name=\"" + student + " ");
        const auto begin = junit.find("<system-out>", suite);
        return junit.substr(begin, junit.find("</system-out>", begin) - begin);
    }
};

class Class {
public:
    explicit Class(const std::string& name) : folder_(scratch(name)) {
        std::filesystem::create_directories(submissions());
    }

    [[nodiscard]] std::filesystem::path submissions() const { return folder_ / "submissions"; }
    [[nodiscard]] std::filesystem::path folder() const { return folder_; }

    void hand_in(const std::string& student, const std::string& file,
                 const std::string& text) const {
        const auto path = submissions() / student / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }

    /// `coach grade` with these arguments; its cache is this class's own.
    [[nodiscard]] Outcome run(std::vector<std::string> args) const {
        args.insert(args.begin(), {NINE_BIN_DIR "/coach", "grade"});
        return run_program(std::move(args), surroundings());
    }
    [[nodiscard]] std::vector<std::string> surroundings() const {
        return environment({"XDG_CACHE_HOME=" + (folder_ / "cache").string()});
    }

    [[nodiscard]] Graded grade(std::vector<std::string> flags = {}) const {
        const std::string csv = folder_ / "grades.csv", junit = folder_ / "grades.xml";
        std::vector<std::string> args{submissions().string(), "--csv", csv, "--junit", junit};
        args.insert(args.end(), flags.begin(), flags.end());
        Graded graded{run(args), {}, {}};
        if (graded.run.status <= 1) {
            graded.csv = read_file(csv);
            graded.junit = read_file(junit);
        }
        return graded;
    }

private:
    std::filesystem::path folder_;
};
