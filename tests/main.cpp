// The main function of every test program, compiled once and linked to each.
//
//   build/tests/gather                              # all of its cases
//   build/tests/gather --test-case='*order*'        # some; --help lists more
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
