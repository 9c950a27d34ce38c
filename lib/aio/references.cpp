#include <aio/detail/references.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aio::detail {
namespace {

/// `to`: by an object's address, the frames that refer to it. `of`: by a frame, the objects that it
/// refers to.
struct References {
    std::multimap<const void*, const Frame*> to;
    std::multimap<const void*, const void*> of;

    void forget(const Frame* frame, const void* object) {
        for (auto [at, end] = to.equal_range(object); at != end; ++at)
            if (at->second == frame) {
                to.erase(at);
                return;
            }
    }
};

thread_local References references;

const void* behind(const void* block, std::size_t bytes) {
    return static_cast<const std::byte*>(block) + bytes;
}

void report_dangling(const Frame& frame) {
    report(ReportKind::dangling_reference,
           "coroutine '" + function_name(frame.where) +
               "' goes on, but was given a reference to a local or a parameter of a coroutine that "
               "has ended; give it a copy, or end it before: await it, or start it in a task_group",
           to_text(frame.where));
}

}  // namespace

void note_references(const Frame& frame, std::initializer_list<const void*> objects) {
    for (const void* object : objects) {
        if (!object) continue;
        references.to.emplace(object, &frame);
        references.of.emplace(&frame, object);
    }
}

void forget_references(const void* block, std::size_t bytes) noexcept {
    if (references.of.empty()) return;
    const void* end = behind(block, bytes);
    // Its own first: a coroutine may refer to itself.
    for (auto at = references.of.lower_bound(block); at != references.of.end() && at->first < end;
         at = references.of.erase(at))
        references.forget(static_cast<const Frame*>(at->first), at->second);
    std::vector<const Frame*> left;
    for (auto at = references.to.lower_bound(block); at != references.to.end() && at->first < end;
         ++at)
        left.push_back(at->second);
    for (const Frame* frame : left) {  // each once, whatever else it refers to
        auto [first, last] = references.of.equal_range(frame);
        if (first == last) continue;
        for (auto at = first; at != last; ++at) references.forget(frame, at->second);
        references.of.erase(first, last);
        if (!core->closing) report_dangling(*frame);
    }
}

}  // namespace aio::detail
