// The timeline: a row for each task and connection, and for each lock, semaphore and queue,
// drawn up to a step.

const mostRows = 40;

function element(name, look, text) {
    const made = document.createElement(name);
    if (look) made.className = look;
    if (text !== undefined) made.textContent = text;
    return made;
}

// What there is to draw: pieces of rows, each from a step on. A piece that lasts is drawn
// as far as time has come.
function piecesOf(program) {
    const rows = new Map(), pieces = [], open = new Map();
    const row = (key, name) => {
        if (!rows.has(key)) rows.set(key, {key, name, index: rows.size});
        return rows.get(key);
    };
    const close = (key, event, step) => {
        const piece = open.get(key);
        if (piece) Object.assign(piece, {end: event.at, endStep: step});
        open.delete(key);
    };
    const begin = (key, look, event, step, tip) => {
        close(key, event, step);
        const piece = {row: row(key), look, begin: event.at, end: program.end, step,
            endStep: program.events.length + 1, line: event.place.line, tip};
        pieces.push(piece);
        open.set(key, piece);
    };
    program.events.forEach((event, i) => {
        const taken = pieceKinds[event.kind];
        if (!taken) return;
        const key = taken.row + (taken.row === "t" ? event.task : event.number);
        if (event.kind === "created" || event.kind === "connection opening") row(key, event.text);
        if (taken.row === "s") row(key, program.shared.get(event.number).label);
        if (!rows.has(key)) return;
        const isEmpty = taken.look === "level" && !event.level;
        begin(key, isEmpty ? "free" : taken.look, event, i + 1, tipOf(event, taken, rows));
        if (taken.ends || isEmpty) close(key, event, i + 1);
    });
    return {rows: [...rows.values()], pieces};
}

// What a piece says: of a lock its holder, of a semaphore or a queue how many.
function tipOf(event, taken, rows) {
    if (taken.row !== "s") return event.text;
    if (taken.look === "level") return `${event.level}`;
    const holder = rows.get(`t${event.by}`);
    return holder ? holder.name : "";
}

// Of what is shared, a state that has taken no time leaves no mark.
const isOver = (piece, step) => piece.row.key[0] === "s" && piece.endStep <= step && piece.end === piece.begin;

const ofTask = (look, ends) => ({look, ends, row: "t"});
const ofLane = (look, ends) => ({look, ends, row: "c"});
const ofShared = (look, ends) => ({look, ends, row: "s"});
const pieceKinds = {
    "created": ofTask("fresh"),
    "running": ofTask("run"),
    "waiting": ofTask("wait"),
    "finished": ofTask("finished", true),
    "failed": ofTask("failed", true),
    "cancelled": ofTask("cancelled", true),
    "connection opening": ofLane("opening"),
    "connection busy": ofLane("busy"),
    "connection idle": ofLane("idle"),
    "connection closed": ofLane("finished", true),
    "connection broken": ofLane("cancelled", true),
    "lock taken": ofShared("held"),
    "lock released": ofShared("free", true),
    "place taken": ofShared("level"),
    "place given back": ofShared("level"),
    "item put": ofShared("level"),
    "item got": ofShared("level"),
};

const tasksFirst = (rows) => [...rows.filter((one) => one.key[0] === "t"), ...rows.filter((one) => one.key[0] !== "t")];

// How little tells the requests of a program apart: "/login" of "/login?after=0.5" and
// "/profile?after=0.5", or "/…3" of "/delay/0.5?page=3" and other pages.
function shortener(requests) {
    const all = new Set(requests), path = (text) => text.split("?")[0];
    if (all.size < 2) return (text) => text;
    if (new Set(requests.map(path)).size === all.size) return path;
    return (text) => text.replace(/^\/.*[/?=&]/, "/…");
}

function ticks(length) {
    const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 3600];
    const step = steps.find((one) => length / one <= 9.01) || length / 5 || 1;
    const out = [];
    for (let at = 0; at <= length + 1e-9; at += step) out.push(at);
    return out;
}

book.Timeline = class {
    // `length`: what the axis shows, at least; two programs side by side share one.
    constructor(program, length, {onPoint, onPick}) {
        this.program = program;
        this.length = Math.max(length, program.end) || 1;
        this.root = element("div", "timeline");
        this.root.setAttribute("role", "img");
        const {rows, pieces} = piecesOf(program);
        this.shorten = shortener(pieces.filter((piece) => piece.look === "busy").map((piece) => piece.tip));
        const tracks = this.drawRows(rows);
        this.pieces = pieces.filter((piece) => tracks.has(piece.row.key));
        for (const piece of this.pieces) this.place(piece, tracks.get(piece.row.key));
        this.drawAxis();
        this.root.addEventListener("pointerover", (event) => onPoint(pieceLine(event)));
        this.root.addEventListener("pointerleave", () => onPoint(0));
        this.root.addEventListener("click", (event) => {
            const step = Number(event.target.dataset.step);
            if (step) onPick(step);
        });
    }

    drawRows(rows) {
        const tracks = new Map();
        this.rows = element("div", "rows");
        for (const one of tasksFirst(rows).slice(0, mostRows)) {
            const line = element("div", one.key[0] === "t" ? "trow" : "trow lane");
            line.append(element("span", "tname", one.name || ""));
            const track = element("div", "track");
            line.append(track);
            tracks.set(one.key, track);
            this.rows.append(line);
        }
        this.root.append(this.rows);
        if (rows.length > mostRows)
            this.root.append(element("p", "more", `and ${rows.length - mostRows} more`));
        return tracks;
    }

    drawAxis() {
        const axis = element("div", "axis");
        const marks = ticks(this.length);
        marks.forEach((at, i) => {
            const isEnd = at > this.length - 1e-9;
            const mark = element("span", isEnd ? "tick end" : "tick",
                `${Math.round(at * 1000) / 1000}${i === marks.length - 1 ? " s" : ""}`);
            mark.style.left = `${this.percent(at)}%`;
            axis.append(mark);
        });
        this.head = element("div", "playhead");
        const over = element("div", "over");
        over.append(this.head);
        this.root.append(axis, over);
    }

    place(piece, track) {
        piece.made = element("div", `piece ${piece.look}`);
        piece.made.hidden = true;
        piece.made.style.left = `${this.percent(piece.begin)}%`;
        piece.made.dataset.step = piece.step;
        piece.made.dataset.line = piece.line;
        if (piece.tip) piece.made.title = piece.tip;
        if (piece.look === "busy") piece.made.textContent = this.shorten(piece.tip);
        if (["held", "level"].includes(piece.look)) piece.made.textContent = piece.tip;
        track.append(piece.made);
        piece.width = -1;
    }

    percent(at) { return Math.round(at / this.length * 10000) / 100; }

    // `now` may be later than the step, while time passes to the next one.
    show(step, now) {
        for (const piece of this.pieces) {
            const seen = piece.step <= step && !isOver(piece, step);
            if (piece.made.hidden === seen) piece.made.hidden = !seen;
            if (!seen) continue;
            const until = piece.endStep <= step ? piece.end : Math.min(now, this.length);
            const width = this.percent(until - piece.begin);
            if (width === piece.width) continue;
            piece.width = width;
            piece.made.style.width = `${width}%`;
        }
        this.head.style.left = `${this.percent(now)}%`;
        this.root.setAttribute("aria-label", `Timeline of ${this.program.title}, up to ${book.time(now)}`);
    }
};

const pieceLine = (event) => Number(event.target.dataset.line) || 0;
