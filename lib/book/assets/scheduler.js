// The reader is the scheduler: this walks the tree of all that a program did under every
// schedule (schedules.hpp). It was recorded; nothing is worked out here.

// A node's events follow those of the node before it; ends are counted from 0.
function readNode([count, shown, ready, branches], at) {
    const node = {begin: at.event, end: at.event + count, shown};
    at.event += count;
    if (branches) Object.assign(node, {ready, branches: branches.map((one) => readNode(one, at))});
    else Object.assign(node, {failed: ready === 1, number: at.end++});
    return node;
}

const ends = (node) => (node.branches ? node.branches.flatMap(ends) : [node]);
const ofOne = (goal) => goal.replace(/^\w+/, "$&s");  // "loses an update"

// The source, and at each line who stands there.
class Places extends book.SourcePane {
    constructor(program, page, starts) {
        super({...program, events: []}, page, () => null);
        this.starts = starts;
    }

    show(state) {
        super.show({...state, line: 0});
        for (const one of this.root.querySelectorAll(".who")) one.remove();
        const at = new Map();
        for (const one of state.tasks.values()) {
            const word = {created: "to begin", ready: "ready", waiting: "waits"}[one.state];
            const frame = state.frames.get(one.frame);
            const line = this.lines.get(one.line || (frame && this.starts[frame.name]));
            if (word && line) at.set(line, [...(at.get(line) || []), `${one.name} ${word}`]);
        }
        for (const [line, who] of at) beforeItsEnd(line, element("span", "who", who.join(", ")));
    }
}

// After the code, and before the newline that ends the line.
function beforeItsEnd(line, made) {
    const last = line.lastChild, end = last.nodeType === 3 && last.data.lastIndexOf("\n");
    line.insertBefore(made, end > 0 ? last.splitText(end) : last);
}

book.Scheduler = class {
    constructor(root, page) {
        Object.assign(this, {root, page});
        const read = (name) => root.parentNode.querySelector(`script.${name}`).textContent;
        const {goal, trees} = JSON.parse(read("trees"));
        this.goal = goal;
        this.games = book.readTapes(read("scheduled")).map((program, i) => {
            const top = readNode(trees[i].root, {event: 0, end: 0});
            return {...trees[i], program, title: program.title, top, ends: ends(top), tried: new Set()};
        });
        // One scale for all of them, as in the player.
        this.length = Math.max(...this.games.flatMap((game) => game.program.events.map((one) => one.at)));
        root.tabIndex = 0;
        root.setAttribute("role", "group");
        root.setAttribute("aria-label", "You are the scheduler");
        root.addEventListener("keydown", (event) => this.key(event));
        root.classList.add("ready");
        this.open(this.games[0]);
    }

    open(game) {
        this.game = game;
        this.path = [];
        this.source = new Places(game.program, this.page, game.starts);
        this.sentence = element("p", "sentence");
        this.sentence.setAttribute("role", "status");
        this.choices = element("div", "choices");
        this.choices.setAttribute("role", "group");
        this.choices.setAttribute("aria-label", "Which task runs next?");
        this.shared = element("dl", "shared");
        this.shared.setAttribute("aria-label", "What the tasks share");
        this.view = element("div", "view");
        this.tried = element("div", "tried");
        const stage = element("div", "stage");
        stage.append(this.source.root, this.view);
        this.root.replaceChildren(this.controls(), this.sentence, this.shared, this.choices, stage, this.tried);
        this.show();
    }

    // --- Where it is --------------------------------------------------------

    show() {
        const {program, top, tried, ends: all} = this.game;
        this.nodes = this.path.reduce((nodes, way) => [...nodes, nodes[nodes.length - 1].branches[way]], [top]);
        this.node = this.nodes[this.nodes.length - 1];
        const events = this.nodes.flatMap((one) => this.eventsOf(one));
        this.run = {...program, events};
        this.state = book.stateAt(this.run, events.length);
        // Where none fails, one that has ended is as good as all: they were tried when this was recorded.
        if (!this.node.branches) for (const one of this.game.failed ? [this.node] : all) tried.add(one.number);
        this.root.classList.toggle("won", Boolean(this.node.failed));
        this.source.show(this.state);
        this.choices.replaceChildren(...(this.node.branches ? this.node.branches.map((_, way) => this.choice(way))
            : this.node.failed && this.nextGame ? [this.onwards()] : []));
        this.undo.disabled = this.again.disabled = !this.path.length;
        this.all.hidden = tried.size === all.length;
        this.shared.replaceChildren(...this.game.labels.map((label, i) => value(label, this.node.shown[i])));
        this.draw();
        this.tellTried();
        this.sentence.textContent = this.node.branches ? this.question() : this.outcome();
    }

    draw() {
        const timeline = new book.Timeline(this.run, this.length, {
            onPoint: (line) => this.source.point(line), onPick: () => {}});
        timeline.show(this.run.events.length, this.state.at);
        const {tasks, said} = book.panes;
        this.view.replaceChildren(timeline.root, element("div", "beside"));
        this.view.lastChild.append(paneOf(tasks.title, tasks.make(this.state)), paneOf(said.title, said.make(this.state)),
            paneOf("Your schedule", this.scheduleList()));
    }

    eventsOf(node) { return this.game.program.events.slice(node.begin, node.end); }
    name(id) { return this.state.tasks.get(id).name; }
    get nextGame() { return this.games[this.games.indexOf(this.game) + 1]; }

    // --- In words -----------------------------------------------------------

    question() {
        const ask = `At ${book.time(this.state.at)} ${listed(this.node.ready.map((id) => this.name(id)))} ` +
            "are ready. Which one runs next?";
        return this.path.length ? `${this.whoRan()} ${ask}` : ask;
    }

    // Since the choice: the one that was chosen, and then those that were ready alone.
    whoRan() {
        const names = runners(this.eventsOf(this.node)).map((event) => this.name(event.task));
        const rest = [...new Set(names.slice(1))];
        return `${names[0]} ran${rest.length ? `, and then, without a choice, ${listed(rest)}` : ""}.`;
    }

    outcome() {
        const {schedules, failed} = this.game;
        if (this.node.failed)
            return `You made it ${this.goal}${this.how()}. Your schedule: ${this.steps().join("; ")}. ` +
                this.turningPoint();
        if (failed) return `It has ended, and did not ${this.goal}. Undo a choice, or begin again.`;
        return `It did not ${this.goal}, and never does: all ${schedules} schedules tried, ` +
            `none ${ofOne(this.goal)}.`;
    }

    how() {
        if (this.state.ended === "deadlock") return ": nobody can ever run again";
        const error = this.run.events.find((event) => event.kind === "failed" && event.task === 1);
        return error && error.text ? `: ${error.text}` : "";
    }

    // The choice after which it could not come out right any more.
    turningPoint() {
        const at = this.nodes.findIndex((node) => ends(node).every((one) => one.failed)) - 1;
        return `It was settled at ${book.time(this.timeOf(this.nodes[at]))}, when ` +
            `${this.name(this.nodes[at].ready[this.path[at]])} ran before ${listed(this.others(at))}: ` +
            `from then on, every schedule would ${this.goal}.`;
    }

    // Who was not chosen.
    others(at) {
        return this.nodes[at].ready.filter((_, way) => way !== this.path[at]).map((id) => this.name(id));
    }

    // Who ran, in order, whenever there was a choice: "1 s later 2, later 1, later 3".
    steps() {
        const times = new Map(this.path.map((_, i) => [this.timeOf(this.nodes[i]), []]));
        for (const event of runners(this.nodes.slice(1).flatMap((one) => this.eventsOf(one))))
            if (times.has(event.at)) times.get(event.at).push(this.name(event.task));
        return [...times].map(([at, names]) => `${book.time(at)} ${names.join(", ")}`);
    }

    timeOf(node) { return this.game.program.events[node.end - 1].at; }

    scheduleList() {
        const list = element("ol", "schedule");
        this.path.forEach((way, i) => {
            const item = element("li");
            item.append(element("time", "", book.time(this.timeOf(this.nodes[i]))), " ",
                element("b", "", this.name(this.nodes[i].ready[way])),
                element("span", "what", ` before ${listed(this.others(i))}`));
            list.append(item);
        });
        return this.path.length ? list : element("p", "none", "nothing chosen yet");
    }

    tellTried() {
        const {tried, ends: all, schedules} = this.game;
        const failed = all.filter((one) => one.failed && tried.has(one.number)).length;
        const marks = element("div", "marks");
        marks.setAttribute("aria-hidden", "true");
        for (const one of all) {
            const look = tried.has(one.number) ? (one.failed ? "bad" : "good") : "";
            marks.append(element("span", look, {bad: "✗", good: "✓"}[look] || ""));
        }
        const how = failed > 1 ? `${failed} ${this.goal}` : `${failed || "none"} ${ofOne(this.goal)}`;
        const count = tried.size === schedules ? `All ${schedules} schedules` : `${tried.size} of ${schedules} schedules`;
        this.tried.replaceChildren(marks, element("p", "", tried.size ? `${count} tried: ${how}.`
            : `There are ${schedules} schedules.`));
    }

    // --- What is pressed ----------------------------------------------------

    // A task that is ready, and the line that it will run.
    choice(way) {
        const id = this.node.ready[way], line = this.nextLine(way);
        const button = textButton("", () => this.choose(way));
        const code = line && this.page.line(this.game.program.file, line);
        button.append(element("kbd", "", way + 1), element("b", "", this.name(id)));
        if (code) {
            const next = element("span", "next", `line ${line} `);
            next.append(element("code", "", code.textContent.trim()));
            button.append(next);
        }
        for (const [event, to] of [["focus", line], ["pointerenter", line], ["blur", 0], ["pointerleave", 0]])
            button.addEventListener(event, () => this.source.point(to));
        return button;
    }

    // Its step begins where it has waited; what comes next has a line, or it only waits again.
    nextLine(way) {
        const [begun, ...step] = this.eventsOf(this.node.branches[way]);
        const end = step.findIndex((event) => event.kind === "running" || event.kind === "turn");
        const next = step.slice(0, end < 0 ? step.length : end)
            .find((event) => event.place.line && event.kind !== "frame made");
        return (next || begun).place.line;
    }

    choose(way) {
        if (!this.node.branches || way >= this.node.branches.length) return;
        this.go([...this.path, way]);
    }

    // What had the focus is gone: it goes to what is to be pressed next.
    go(path) {
        const focused = this.root.contains(document.activeElement) && document.activeElement !== this.root;
        this.path = path;
        this.show();
        if (!focused) return;
        const now = document.activeElement;
        if (!this.root.contains(now) || now.disabled) this.focusNext();
    }

    focusNext() { (this.choices.firstChild || this.again).focus(); }

    controls() {
        const box = element("div", "chooser");
        this.undo = textButton("Undo", () => this.go(this.path.slice(0, -1)));
        this.again = textButton("Begin again", () => this.go([]));
        this.all = textButton(`Try all ${this.game.schedules}`, () => this.tryAll());
        this.undo.title = "Key: u";
        this.again.title = "Key: r";
        const buttons = element("div", "buttons");
        buttons.append(this.undo, this.again, this.all);
        box.append(select("Program", this.games, this.game, (one) => {
            this.open(one);
            this.root.querySelector("select").focus();
        }), buttons);
        return box;
    }

    onwards() {
        const button = textButton(`Now try it ${this.nextGame.title}`, () => {
            this.open(this.nextGame);
            this.focusNext();
        });
        button.className = "main";
        return button;
    }

    tryAll() {
        for (const one of this.game.ends) this.game.tried.add(one.number);
        this.show();
        this.sentence.textContent = this.tried.lastChild.textContent;
        this.focusNext();
    }

    key(event) {
        if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName === "SELECT") return;
        if (/^[1-9]$/.test(event.key)) this.choose(event.key - 1);
        else if (event.key === "u" || event.key === "Backspace") this.go(this.path.slice(0, -1));
        else if (event.key === "r") this.go([]);
        else return;
        event.preventDefault();
    }
};

const runners = (events) => events.filter((event) => event.kind === "running");

function textButton(text, act) {
    const made = element("button", "", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
}

function paneOf(title, body) {
    const box = element("section", "pane");
    box.append(element("h3", "", title), body);
    return box;
}

function value(label, now) {
    const box = element("div");
    box.append(element("dt", "", label), element("dd", "", now));
    return box;
}
