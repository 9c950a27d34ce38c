#include <aio/lane.hpp>

#include <string>

#include <aio/detail/core.hpp>

namespace aio {

Lane::Lane(const char* kind) : kind_(kind), loop_(detail::core) {
    if (!loop_ || !loop_->observer) return;
    number_ = ++loop_->lanes_made;
    tell(LaneEventKind::opening);
}

Lane::Lane(Lane&& other) noexcept
    : kind_(other.kind_),
      loop_(other.loop_),
      number_(std::exchange(other.number_, 0)),
      last_(other.last_) {}

Lane& Lane::operator=(Lane&& other) noexcept {
    if (this == &other) return *this;
    close();
    kind_ = other.kind_;
    loop_ = other.loop_;
    number_ = std::exchange(other.number_, 0);
    last_ = other.last_;
    return *this;
}

void Lane::close() noexcept {
    if (number_ == 0) return;
    tell(last_ == LaneEventKind::idle ? LaneEventKind::closed : LaneEventKind::broken);
    number_ = 0;
}

// A lane may outlive its loop; then there is nobody left to tell.
void Lane::tell(LaneEventKind what, std::string_view detail) {
    last_ = what;
    if (number_ == 0 || detail::core != loop_ || !loop_->observer) return;
    const std::string name = std::string(kind_) + " " + std::to_string(number_);
    loop_->tell(
        {.what = what, .when = loop_->now(), .lane = number_, .name = name, .detail = detail});
}

}  // namespace aio
