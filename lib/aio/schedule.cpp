#include <aio/detail/schedule.hpp>

#include <utility>
#include <vector>

namespace aio::detail {

void Schedule::shuffle(RunnableList& batch) {
    std::vector<Runnable*> items;
    while (Runnable* item = batch.pop()) items.push_back(item);
    for (std::size_t n = items.size(); n > 1; --n) std::swap(items[n - 1], items[below(n)]);
    for (Runnable* item : items) batch.push(item);
}

}  // namespace aio::detail
