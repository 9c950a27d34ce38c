// Three tasks add 1 to the same counter. Wherever several of them
// are ready, you decide which one runs next; the loop would take
// the first of them. Make them lose an update.

// The lesson's own coroutines; its main is left aside.
#define main main_of_the_lesson
#include "lesson.cpp"
#undef main

#include <string>

#include <lesson/every_schedule.hpp>

namespace {

// The counter is gone when three_tasks has ended, so its value is
// kept after each step.
class ThreeAdds : public lesson::Play {
public:
    aio::Coroutine<> program() override {
        auto add_1 = [this](Counter& counter) {
            counter_ = &counter;
            return add_to(counter);
        };
        value_ = co_await three_tasks(add_1);
        counter_ = nullptr;
    }
    std::string wrong() const override {
        if (value_ == 3) return {};
        return fmt::format(
            "all three have added 1, and the counter is {}",
            value_);
    }
    void after_step(const std::string& task) override {
        if (!counter_) return;
        value_ = counter_->value;
        holder_.after_step(counter_->lock, task);
    }

protected:
    virtual aio::Coroutine<> add_to(Counter& counter) = 0;

    int value_ = 0;
    lesson::Holder holder_;

private:
    Counter* counter_ = nullptr;
};

class WithoutLock : public ThreeAdds {
    aio::Coroutine<> add_to(Counter& counter) override {
        return add(counter);
    }
    lesson::Shown shown() const override {
        return {{"counter", std::to_string(value_)}};
    }
};

class WithLock : public ThreeAdds {
    aio::Coroutine<> add_to(Counter& counter) override {
        return locked_add(counter);
    }
    lesson::Shown shown() const override {
        return {{"counter", std::to_string(value_)},
                {"lock", holder_.shown()}};
    }
};

}  // namespace

int main(int argc, char** argv) {
    lesson::EverySchedule every(argc, argv, "lose an update");
    every.record<WithoutLock>("without a lock");
    every.record<WithLock>("with a lock");
    return every.done();
}
