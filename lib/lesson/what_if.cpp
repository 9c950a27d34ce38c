#include <lesson/what_if.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include <lesson/lesson.hpp>

namespace lesson {
namespace {

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The last choice changes fastest.
std::vector<Figures> all_of(const std::vector<Choice>& choices) {
    std::vector<Figures> all{{}};
    for (const Choice& choice : choices) {
        std::vector<Figures> longer;
        for (const Figures& figures : all)
            for (const int value : choice.values) {
                longer.push_back(figures);
                longer.back().push_back(value);
            }
        all = std::move(longer);
    }
    return all;
}

bool can_be_chosen(const Figures& figures, const std::vector<Choice>& choices) {
    if (figures.size() != choices.size()) return false;
    for (std::size_t i = 0; i < figures.size(); ++i)
        if (std::ranges::count(choices[i].values, figures[i]) == 0) return false;
    return true;
}

std::string in_words(const WhatIf& asked, const Figures& figures) {
    std::string words = asked.words;
    for (const int figure : figures)
        if (const auto at = words.find("{}"); at != words.npos)
            words.replace(at, 2, std::to_string(figure));
    return words;
}

int refuse(const WhatIf& asked) {
    std::string known;
    for (const Choice& choice : asked.choices)
        known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", choice.name,
                             fmt::join(choice.values, ", "));
    fmt::print(stderr, "{}_what_if: these figures cannot be chosen; give one of each: {}\n",
               asked.name, known);
    return 2;
}

int print_choices(const WhatIf& asked, const std::vector<Variant>& variants) {
    nlohmann::ordered_json json{{"title", asked.title}};
    for (const Choice& choice : asked.choices)
        json["choices"].push_back({{"name", choice.name},
                                   {"unit", choice.unit},
                                   {"values", choice.values},
                                   {"begin", choice.begin}});
    for (const Variant& variant : variants) json["variants"].push_back(variant.name);
    json["told"] = nlohmann::ordered_json::array();
    for (const Told& told : asked.told)
        json["told"].push_back({{"words", told.words}, {"query", told.query}});
    for (const Figures& figures : all_of(asked.choices))
        json["words"].push_back(in_words(asked, figures));
    fmt::print("{}\n", json.dump(2));
    return 0;
}

}  // namespace

int what_if(int argc, char** argv, const WhatIf& asked, const std::vector<Variant>& variants) {
    std::vector<char*> args(argv, argv + argc);
    if (args.size() == 2 && args[1] == std::string_view("--choices"))
        return print_choices(asked, variants);
    Figures given;
    while (args.size() > 1) {
        const auto figure = number_in(args[1]);
        if (!figure) break;
        given.push_back(*figure);
        args.erase(std::next(args.begin()));
    }
    if (!given.empty() && !can_be_chosen(given, asked.choices)) return refuse(asked);
    const std::vector<Figures> chosen =
        given.empty() ? all_of(asked.choices) : std::vector<Figures>{given};

    Program lesson(static_cast<int>(args.size()), args.data(),
                   {.name = asked.name, .title = asked.title});
    for (const Figures& figures : chosen)
        for (const Variant& variant : variants)
            lesson.run(fmt::format("{}: {}", in_words(asked, figures), variant.name),
                       variant.main(figures));
    return lesson.done();
}

}  // namespace lesson
