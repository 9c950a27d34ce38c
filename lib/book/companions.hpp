// The programs that a lesson's questions compare with.
#pragma once

#include <aio/coroutine.hpp>
#include <book/lesson_material.hpp>

namespace book {

/// Runs the wrong answers and other lessons that the questions name, keeps what they did
/// with the lesson, and asks all tapes whether they give the options' values. Throws
/// BookError if one does not.
aio::Coroutine<> ask(Runs&, Lesson&);

}  // namespace book
