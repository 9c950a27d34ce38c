// Which files a program may reach, whatever its user may do: Landlock, a part of the Linux kernel
// (`man 7 landlock`).
//
//   const int fence = make_fence({"/usr", "exercise.cpp"}, {"build"});
//   ... in the child, before exec: stay_inside(fence);
#pragma once

#include <filesystem>
#include <vector>

namespace process {

/// A descriptor, which the caller closes. The folders (with all that is in them) and files of the
/// first list may be read and run, those of the second may be written, too. What does not exist is
/// left out. -1 if this kernel has no Landlock: then there is no fence.
int make_fence(const std::vector<std::filesystem::path>& readable,
               const std::vector<std::filesystem::path>& writable);

/// Whether this kernel has Landlock.
bool has_fences();

/// From now on this process, and all that it starts, can open nothing else, except that it may read
/// `own`: a path like /proc/self, which differs for each process. May be called between fork and
/// exec. False if the kernel refuses.
bool stay_inside(int fence, const char* own);

}  // namespace process
