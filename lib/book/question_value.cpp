// What a tape answers to a query: a record's figures, or what is read off event by event.
#include <book/question_query.hpp>
#include <book/reason_name.hpp>
#include <book/tape_reader.hpp>

#include <lesson/verdict.hpp>
#include <lesson/verdict_words.hpp>
#include <timeline/facts.hpp>

namespace book {

std::string value_of(const Query& query, const timeline::Tape& tape,
                     const std::filesystem::path& root) {
    const TapeReader reader(tape, root);
    using enum Query::What;
    switch (query.what) {
        case elapsed:
            return lesson::seconds(record_of(tape).elapsed()) + " s";
        case time:
            return reader.time(*query.event);
        case starts:
            return list_of(timeline::start_order(record_of(tape)));
        case ends:
            return list_of(timeline::finish_order(record_of(tape)));
        case notes:
            return reader.notes(query.part);
        case speakers:
            return reader.speakers(query.part);
        case ready_queue:
            return reader.ready_queue(*query.event);
        case next_task:
            return reader.next_task(*query.event);
        case next_line:
            return reader.next_line(*query.event);
        case longest_wait:
            return reader.longest_wait(query.task);
        case fate:
            return reader.fate(query.task);
        case tasks:
            return std::to_string(record_of(tape).tasks_started);
        case tasks_at_once:
            return std::to_string(record_of(tape).max_concurrent);
        case connections:
            return std::to_string(record_of(tape).lanes_opened);
        case never_awaited:
            return std::to_string(reader.never_awaited());
        case reason:
            return std::string(name_of(lesson::explain(tape).reason));
    }
    return {};
}

}  // namespace book
