#include <check/check.hpp>

#include <check/evidence.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string_view>

#include <cxxabi.h>

namespace check {
namespace {

std::mt19937_64 random_numbers;
std::optional<detail::LastRun> last;
std::optional<detail::Shown> shown;

// "aio::TimeoutError" -> "TimeoutError": as the student writes it.
std::string type_name(const std::type_info& type) {
    int status = 0;
    char* text = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
    std::string name = status == 0 ? text : type.name();
    std::free(text);
    for (const std::string_view prefix : {"aio::http::", "aio::"})
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    return name;
}

}  // namespace

int number(int least, int most) {
    // Not std::uniform_int_distribution, whose numbers differ between libraries:
    // a seed must give the same delays everywhere.
    return least + static_cast<int>(random_numbers() % static_cast<unsigned>(most - least + 1));
}

std::vector<aio::duration> delays(int count) {
    std::vector<aio::duration> all;
    for (int s = 2; s <= 9; ++s) all.push_back(std::chrono::seconds(s));
    if (count < 0 || static_cast<std::size_t>(count) > all.size())
        throw std::invalid_argument("check::delays: there are 8 different delays");
    for (int i = 0; i < count; ++i)
        std::swap(all[static_cast<std::size_t>(i)],
                  all[static_cast<std::size_t>(number(i, static_cast<int>(all.size()) - 1))]);
    all.resize(static_cast<std::size_t>(count));
    return all;
}

aio::duration longest(const std::vector<aio::duration>& all) {
    return all.empty() ? aio::duration{} : *std::max_element(all.begin(), all.end());
}

aio::duration sum(const std::vector<aio::duration>& all) {
    return std::accumulate(all.begin(), all.end(), aio::duration{});
}

std::string seconds(aio::duration d) {
    return fmt::format("{:g} s", std::chrono::duration<double>(d).count());
}

std::string list(const std::vector<aio::duration>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) text += i + 1 == all.size() ? " and " : ", ";
        text += fmt::format("{:g}", std::chrono::duration<double>(all[i]).count());
    }
    return text + " s";
}

std::string place(const std::source_location& where) {
    const std::string_view file = where.file_name();
    if (file.empty() || where.line() == 0) return {};
    return fmt::format("{}:{}", file.substr(file.find_last_of('/') + 1), where.line());
}

void that(bool holds, const std::string& sentence) {
    if (!holds) FAIL_CHECK(sentence);
}

void require(bool holds, const std::string& sentence) {
    if (!holds) FAIL(sentence);
}

std::string describe(const std::exception_ptr& error) {
    if (!error) return {};
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return type_name(typeid(e)) + ": " + e.what();
    } catch (const aio::CancelledError& e) {
        return e.message().empty() ? "CancelledError" : "CancelledError: " + e.message();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

Example::Example(lesson::About about, std::function<void(lesson::Program&)> show) {
    shown = detail::Shown{std::move(about), std::move(show)};
}

namespace detail {

aio::RunOptions Evidence::options() {
    return {.clock = aio::Clock::simulated,
            .observer = &observer_,
            .on_report = [this](const aio::Report& report) { reports_.push_back(report); }};
}

void Evidence::remember(const timeline::Record& record, const std::vector<aio::Report>& reports) {
    last = LastRun{record, reports};
}

void begin_case(std::uint64_t seed) {
    random_numbers.seed(seed);
    last.reset();
}

const LastRun* last_run() { return last ? &*last : nullptr; }
const Shown* example() { return shown ? &*shown : nullptr; }

}  // namespace detail
}  // namespace check
