// What if the queue had more room? The nine jobs are done at 3 s in
// any case: three workers can do no more. But the task that brings
// them is free earlier. The book runs this for one to nine, and
// plays the one that its reader chooses.
//
//   build/bin/19_worker_pool_what_if 6
//
// Expect: with room for six the last job is handed in at 0 s.

// The lesson's own coroutines; its main is left aside.
#define main main_of_the_lesson
#include "lesson.cpp"
#undef main

#include <lesson/what_if.hpp>

int main(int argc, char** argv) {
    return lesson::what_if(
        argc, argv,
        {.name = "19_worker_pool",
         .title = "What if the queue had more room?",
         .choices = {{"Room for", {1, 2, 3, 4, 5, 6, 7, 8, 9}, 2}},
         .words = "room for {}",
         .told = {{"the last job is handed in at",
                   "time of main says \"job 9 \""}}},
        {{"for nine jobs", [](const lesson::Figures& figures) {
              return nine_jobs(figures[0]);
          }}});
}
