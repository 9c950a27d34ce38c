// timeline/tape_recorder.hpp: if there is no memory for an event, the tape ends before it. The run
// goes on, unaffected.
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "tape_programs.hpp"

namespace {

thread_local bool starving = false;

}  // namespace

void* operator new(std::size_t size) {
    void* memory = starving ? nullptr : std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

/// Has no memory from the n-th event on, for this many events.
class Starved : public aio::Observer {
public:
    Starved(int from, int count) : from_(from), count_(count) {}

    void on_event(const aio::TraceEvent& e) override {
        starved([&] { recorder_.on_event(e); });
    }
    void on_frame(const aio::FrameEvent& e) override {
        starved([&] { recorder_.on_frame(e); });
    }
    void on_loop(const aio::LoopEvent& e) override {
        starved([&] { recorder_.on_loop(e); });
    }
    void on_note(const aio::NoteEvent& e) override {
        starved([&] { recorder_.on_note(e); });
    }
    [[nodiscard]] timeline::Tape tape() const { return recorder_.tape(); }
    [[nodiscard]] int seen() const { return seen_; }

private:
    template <class Record>
    void starved(Record record) {
        ++seen_;
        starving = seen_ > from_ && seen_ <= from_ + count_;
        record();  // noexcept: an exception would end this program
        starving = false;
    }

    timeline::TapeRecorder recorder_;
    int from_, count_, seen_ = 0;
};

}  // namespace

TEST_CASE("without memory, from any event on, the tape is cut and the program goes on") {
    for (int from = 0; from < 150; from += 3) {
        CAPTURE(from);
        Starved observer(from, 1'000'000);
        bool done = false;
        const auto program = [&]() -> aio::Coroutine<> {
            co_await ordinary();
            done = true;
        };
        aio::run(program(), {.clock = aio::Clock::simulated, .observer = &observer});
        CHECK(done);
        const timeline::Tape tape = observer.tape();
        CHECK(tape.events.back().kind == timeline::Event::Kind::cut);
        CHECK(tape.events.size() < static_cast<std::size_t>(observer.seen()));
        if (tape.events.size() > 1) CHECK(contradiction_in(tape) == "");
    }
}

TEST_CASE("a moment without memory cuts the tape, too: what follows would have a gap") {
    Starved observer(40, 25);
    aio::run(ordinary(), {.clock = aio::Clock::simulated, .observer = &observer});
    CHECK(observer.tape().events.back().kind == timeline::Event::Kind::cut);
    CHECK(contradiction_in(observer.tape()) == "");
}
