// Watching several futures at once: what gather, wait, as_completed and shield
// have in common.
#pragma once

#include <cstddef>
#include <source_location>
#include <vector>

#include <aio/detail/future_base.hpp>

namespace aio::detail {

/// Is told, by index and one turn later, when one of its futures ends. While a future is being
/// watched, the watcher's owner is kept alive; the owner, who holds the futures' handles, must keep
/// them alive that long.
class Watcher {
public:
    explicit Watcher(RefCounted& owner) : owner_(owner) {}
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

protected:
    ~Watcher() = default;
    virtual void child_ended(std::size_t index) = 0;

    void reserve(std::size_t n) { links_.reserve(n); }
    /// RuntimeError if it is attached to a different loop.
    void add(FutureBase& future) { links_.emplace_back(*this, future); }
    [[nodiscard]] std::size_t size() const { return links_.size(); }
    [[nodiscard]] FutureBase& child(std::size_t index) const { return links_[index].future; }

    /// For the observer: this future now exists, made of those that were added.
    void tell_made(const FutureBase& whole, const char* what, std::source_location call) const;
    /// Called once all have been added. A future that is already done reports in the next turn.
    void watch(std::size_t index);
    /// No more news from futures that are still pending.
    void stop_watching();
    /// The same for plain futures; a task ends sooner or later, at the latest with the loop.
    void stop_watching_futures();

private:
    struct Link final : Runnable {
        Watcher& watcher;
        FutureBase& future;
        Link(Watcher& w, FutureBase& f) : watcher(w), future(f) {}
        void run() override;
        void drop() noexcept override { watcher.one_less(); }
        [[nodiscard]] const char* name_of_kind() const override { return "a watcher"; }
    };

    void unlink(Link& link);
    void one_less() {
        if (--watching_ == 0) owner_.release();
    }

    RefCounted& owner_;
    std::size_t watching_ = 0;  // above 0, this holds one handle of the owner
    std::vector<Link> links_;
};

}  // namespace aio::detail
