#include <lesson/command_line.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace lesson {
namespace {

constexpr double slowest = 0.01, fastest = 1000;

// All of the text, or nothing: "3x" is not a number.
template <class Number>
bool read_number(const std::string& text, Number& number) {
    const char* end = text.data() + text.size();
    const auto [stopped_at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stopped_at == end;
}

[[noreturn]] void refuse(const std::string& flag, const std::string& value,
                         const std::string& allowed) {
    throw UsageError(flag + ": '" + value + "' is not allowed; give " + allowed);
}

aio::Clock read_clock(const std::string& text) {
    if (text != "real" && text != "virtual") refuse("--clock", text, "real or virtual");
    return text == "real" ? aio::Clock::real : aio::Clock::simulated;
}

double read_speed(const std::string& text) {
    double speed = 0;
    // Written so that "nan", which compares as false, is refused, too.
    if (!read_number(text, speed) || !(speed >= slowest && speed <= fastest))
        refuse("--speed", text, "a number from 0.01 to 1000, such as 3 for three times as fast");
    return speed;
}

std::uint64_t read_seed(const std::string& text) {
    std::uint64_t seed = 0;
    if (!read_number(text, seed))
        refuse("--seed", text, "a whole number from 0 to 18446744073709551615");
    return seed;
}

// CLI11 finds the flags and their values. The allowed values and every message are ours, because
// CLI11's wording differs from version to version.
class Parser {
public:
    explicit Parser(const About& about) : about_(about), app_(about.title, about.name) {
        value("--clock", clock_, "real (felt) or virtual (exact, takes no time); default: real",
              "CLOCK");
        value("--speed", speed_, "how many times as fast real time passes; default: 1", "N");
        value("--svg", options_.svg, "also write the timeline as a picture", "FILE");
        value("--trace", options_.trace, "also write a trace for https://ui.perfetto.dev", "FILE");
        value("--tape", options_.tape, "also write what happened, event by event, as JSON lines",
              "FILE");
        value("--seed", seed_,
              "shuffle what is ready, the same way for the same seed; default: 0, do not", "N");
        if (about.asks_server)
            value("--url", options_.url,
                  "ask this server (make serve) in place of one inside the program", "URL");
        flag("--whole-tape", "with --tape: what aio and libraries did, too");
        flag("--json", "print one JSON object instead of text");
        flag("--no-color", "no colours");
        flag("--words", "tell each timeline in words instead of drawing it");
        flag("--guess", "on a terminal: ask first how long it will take");
        for (const Extra& extra : about.extras) flag("--" + extra.flag, extra.help);
    }

    Options parse(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            throw HelpRequested(app_.help());
        } catch (const CLI::ExtrasError&) {
            throw UsageError("unknown argument '" + app_.remaining().front() +
                             "'; --help lists the flags");
        } catch (const CLI::ParseError& error) {
            explain(argc, argv, error);
        }
        options_.clock = read_clock(clock_);
        options_.speed = read_speed(speed_);
        options_.seed = read_seed(seed_);
        options_.json = app_.count("--json") > 0;
        options_.no_color = app_.count("--no-color") > 0;
        options_.whole_tape = app_.count("--whole-tape") > 0;
        options_.words = app_.count("--words") > 0;
        options_.guess = app_.count("--guess") > 0;
        check_url();
        for (const Extra& extra : about_.extras)
            if (app_.count("--" + extra.flag) > 0) options_.extras.push_back(extra.flag);
        return options_;
    }

private:
    // A real server has a clock of its own.
    void check_url() const {
        if (app_.get_option_no_throw("--url") == nullptr || app_.count("--url") == 0) return;
        const std::string& url = options_.url;
        const auto scheme = url.find("://");
        if ((!url.starts_with("http://") && !url.starts_with("https://")) ||
            scheme + 3 == url.size())
            refuse("--url", url, "the address of a server, such as http://localhost:8080");
        if (options_.clock == aio::Clock::simulated)
            throw UsageError(
                "--url: a real server does not know virtual time; leave out --clock virtual");
        if (options_.speed != 1)
            throw UsageError("--url: a real server keeps its own pace; leave out --speed");
    }

    // Given twice, the last one counts: that is how `make lesson` can override one.
    void value(const std::string& flag, std::string& target, const std::string& help,
               const char* kind) {
        app_.add_option(flag, target, help)
            ->type_name(kind)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        with_value_.push_back(flag);
    }

    void flag(const std::string& flag, const std::string& help) {
        app_.add_flag(flag, help)->disable_flag_override();
        without_value_.push_back(flag);
    }

    [[noreturn]] void explain(int argc, const char* const* argv,
                              const CLI::ParseError& error) const {
        const std::string last = argv[argc - 1];
        for (const std::string& flag : with_value_)
            if (last == flag || last == flag + "=")
                throw UsageError(flag + " needs a value; see --help");
        for (const std::string& flag : without_value_)
            for (int i = 1; i < argc; ++i)
                if (std::string(argv[i]).starts_with(flag + "="))
                    throw UsageError(flag + " takes no value; see --help");
        throw UsageError(std::string(error.what()) + "; see --help");
    }

    const About& about_;
    CLI::App app_;
    Options options_;
    std::string clock_ = "real", speed_ = "1", seed_ = "0";
    std::vector<std::string> with_value_, without_value_;
};

}  // namespace

Options parse_command_line(int argc, const char* const* argv, const About& about) {
    Options options = Parser(about).parse(argc, argv);
    const std::pair<const char*, const std::string&> files[] = {
        {"--svg", options.svg}, {"--trace", options.trace}, {"--tape", options.tape}};
    for (const auto& [flag, file] : files)
        for (const auto& [other, same] : files)
            if (flag != other && !file.empty() && file == same)
                throw UsageError(std::string(flag) + " and " + other + ": both name '" + file +
                                 "'; give two files");
    return options;
}

void check_writable(const std::string& flag, const std::string& path) {
    struct stat unused{};
    const bool existed = lstat(path.c_str(), &unused) == 0;
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (file < 0)
        throw UsageError(flag + ": cannot write '" + path + "': " + std::strerror(errno) +
                         "; give a file that can be written");
    close(file);
    if (!existed) unlink(path.c_str());
}

}  // namespace lesson
