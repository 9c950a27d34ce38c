# Nine to Three: everything you need, by name. `make help` lists it.
#
# On Debian, make installs what is missing first (it says what), so these work
# on a machine that has only make. Elsewhere it names what you need to install.

# The lessons of the document, which `make lessons` runs.
DOCUMENT_LESSONS := 01 02 03 04 05 06
DOCUMENT_PROGRAMS = $(foreach number,$(DOCUMENT_LESSONS),$(notdir $(wildcard lessons/$(number)_*)))

# The Debian packages of what we use. In the tests, python3 runs the Python
# twins of the lessons, with aiohttp; openssl makes certificates; curl asks the
# lesson server; addr2line, from binutils, finds the line of a call; tmux is the
# terminal in which the coach is tried.
PACKAGES := cmake ninja-build libasio-dev libfmt-dev libcli11-dev \
            nlohmann-json3-dev doctest-dev python3 binutils \
            libssl-dev zlib1g-dev liburiparser-dev libidn2-dev libpsl-dev openssl curl \
            python3-aiohttp libseccomp-dev libutf8proc-dev tmux \
            libcmark-gfm-dev libcmark-gfm-extensions-dev

DEBIAN := $(shell . /etc/os-release 2>/dev/null && echo $$VERSION_CODENAME)

# The HTTP parser: a library in Debian 13; in Debian 12 only its source, as part
# of a package for Node.
PACKAGES += $(if $(filter bookworm,$(DEBIAN)),node-llhttp,libllhttp-dev)

# The compiler: yours, if you say CXX=...; otherwise g++, which must be 13 or newer.
# Debian 12 (bookworm) has only g++ 12, so there it is clang 19, with its linker
# and its sanitizers.
ifeq ($(origin CXX),default)
    ifeq ($(DEBIAN),bookworm)
        CXX := clang++-19
        PACKAGES += clang-19 lld-19 libclang-rt-19-dev
    else
        CXX := g++
        PACKAGES += g++
    endif
endif

# As many compilers as processors; at least four tests, as many of them sleep.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
TEST_JOBS ?= $(shell [ $(JOBS) -gt 4 ] && echo $(JOBS) || echo 4)

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
.PHONY: help lessons lesson serve book book-pictures workshop watch check coach grade handout test sanitize tsan fuzz format \
    format-check tidy bench build install packages install-deps clean

help: ## this list
	@echo 'Nine to Three: three waits of 3 seconds take 9, or 3. Targets:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | \
	    while IFS='|' read -r target text; do printf '%-22s %s\n' "  $$target" "$$text"; done
	@echo 'Variables: CXX=g++-14 (another compiler)  JOBS=4  TEST_JOBS=8'

# --- The lessons ------------------------------------------------------------

# The first three, which need no server, are built first. The others are built while
# these run, and have a minute for it: the lessons sleep, and a student who guesses thinks.
FIRST_PROGRAMS = $(filter 01_% 02_% 03_%,$(DOCUMENT_PROGRAMS))
LATER_PROGRAMS = $(filter-out $(FIRST_PROGRAMS),$(DOCUMENT_PROGRAMS))
BUILD = cmake --build build --parallel $(JOBS) --target

lessons: install-deps ## build, then run the first six lessons in real time
	@[ -e build/bin/$(firstword $(DOCUMENT_PROGRAMS)) ] || echo 'Building the first lessons:' \
	    'about a minute on two processors. In the end build/ has up to 1 GB.'
	@$(call configure,build)
	@$(BUILD) $(FIRST_PROGRAMS)
	@nice $(BUILD) $(LATER_PROGRAMS) >build/later.log 2>&1 & later=$$!; \
	trap 'kill $$later 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
	for program in $(FIRST_PROGRAMS:%=build/bin/%); do echo; $$program --guess || exit; done; \
	kill -0 $$later 2>/dev/null && echo && echo 'Building the others...'; \
	wait $$later || { cat build/later.log; exit 1; }; \
	for program in $(LATER_PROGRAMS:%=build/bin/%); do echo; $$program --guess || exit; done

lesson: known-lesson install-deps ## one lesson: make lesson N=02 ARGS="--speed 3"
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS) --target $(LESSON) >&2
	@build/bin/$(LESSON) $(ARGS)

PORT ?= 8080
serve: install-deps ## the server of lessons 04 to 06, alone: make serve PORT=8080
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS) --target lesson_server
	@exec build/bin/lesson_server --port $(PORT)

# The book, in which you can predict, play and step through each lesson. The teacher's
# edition has the solutions, and is kept apart from the one that is given away.
EDITION ?= student
BOOK = build/book$(if $(filter teacher,$(EDITION)),-teacher)
BOOK_FILE = build/nine-to-three$(if $(filter teacher,$(EDITION)),-teacher).html
book: whole-edition install-deps ## the annotated book, for a browser: make book OPEN=1 EDITION=teacher
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS) --target for_the_book >&2
	@build/bin/book --root . --build build --out $(BOOK) --single $(BOOK_FILE) --edition '$(EDITION)'
	@$(if $(OPEN),xdg-open $(BOOK)/index.html || echo 'Open $(BOOK)/index.html in a browser.')

# Needs chromium, node and npm, as the tests of the book do, which compare.
book-pictures: whole-edition install-deps ## take README's pictures of the book anew
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS) --target for_the_book >&2
	@CI=1 NINE_PICTURES=take tests/browser/run . build build/tests/browser pictures.test.mjs

# N may be 02, 2 or 02_create_then_await. Looked up before anything is built.
LESSONS := $(sort $(patsubst lessons/%/lesson.cpp,%,$(wildcard lessons/*/lesson.cpp)))
LESSON = $(filter $(N) 0$(N) $(N)_% 0$(N)_%,$(if $(N),$(LESSONS)))

.PHONY: known-lesson
known-lesson:
	@$(if $(filter 1,$(words $(LESSON))),:,$(error lesson: $(if $(N),there is no lesson "$(N)".,which one?) \
	    Give its number, as in `make lesson N=02`. There are: $(or $(LESSONS),none yet)))

# --- The exercises ----------------------------------------------------------

# The student's folder. What the coach can do there: build/bin/coach --help.
DIR ?= $(HOME)/nine-to-three-workshop
COACH = build/bin/coach

workshop: coach ## a folder with the exercises: make workshop DIR=$HOME/workshop
	@$(COACH) init '$(DIR)'

watch: coach ## check an exercise whenever it is saved: make watch DIR=... N=02
	@exec $(COACH) watch --workshop '$(DIR)' $(N)

check: coach ## check it once: make check DIR=... N=02
	@$(COACH) check --workshop '$(DIR)' $(N)

grade: submissions coach ## all submissions: make grade DIR=submissions ARGS="--csv grades.csv"
	@$(COACH) grade --exit-zero '$(DIR)' $(ARGS)

# The student edition: all that is needed to see the lessons and to do the exercises,
# the student's book, made, and no answers, unless HANDOUT_SOLUTIONS=1 adds them after the
# deadline. Of what is named here, that which git tracks (without git, all of it); so
# whatever else lies about stays at home. Files keep their dates: a newer edition that is
# unpacked over an older one is built anew. The book has the date of the newest of them,
# so that the same files give the same archive. HANDOUT_BOOK=DIR takes a book that stands.
HANDOUT ?= build/nine-to-three-handout.tar.gz
OF_A_LESSON := lesson.cpp faulty.cpp what_if.cpp schedules.cpp lesson.py exercise.cpp check.cpp hints.md questions.md expected.txt \
    $(if $(HANDOUT_SOLUTIONS),solution.cpp)
OF_A_LIBRARY := *.hpp *.cpp *.md *.cmake CMakeLists.txt *.in *.html *.css *.js *.svg *.png
HANDED_OUT := .clang-format .editorconfig CMakeLists.txt LICENSE Makefile README.md \
    lessons/.clang-format lessons/CMakeLists.txt lessons/needs.txt lessons/playground/mine.cpp
HANDOUT_BOOK ?= build/book
in_handout = --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --transform='s,^,$(1),'
named = \( -name '$(subst $(space),' -o -name ',$(strip $(1)))' \)
space := $(subst ,, )

handout: override EDITION = student
handout: whole-edition $(if $(filter file,$(origin HANDOUT_BOOK)),book) ## the student edition, without answers: make handout HANDOUT=...
	@[ -e '$(HANDOUT_BOOK)/index.html' ] || { \
	    echo 'handout: there is no book in $(HANDOUT_BOOK). What to do: leave HANDOUT_BOOK out.'; exit 2; }
	@! grep -q '<section class=teacher' '$(HANDOUT_BOOK)'/*.html || { \
	    echo 'handout: the book in $(HANDOUT_BOOK) has solutions. What to do: leave HANDOUT_BOOK out.'; exit 2; }
	@mkdir -p "$$(dirname '$(HANDOUT)')"
	@part='$(HANDOUT).part'; trap 'rm -f "$$part"' EXIT; \
	meant=$$(echo '$(HANDED_OUT)'; find lessons/[0-9]* -type f $(call named,$(OF_A_LESSON)); \
	         find lib -type f ! -name '.*' $(call named,$(OF_A_LIBRARY))); \
	tracked=$$(git ls-files -- $$meant 2>/dev/null); \
	files=$$(printf '%s\n' $${tracked:-$$meant} | LC_ALL=C sort); \
	newest=$$(stat -c %Y $$files | sort -n | tail -n 1); \
	printf '%s\n' "$$files" | tar -c -f "$$part" --files-from=- $(call in_handout,nine-to-three/) && \
	ls '$(HANDOUT_BOOK)' | LC_ALL=C sort | tar -r -f "$$part" -C '$(HANDOUT_BOOK)' --files-from=- \
	    --mtime="@$$newest" $(call in_handout,nine-to-three/book/) && \
	gzip -9n <"$$part" >'$(HANDOUT)'
	@echo 'The student edition is in $(HANDOUT).'

.PHONY: whole-edition
whole-edition:
	@[ -d tests ] || { echo 'This is the student edition: it has no tests, no answers, and a book that is made: book/index.html.'; exit 2; }

# A teacher's folder is never the workshop that stands above.
.PHONY: submissions
submissions:
	@$(if $(filter file,$(origin DIR)),$(error grade: which folder? It has one folder a student: \
	    make grade DIR=submissions))

# What they need, and nothing else.
coach: install-deps
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS) --target exercises >&2

# --- The tests --------------------------------------------------------------

# Who answers the session, and who asks the server, in tests/http_peers.cpp, what
# tests/consumers uses, and who grades a class in tests/coach_merge.cpp; and in
# tests/browser, who looks at the book. Only CI installs them,
# since Debian's nginx begins to serve as soon
# as it is there; elsewhere these tests are skipped unless they are installed already.
test sanitize: PACKAGES += $(if $(CI),nginx chromium wrk pkgconf parallel $(call unless-there,node,nodejs) $(call unless-there,npm,npm))
# Node's own packages bring npm along, and do not go with Debian's.
unless-there = $(if $(shell command -v $(1)),,$(2))

test: whole-edition build ## build, then run all tests
	@ctest --test-dir build $(CTEST_FLAGS)

# The sanitizers tell lines; without variables the compiler is a tenth faster. Each file is
# compiled by itself here: one that includes too little fails.
sanitize: whole-edition install-deps ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(call configure,build/sanitize,-DNINE_SANITIZE=ON -DNINE_TOGETHER=OFF -DCMAKE_CXX_FLAGS_DEBUG=-g1)
	@cmake --build build/sanitize --parallel $(JOBS)
	@ctest --test-dir build/sanitize $(CTEST_FLAGS)

tsan: whole-edition install-deps ## the tests of threads under ThreadSanitizer
	@$(call configure,build/tsan,-DNINE_SANITIZE_THREADS=ON)
	@cmake --build build/tsan --parallel $(JOBS)
	@ctest --test-dir build/tsan $(CTEST_FLAGS)

bench: whole-edition coach $(if $(filter install,$(PEERS)),install-peers) ## the benchmarks: make bench PEERS=install ARGS="--row queue"
	@$(call configure,build/release,-DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='-O2 -DNDEBUG') && \
	cmake --build build/release --parallel $(JOBS) --target bench

# What the benchmarks compare with, and what counts their instructions: each by its
# command and its package. Without them `make bench` measures the others.
.PHONY: install-peers
install-peers:
	@missing=; \
	for peer in node:nodejs go:golang-go valgrind:valgrind curl-config:libcurl4-openssl-dev \
	            nginx:nginx-light; do \
	    PATH=$$PATH:/usr/sbin command -v $${peer%:*} >/dev/null || missing="$$missing $${peer#*:}"; \
	done; \
	[ -z "$$missing" ] || { echo "Installing with apt-get:$$missing"; \
	    $(APT_INSTALL) $$missing || { $(SUDO) apt-get update -q; $(APT_INSTALL) $$missing; }; }

# libFuzzer is clang's. What breaks a promise is kept as build/fuzz/tests/fuzz/crash-*.
FUZZ_CXX := clang++-19
SECONDS ?= 60

fuzz: PACKAGES += clang-19 lld-19 libclang-rt-19-dev
fuzz: CXX := $(FUZZ_CXX)
fuzz: whole-edition install-deps ## look for input that breaks a parser: make fuzz SECONDS=60
	@$(call configure,build/fuzz,-DNINE_FUZZ=ON -DNINE_SANITIZE=ON -DNINE_FUZZ_SECONDS=$(SECONDS))
	@cmake --build build/fuzz --parallel $(JOBS) --target fuzz

# One version for everybody: each breaks lines in its own way.
FORMAT = find $(wildcard lessons lib tests) -name '*.[ch]pp' -print0 | xargs -0 clang-format-19 --style=file
format format-check: PACKAGES += clang-format-19

format: install-deps ## format all C++ files, with clang-format 19
	@$(FORMAT) -i

format-check: install-deps ## fail if `make format` would change a file
	@$(FORMAT) --dry-run -Werror || { echo 'What to do: make format'; exit 1; }

tidy: PACKAGES += clang-tidy-19
tidy: whole-edition install-deps ## run clang-tidy on lib/ (takes minutes)
	@$(call configure,build/tidy,-DNINE_TOGETHER=OFF)
	@run-clang-tidy-19 -quiet -p build/tidy '/lib/.*[.]cpp$$'

CTEST_FLAGS = --output-on-failure --no-tests=error --parallel $(TEST_JOBS)

# --- Building ---------------------------------------------------------------

build: install-deps ## build everything, into build/
	@$(call configure,build)
	@cmake --build build --parallel $(JOBS)

PREFIX ?= /usr/local
install: named-prefix install-deps ## aio and aio::http for your own projects: make install PREFIX=/usr/local
	@$(call configure,build/install,-DCMAKE_BUILD_TYPE=Release -DNINE_TOGETHER=ON)
	@cmake --build build/install --parallel $(JOBS) --target aio aio_http
	@cmake --install build/install --prefix '$(abspath $(PREFIX))'

.PHONY: named-prefix
named-prefix:
	@$(if $(PREFIX),,$(error install: PREFIX is empty. Name a folder: make install PREFIX=$$HOME/aio))

clean: ## remove everything that was built
	rm -rf build

# $(call configure,<folder>,<options>): lets CMake prepare a build there, afresh unless it
# was prepared for this compiler before. Only warnings and errors are shown.
configure = $(call settle,$(1)) && cmake -S . -B $(1) $(if $(call prepared,$(1)),,$(AFRESH)) $(2) >/dev/null
prepared = $(shell grep -s 'CMAKE_CXX_COMPILER:.*[=/]$(CXX)$$' $(1)/CMakeCache.txt)
AFRESH = --fresh -DCMAKE_CXX_COMPILER=$(CXX) $(if $(shell command -v ninja),-G Ninja)

# $(call settle,<folder>): whatever has come since the last build is newer than it from
# now on. An archive that was unpacked over this folder keeps the dates of its files,
# which may lie before those of what was built; ninja and make would take no notice. Nor
# do they of an older compiler, or system header, in place of a newer one: then the
# precompiled headers go.
settle = last=$(1)/.settled; [ -e $$last ] || last=$(1)/CMakeCache.txt; \
    if [ -e $$last ]; then \
        find CMakeLists.txt lessons lib $(wildcard tests) -type f -cnewer $$last ! -newer $$last \
            -exec touch -c {} +; \
        [ -z "$$(find $(SYSTEM) -cnewer $$last -print -quit 2>/dev/null)" ] || \
            find $(1) -name 'cmake_pch.hxx.[pg]ch' -delete; \
    fi; mkdir -p $(1) && touch $(1)/.settled
SYSTEM = /usr/include /usr/lib/gcc /usr/lib/llvm-* /usr/libexec/gcc "$$(command -v $(CXX))"

.PHONY: settled
settled:
	@$(call settle,build)

# --- Installing -------------------------------------------------------------

# Silent if nothing is missing. Otherwise it uses apt-get, with sudo unless you
# are root; package lists are fetched only if they are missing or too old.
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)
APT_INSTALL := $(SUDO) env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300

packages: ## what an administrator has to install, if you cannot
	@echo 'apt-get install $(PACKAGES)'

install-deps: ## install what is missing (Debian packages)
	@if ! command -v apt-get >/dev/null; then \
	    [ -d build ] || echo 'This system has no apt-get. What you need, by its Debian name: $(PACKAGES).'; \
	else \
	    missing=; \
	    for package in $(PACKAGES); do \
	        dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	            || missing="$$missing $$package"; \
	    done; \
	    if [ -n "$$missing" ]; then \
	        if [ -n '$(SUDO)' ] && ! command -v sudo >/dev/null; then \
	            echo 'install-deps: you are not root and there is no sudo; ask an administrator to install them.'; \
	            exit 1; \
	        fi; \
	        said=$$(mktemp); \
	        { apt-get install -s $$missing || $(SUDO) apt-get update -q; } >$$said 2>&1; \
	        unknown=$$(for package in $$missing; do \
	            apt-cache show $$package >/dev/null 2>&1 || echo " $$package"; done | tr -d '\n'); \
	        if [ -n "$$unknown" ]; then \
	            echo "install-deps: this system has no package of this name:$$unknown. Debian 12 and 13 have it. Install" \
	                'what takes its place and call cmake yourself, or work in a container of one of these.'; \
	            rm -f $$said; exit 1; \
	        fi; \
	        echo "Installing with apt-get, which may take some minutes:$$missing"; \
	        { $(APT_INSTALL) $$missing || { $(SUDO) apt-get update -q; $(APT_INSTALL) $$missing; }; } >>$$said 2>&1 || { \
	            cat $$said; rm -f $$said; \
	            echo "install-deps: apt-get could not install:$$missing; see its message above. Is the network there?"; \
	            exit 1; \
	        }; \
	        rm -f $$said; \
	    fi; \
	fi
	@command -v cmake >/dev/null || { echo 'install-deps: cmake is missing; install CMake 3.25 or newer.'; exit 1; }
	@command -v $(CXX) >/dev/null || { \
	    echo 'install-deps: there is no compiler $(CXX); install it, or name another: make CXX=...'; exit 1; }
