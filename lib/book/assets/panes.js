// What stands beside the timeline: the source, the tasks, and what is asked for.

const stateWords = {created: "not begun", ready: "ready", running: "running", waiting: "waiting",
    finished: "finished", failed: "failed", cancelled: "cancelled"};
const stateMarks = {created: "○", ready: "◔", running: "▶", waiting: "…", finished: "●",
    failed: "✗", cancelled: "⊘"};

// Copies of the page's own lines: those that the tape names.
book.SourcePane = class {
    constructor(program, page, onLine) {
        this.root = element("div", "sources");
        this.lines = new Map();
        this.twins = new Map();
        const steps = stepsOfLines(program);
        this.cpp = this.excerpt(page, program.file, program.shows, this.lines, (line) => {
            const found = steps.get(line);
            return found && {label: `Line ${line}, ${found.length} steps`, pick: () => onLine(found)};
        });
        this.root.append(this.cpp);
        this.pairs = new Map(program.own ? page.twins.pairs : []);
        if (this.pairs.size) {
            this.python = this.excerpt(page, page.twins.file, twinRanges(page, program), this.twins,
                () => null);
            this.root.append(this.python);
        }
        this.lit = [];
    }

    excerpt(page, file, ranges, lines, button) {
        const pre = element("pre", `code ${file.endsWith(".py") ? "python" : "cpp"}`);
        pre.setAttribute("aria-label", file);
        ranges.forEach(([first, last], i) => {
            if (i) pre.append(element("span", "gap", "\n"));
            for (let line = first; line <= last; ++line) {
                const from = page.line(file, line);
                if (!from) continue;
                const copy = from.cloneNode(true);
                copy.prepend(gutter(line, button(line)));
                lines.set(line, copy);
                pre.append(copy);
            }
        });
        return pre;
    }

    show(state) {
        for (const one of this.lit) one.classList.remove("lit", "waits");
        this.lit = [];
        for (const line of book.waitingLines(state).keys()) this.mark(line, "waits");
        if (state.line) this.mark(state.line, "lit");
    }

    mark(line, look) {
        const twin = this.pairs.get(line);
        for (const one of [this.lines.get(line), twin && this.twins.get(twin)]) {
            if (!one) continue;
            one.classList.add(look);
            this.lit.push(one);
        }
    }

    point(line) {
        for (const [number, one] of this.lines) one.classList.toggle("peek", number === line);
    }
};

function gutter(line, button) {
    if (!button) return element("span", "no", line);
    const made = element("button", "no", line);
    made.type = "button";
    made.setAttribute("aria-label", button.label);
    made.title = "Go to the next step of this line";
    made.addEventListener("click", button.pick);
    return made;
}

function stepsOfLines(program) {
    const steps = new Map();
    program.events.forEach((event, i) => {
        const line = event.place.line;
        if (line) steps.set(line, [...(steps.get(line) || []), i + 1]);
    });
    return steps;
}

// The Python functions whose C++ counterparts are shown.
function twinRanges(page, program) {
    return page.twins.blocks
        .filter(([line]) => program.shows.some(([first, last]) => first <= line && line <= last))
        .map(([, first, last]) => [first, last]);
}

// --- Beside it --------------------------------------------------------------

const isDone = (one) => one && ["finished", "failed", "cancelled"].includes(one.state);
const doneOf = (state, parts) => parts.filter((id) => isDone(state.tasks.get(id))).length;

function waitText(state, one) {
    if (one.state === "failed" || one.state === "cancelled") return one.error || "";
    if (one.state !== "waiting") return "";
    if (one.why === "task" && state.tasks.has(one.what)) return `for ${state.tasks.get(one.what).name}`;
    if (one.until) return `until ${book.time(one.until)}`;
    const parts = one.why === "future" && state.futures.get(one.what);
    if (parts && parts.length > 1) return `for ${parts.length} tasks, ${doneOf(state, parts)} of them done`;
    const holder = one.why === "resource" && state.tasks.get(state.held.get(one.what));
    if (holder) return `for the ${state.shared.get(one.what).phrase}, which ${holder.name} holds`;
    return one.text ? `for ${book.awaited(one, state)}` : "";
}

// "waiting for delay 2", "failed: number 2 is broken".
function stateText(state, one) {
    const more = waitText(state, one), sign = isDone(one) ? ": " : " ";
    return stateWords[one.state] + (more && sign + more);
}

function taskItem(state, one, children) {
    const item = element("li", `task ${one.state}`);
    const line = element("span", "of");
    const mark = element("span", "mark", stateMarks[one.state]);
    mark.setAttribute("aria-hidden", "true");
    line.append(mark, element("b", "", one.name), " ",
        element("span", "what", stateText(state, one)));
    if (one.cancelling && !isDone(one))
        line.append(element("span", "what", ", asked to end"));
    item.append(line);
    if (children.length) {
        const below = element("ul");
        below.append(...children);
        item.append(below);
    }
    return item;
}

// A task stands below the one that has made it.
function taskTree(state) {
    const below = (parent) => [...state.tasks.values()]
        .filter((one) => one.parent === parent || (!parent && !state.tasks.has(one.parent)))
        .map((one) => taskItem(state, one, below(one.id)));
    const list = element("ul", "tree");
    list.append(...below(0).slice(0, 200));
    return list;
}

function saidList(state) {
    const list = element("ol", "said");
    for (const one of state.said.slice(-8)) {
        const item = element("li");
        const who = state.tasks.get(one.task);
        item.append(element("time", "", book.clock(one.at)), " ",
            element("b", "", who ? who.name : ""), ` ${one.text}`);
        list.append(item);
    }
    return list;
}

function queueList(state) {
    const list = element("dl", "queue");
    const names = (items) => book.queueNames(state, items).join(" → ") || "nobody";
    list.append(element("dt", "", "In this turn"), element("dd", "", names(state.thisTurn)),
        element("dt", "", "In the next"), element("dd", "", names(state.nextTurn)));
    return list;
}

function timerList(state) {
    const timers = [...state.timers.values()];
    for (const one of state.tasks.values())
        if (one.state === "waiting" && one.why === "time" && one.until)
            timers.push({task: one.id, until: one.until, text: one.text});
    timers.sort((a, b) => a.until - b.until);
    const list = element("ol", "timers");
    for (const one of timers) {
        const who = state.tasks.get(one.task);
        const item = element("li");
        item.append(element("time", "", book.time(one.until)), " ",
            element("b", "", who ? who.name : ""), `: ${one.text}`);
        list.append(item);
    }
    return timers.length ? list : element("p", "none", "none");
}

function frameList(state) {
    const list = element("ul", "frames");
    for (const one of state.frames.values()) {
        const caller = state.frames.get(one.caller);
        const where = caller ? `, awaited by ${caller.name}` : "";
        list.append(element("li", one.state,
            `${one.name}: ${one.state}${one.line ? `, line ${one.line}` : ""}${where}`));
    }
    return state.frames.size ? list : element("p", "none", "none");
}

book.panes = {
    tasks: {title: "Tasks", make: taskTree},
    said: {title: "Said", make: saidList},
    queue: {title: "Ready queue", make: queueList, onDemand: true},
    timers: {title: "Timers", make: timerList, onDemand: true},
    frames: {title: "Frames", make: frameList, onDemand: true},
};
