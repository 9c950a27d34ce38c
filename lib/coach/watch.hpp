// `coach watch`: checks an exercise whenever its file is saved, and takes keys.
#pragma once

#include <optional>

#include <aio/coroutine.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>
#include <coach/workshop.hpp>

namespace coach {

/// Starts with this exercise, or with the next open one; runs until `q`, Ctrl-C or the end of all
/// exercises. Returns the exit status. Mistake if stdin or stdout is not a terminal. In `words`,
/// what is new is printed below what was, and nothing is drawn.
aio::Coroutine<int> watch(const Toolkit&, Workshop&, const Exercise* from, bool words = false);

}  // namespace coach
