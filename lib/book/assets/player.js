// The player: goes through the events of one program, or of two on one clock.

const quiet = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// How long a step that takes no time is shown, and the longest that time is seen to pass; in
// milliseconds, at the speed of real time.
const stepTime = 320, longestJump = 10000;

// The order in which two programs are stepped through: by time, and then in turn.
// Entry p says how many steps of each have been taken at position p.
function interleave(programs) {
    const positions = [programs.map(() => 0)];
    for (;;) {
        const taken = positions[positions.length - 1];
        let next = -1;
        programs.forEach((program, i) => {
            const event = program.events[taken[i]];
            if (event && (next < 0 || event.at < programs[next].events[taken[next]].at)) next = i;
        });
        if (next < 0) return positions;
        positions.push(taken.map((steps, i) => steps + (i === next ? 1 : 0)));
    }
}

// Drawn, since not every font has these signs.
const shapes = {
    first: "M3 2h2v12H3zM14 2v12L6 8z", back: "M12 2v12L4 8z", step: "M3 2v12l7-6zM11 2h2v12h-2z",
    turn: "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.5L4 3.2 8 0z",
    time: "M1 7h8V3.5L14 8l-5 4.5V9H1zM14 3h1.6v10H14z", play: "M4 2v12l9-6z",
    pause: "M4 2h3v12H4zM9 2h3v12H9z", last: "M2 2v12l8-6zM11 2h2v12h-2z",
};

function icon(name) {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("viewBox", "0 0 16 16");
    drawn.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shapes[name]);
    drawn.append(path);
    return drawn;
}

// One program: its source, its timeline, its panes.
class Stage {
    constructor(player, program, length) {
        this.program = program;
        this.root = element("div", "stage");
        this.root.append(this.title = element("h3", "title", program.title));
        this.source = new book.SourcePane(program, player.page, (steps) => player.nextOf(this, steps));
        this.timeline = new book.Timeline(program, length, {
            onPoint: (line) => this.source.point(line),
            onPick: (step) => player.goTo(this, step),
        });
        const beside = element("div", "beside");
        this.panes = new Map();
        for (const [name, pane] of Object.entries(book.panes)) {
            const box = element("section", `pane ${name}`);
            box.append(element("h3", "", pane.title), element("div", "body"));
            this.panes.set(name, box);
            beside.append(box);
        }
        const view = element("div", "view");
        view.append(this.timeline.root, beside);
        this.root.append(this.source.root, view);
    }

    show(step, now, wanted) {
        const state = book.stateAt(this.program, step);
        this.source.show(state);
        this.timeline.show(step, now);
        for (const [name, box] of this.panes) {
            box.hidden = !wanted.has(name);
            if (!box.hidden) box.lastChild.replaceChildren(book.panes[name].make(state));
        }
        this.state = state;
    }
}

book.Player = class {
    // `page` finds lines of source (pages.js); `programs` are those to choose from.
    constructor(root, page, programs, {choose = true} = {}) {
        Object.assign(this, {root, page, programs, choose, position: 0, playing: 0});
        this.wanted = new Set(["tasks", "said"]);
        root.tabIndex = 0;
        root.setAttribute("role", "group");
        root.setAttribute("aria-label", "Player");
        root.addEventListener("keydown", (event) => this.key(event));
        root.classList.add("ready");
        this.open([programs[0]]);
    }

    // Shows these programs, one or two, from the beginning.
    open(shown) {
        this.pause();
        this.shown = shown;
        this.positions = interleave(shown);
        this.last = this.positions.length - 1;
        // One scale for all that can be chosen: 3 s is seen to be a third of 9 s.
        const length = Math.max(...this.programs.map((program) => program.end));
        this.stages = shown.map((program) => new Stage(this, program, length));
        const stages = element("div", shown.length > 1 ? "stages two" : "stages");
        stages.append(...this.stages.map((stage) => stage.root));
        this.root.replaceChildren(...(this.choose ? [this.chooser()] : []), this.controls(), stages,
            this.help());
        this.show(0);
    }

    // --- Where it is --------------------------------------------------------

    show(position, now) {
        this.position = Math.max(0, Math.min(position, this.last));
        const taken = this.positions[this.position];
        const at = Math.max(...this.stages.map((stage, i) => timeAt(stage.program, taken[i])));
        this.now = now === undefined ? at : now;
        this.stages.forEach((stage, i) => stage.show(taken[i], this.now, this.wanted));
        this.range.value = this.position;
        if (now === undefined) this.say(taken);
    }

    // The event of the step that was taken last, in words.
    say(taken) {
        const before = this.positions[Math.max(0, this.position - 1)];
        const which = Math.max(0, taken.findIndex((steps, i) => steps !== before[i]));
        const {program, state} = this.stages[which];
        const text = book.sentence(program, taken[which]);
        this.sentence.textContent = this.stages.length > 1 ? `${program.title}: ${text}` : text;
        this.where.textContent = `Step ${this.position} of ${this.last}, ${book.time(this.now)}` +
            (state.turn ? `, turn ${state.turn}` : "");
        this.range.setAttribute("aria-valuetext", `${this.where.textContent}: ${text}`);
        this.link.href = `#${this.page.lesson}/${this.shown.map((one) => one.id).join("+")}` +
            `/step=${this.position}`;
    }

    step(by) { this.pause(); this.show(this.position + by); }

    // The position at which a stage has taken so many steps.
    goTo(stage, step) {
        const which = this.stages.indexOf(stage);
        this.pause();
        this.show(this.positions.findIndex((taken) => taken[which] === step));
    }

    nextOf(stage, steps) {
        const taken = this.positions[this.position][this.stages.indexOf(stage)];
        this.goTo(stage, steps.find((step) => step > taken) || steps[0]);
    }

    // Forward to the first position whose event is one that is looked for.
    seek(wanted) {
        let at = this.position + 1;
        while (at < this.last && !wanted(at)) ++at;
        this.step(at - this.position);
    }

    nextTurn() { this.seek((at) => this.eventAt(at).kind === "turn"); }

    nextTime() {
        const now = this.position ? this.eventAt(this.position).at : 0;
        this.seek((at) => this.eventAt(at).at > now);
    }

    eventAt(position) {
        const taken = this.positions[position], before = this.positions[position - 1];
        const which = taken.findIndex((steps, i) => steps !== before[i]);
        return this.stages[which].program.events[taken[which] - 1];
    }

    // --- Playing ------------------------------------------------------------

    play(speed) {
        if (this.playing === speed) return this.pause();
        this.pause();
        if (this.position === this.last) this.show(0);
        this.playing = speed;
        this.pressed();
        this.advance();
    }

    pause() {
        clearTimeout(this.timer);
        cancelAnimationFrame(this.animation);
        if (!this.playing) return;
        this.playing = 0;
        this.pressed();
    }

    pressed() {
        for (const [speed, button] of this.plays) {
            const on = this.playing === speed;
            button.setAttribute("aria-pressed", on);
            button.firstChild.replaceWith(icon(on ? "pause" : "play"));
        }
    }

    // Waits until the next event is due, and takes it.
    advance() {
        if (this.position === this.last) return this.pause();
        const next = this.eventAt(this.position + 1).at, begin = this.now;
        const wait = Math.min((next - begin) * 1000, longestJump) / this.playing;
        const then = () => { this.show(this.position + 1); this.advance(); };
        if (wait <= 0) this.timer = setTimeout(then, stepTime / this.playing);
        else if (quiet()) this.timer = setTimeout(then, wait);
        else this.pass(begin, next, wait, then);
    }

    pass(begin, until, wait, then) {
        const started = performance.now();
        const draw = (time) => {
            const part = Math.min((time - started) / wait, 1);
            if (part >= 1) return then();
            const taken = this.positions[this.position];
            this.now = begin + (until - begin) * part;
            this.stages.forEach((stage, i) => stage.timeline.show(taken[i], this.now));
            this.animation = requestAnimationFrame(draw);
        };
        this.animation = requestAnimationFrame(draw);
    }

    // --- What is pressed ----------------------------------------------------

    controls() {
        const box = element("div", "controls");
        const buttons = element("div", "buttons");
        const button = (shape, label, act, word = "") => {
            const made = element("button");
            made.type = "button";
            made.append(icon(shape), word);
            made.setAttribute("aria-label", label);
            made.title = label;
            made.addEventListener("click", act);
            buttons.append(made);
            return made;
        };
        button("first", "To the beginning (Home)", () => this.step(-this.last));
        button("back", "Step back (left arrow)", () => this.step(-1));
        button("step", "Step (right arrow)", () => this.step(1), "Step").className = "main";
        button("turn", "Next turn of the loop (t)", () => this.nextTurn(), "Turn");
        button("time", "Next jump of time (j)", () => this.nextTime(), "Time");
        this.plays = new Map([1, 3].map((speed) => [speed,
            button("play", speed === 1 ? "Play in real time (space)" : "Play three times as fast (3)",
                () => this.play(speed), `${speed}×`)]));
        for (const one of this.plays.values()) one.setAttribute("aria-pressed", "false");
        button("last", "To the end (End)", () => this.step(this.last));
        box.append(buttons, this.ruler(), this.told());
        return box;
    }

    ruler() {
        const box = element("div", "ruler");
        this.range = element("input");
        Object.assign(this.range, {type: "range", min: 0, max: this.last, value: 0});
        this.range.setAttribute("aria-label", "Step");
        this.range.addEventListener("input", () => this.step(this.range.value - this.position));
        const times = element("div", "times");
        times.setAttribute("aria-hidden", "true");
        let count = 0, at = -1;
        const label = () => { if (count) times.append(stretch(count, at)); };
        for (let p = 1; p <= this.last; ++p) {
            const event = this.eventAt(p);
            if (event.at !== at) { label(); at = event.at; count = 0; }
            ++count;
        }
        label();
        box.append(this.range, times);
        return box;
    }

    told() {
        const box = element("div", "told");
        this.sentence = element("p", "sentence");
        this.sentence.setAttribute("role", "status");
        this.where = element("span", "where");
        this.link = element("a", "link", "Link");
        this.link.setAttribute("aria-label", "Link to this step");
        const panes = element("span", "toggles");
        for (const [name, pane] of Object.entries(book.panes))
            if (pane.onDemand) panes.append(this.toggle(name, pane.title));
        panes.append(this.pythonToggle());
        const line = element("div", "small");
        line.append(this.where, this.link, panes);
        box.append(this.sentence, line);
        return box;
    }

    toggle(name, title) {
        return check(title, this.wanted.has(name), (on) => {
            this.wanted[on ? "add" : "delete"](name);
            this.show(this.position);
        });
    }

    pythonToggle() {
        if (!this.stages.some((stage) => stage.source.python)) return "";
        const on = this.root.classList.contains("with-python");
        return check("Python", on, (now) => this.root.classList.toggle("with-python", now));
    }

    // Which program, and which other one beside it.
    chooser() {
        const box = element("div", "chooser");
        if (this.programs.length < 2) return box;
        const now = this.shown[0];
        const which = select("Program", this.programs, now, (one) => this.open([one]));
        const others = this.programs.filter((one) => one !== now);
        const beside = select("Beside it", [{title: "nothing"}, ...others], this.shown[1],
            (one) => this.open(one.events ? [now, one] : [now]));
        box.append(which, beside);
        return box;
    }

    help() {
        this.keys = element("dialog", "keys");
        this.keys.setAttribute("aria-label", "Keys of the player");
        const list = element("dl");
        for (const [key, what] of [["→ ←", "step, step back"], ["t", "next turn of the loop"],
            ["j", "next jump of time"], ["space", "play in real time, pause"],
            ["3", "play three times as fast"], ["Home End", "to the beginning, to the end"],
            ["?", "this list"]])
            list.append(element("dt", "", key), element("dd", "", what));
        const close = element("button", "", "Close");
        close.addEventListener("click", () => this.keys.close());
        this.keys.append(element("h3", "", "Keys, while the player has the focus"), list, close);
        return this.keys;
    }

    key(event) {
        if (event.ctrlKey || event.altKey || event.metaKey || this.keys.open) return;
        const tag = event.target.tagName;
        if (tag === "SELECT" || (tag === "INPUT" && event.target.type !== "range")) return;
        const acts = {
            "ArrowRight": () => this.step(1), "ArrowLeft": () => this.step(-1),
            "Home": () => this.step(-this.last), "End": () => this.step(this.last),
            "t": () => this.nextTurn(), "j": () => this.nextTime(),
            "3": () => this.play(3), "?": () => this.keys.showModal(),
        };
        if (tag !== "BUTTON" && tag !== "A") acts[" "] = () => this.play(1);
        const act = acts[event.key];
        if (!act) return;
        event.preventDefault();
        act();
    }
};

const timeAt = (program, steps) => (steps ? program.events[steps - 1].at : 0);

function stretch(count, at) {
    const made = element("span", "", book.time(at));
    made.style.flexGrow = count;
    return made;
}

function check(title, on, act) {
    const label = element("label", "check"), input = element("input");
    input.type = "checkbox";
    input.checked = on;
    input.addEventListener("change", () => act(input.checked));
    label.append(input, ` ${title}`);
    return label;
}

function select(title, programs, chosen, act) {
    const label = element("label", "choice", `${title} `), list = element("select");
    programs.forEach((one, i) => {
        const option = element("option", "", one.title);
        option.value = i;
        option.selected = one === chosen;
        list.append(option);
    });
    list.addEventListener("change", () => act(programs[list.value]));
    label.append(list);
    return label;
}
