#include <book/what_if.hpp>

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include <book/html.hpp>
#include <book/played_source.hpp>
#include <book/question_query.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

using nlohmann::json;

// What the program says with --choices: see lesson/what_if.cpp. Throws json::exception.
WhatIf parse(const json& said) {
    WhatIf out;
    out.title = said.at("title");
    out.variants = said.at("variants");
    for (const json& choice : said.at("choices"))
        out.choices.push_back(
            {choice.at("name"), choice.at("values"), choice.at("begin"), choice.at("unit")});
    for (const json& told : said.at("told"))
        out.told.push_back({told.at("words"), told.at("query")});
    for (const std::string words : said.at("words")) out.cases.push_back({words, {}, {}, {}});
    return out;
}

// What the last variant's tape answers.
std::string answer_to(const lesson::Told& told, const Case& one, const Folders& folders) {
    return value_of(parse_query(told.query), one.tapes.back(), folders.root);
}

void take_tapes(WhatIf& out, std::vector<timeline::Tape> tapes, const Folders& folders) {
    const std::size_t variants = out.variants.size();
    if (tapes.size() != out.cases.size() * variants)
        throw BookError(fmt::format("{}: its program has run {} sections for {} choices", out.file,
                                    tapes.size(), out.cases.size()));
    auto next = std::make_move_iterator(tapes.begin());
    for (Case& one : out.cases) {
        one.tapes.assign(next, next + static_cast<std::ptrdiff_t>(variants));
        next += static_cast<std::ptrdiff_t>(variants);
        for (const timeline::Tape& tape : one.tapes)
            one.elapsed.push_back(value_of(parse_query("elapsed"), tape, folders.root));
        for (const lesson::Told& told : out.told) one.told.push_back(answer_to(told, one, folders));
    }
}

}  // namespace

aio::Coroutine<std::optional<WhatIf>> read_what_if(Runs& runs, std::string lesson) {
    const std::string file = fmt::format("lessons/{}/what_if.cpp", lesson);
    if (!std::filesystem::exists(runs.folders().root / file)) co_return std::nullopt;
    WhatIfRun run = co_await runs.what_if(lesson);
    try {
        WhatIf out = parse(json::parse(run.choices));
        out.file = file;
        out.played = played_source(run.tapes, file, runs.folders().root);
        take_tapes(out, std::move(run.tapes), runs.folders());
        co_return out;
    } catch (const json::exception& error) {
        throw BookError(
            fmt::format("{}: what can be chosen cannot be read: {}", file, error.what()));
    } catch (const QueryError& error) {
        throw BookError(fmt::format("{}: {}", file, error.what()));
    }
}

std::string sentence_of(const Case& one, const WhatIf& what_if) {
    std::string text = capitalised(one.words) + ":";
    for (std::size_t i = 0; i < one.elapsed.size(); ++i)
        text += fmt::format("{} {} {}", i == 0 ? "" : ",", one.elapsed[i], what_if.variants[i]);
    for (std::size_t i = 0; i < one.told.size(); ++i)
        text += fmt::format("; {} {}", what_if.told[i].words, one.told[i]);
    return text + ".";
}

}  // namespace book
