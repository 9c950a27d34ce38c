#include <check/sent.hpp>

#include <charconv>

namespace check {

void Writer::number(std::int64_t value) { text_ += std::to_string(value) + ";"; }

void Writer::string(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    text_ += value;
}

std::int64_t Reader::number() {
    std::int64_t value = 0;
    const char* const begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value);
    const auto length = static_cast<std::size_t>(end - begin);
    if (error != std::errc() || length >= rest_.size() || *end != ';')
        throw Malformed("there is no number where there should be one");
    rest_.remove_prefix(length + 1);
    return value;
}

std::size_t Reader::size(std::size_t most) {
    const std::int64_t value = number();
    if (value < 0 || static_cast<std::uint64_t>(value) > most)
        throw Malformed("something is longer than everything that came");
    return static_cast<std::size_t>(value);
}

std::string_view Reader::string() {
    const std::size_t length = size(rest_.size());
    if (length > rest_.size()) throw Malformed("a text ends too early");
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
}

bool Reader::has_string() const {
    Reader ahead = *this;
    try {
        static_cast<void>(ahead.string());
        return true;
    } catch (const Malformed&) {
        // Only a length that has not come whole, or one that more bytes should follow.
        const auto end = rest_.find_first_not_of("0123456789");
        if (end != rest_.npos && rest_[end] != ';') throw;
        return false;
    }
}

void Reader::require_end() const {
    if (!at_end()) throw Malformed("there is more than there should be");
}

void Sent<Failure>::write(Writer& to, const Failure& failure) {
    send(to, static_cast<int>(failure.kind));
    send(to, failure.type);
    send(to, failure.text);
    send(to, failure.waiting.size());
    for (const aio::WaitingTask& task : failure.waiting)
        for (const std::string& text : {task.name, task.where, task.calls, task.what})
            send(to, text);
    send(to, failure.tasks);
    send(to, failure.memory);
}

Failure Sent<Failure>::read(Reader& from) {
    Failure failure;
    failure.kind =
        static_cast<Failure::Kind>(from.size(static_cast<std::size_t>(Failure::Kind::no_memory)));
    failure.type = receive<std::string>(from);
    failure.text = receive<std::string>(from);
    for (std::size_t count = from.size(from.most_elements()); count > 0; --count) {
        aio::WaitingTask& task = failure.waiting.emplace_back();
        for (std::string* text : {&task.name, &task.where, &task.calls, &task.what})
            *text = receive<std::string>(from);
    }
    failure.tasks = receive<std::size_t>(from);
    failure.memory = receive<std::size_t>(from);
    if (failure.tasks < failure.waiting.size()) throw Malformed("more tasks wait than there are");
    return failure;
}

}  // namespace check
