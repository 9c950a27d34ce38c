// Watching several futures at once: what gather, wait, as_completed and shield
// have in common.
#pragma once

#include <cstddef>
#include <vector>

#include <aio/detail/future_base.hpp>

namespace aio::detail {

/// Is told, by index and one turn after the fact, when one of its futures ends.
/// Each future that is being watched keeps the watcher's owner alive; that the
/// futures outlive the watching is up to the owner, who holds their handles.
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
    void add(FutureBase& future) {
        future.attach();
        links_.emplace_back(*this, future);
    }
    [[nodiscard]] std::size_t size() const { return links_.size(); }
    [[nodiscard]] FutureBase& child(std::size_t index) const { return links_[index].future; }

    // Then one of these, while somebody holds the owner:
    /// All of them; what is done tells in the next turn.
    void watch_all();
    /// Those that are pending; gives the others.
    std::vector<std::size_t> watch_pending();
    /// No more news from futures that are still pending.
    void stop_watching();
    /// The same of plain futures; a task ends sooner or later, if only with the loop.
    void stop_watching_futures();

private:
    struct Link final : Runnable {
        Watcher& watcher;
        FutureBase& future;
        Link(Watcher& w, FutureBase& f) : watcher(w), future(f) {}
        void run() override;
        void drop() noexcept override { watcher.owner_.release(); }
    };

    void unlink(Link& link);

    RefCounted& owner_;
    std::vector<Link> links_;
};

}  // namespace aio::detail
