"use strict";
// The tape as the page has it (tape_json.hpp), and the state of a run at any step.

const book = {};

const fields = ["kind", "at", "task", "by", "frame", "caller", "number", "what", "why", "place",
    "until", "text", "parts", "level", "most"];
const nowhere = {line: 0, function: ""};

// The programs in a page's JSON. Step n is the state after n events; 0 is before the run.
book.readTapes = function (json) {
    const all = JSON.parse(json);
    return all.tapes.map((tape) => {
        const places = tape.places.map(([line, name]) => ({line, function: name}));
        const events = tape.events.map((values) => readEvent(values, all, tape, places));
        const end = events.length ? events[events.length - 1].at : 0;
        return {...tape, places, events, end, shared: sharedNames(events)};
    });
};

const sharedWords = {"lock taken": "lock", "place taken": "places", "item put": "queue"};

// What tasks share, by its number: its row's label, "account A", and how a sentence calls it,
// "lock 'account A'". Without a name it is called "lock", or "lock 2" if there are several.
function sharedNames(events) {
    const names = new Map(), nameless = new Map();
    for (const {kind, number, text} of events) {
        const word = sharedWords[kind];
        if (!word || names.has(number)) continue;
        names.set(number, {label: text || word, phrase: text ? `${word} '${text}'` : word});
        if (!text) nameless.set(word, [...(nameless.get(word) || []), number]);
    }
    for (const [word, numbers] of nameless)
        if (numbers.length > 1)
            numbers.forEach((number, i) =>
                names.set(number, {label: `${word} ${i + 1}`, phrase: `${word} ${i + 1}`}));
    return names;
}

function readEvent(values, all, tape, places) {
    const event = {};
    fields.forEach((name, i) => { event[name] = values[i] || 0; });
    event.kind = all.kinds[event.kind];
    event.why = all.causes[event.why];
    event.text = tape.texts[event.text];
    event.place = places[event.place] || nowhere;
    event.parts = tape.parts[event.parts] || [];
    return event;
}

// A pure function of the tape: a jump gives what stepping there gives.
book.stateAt = function (program, step) {
    const state = {step, at: 0, turn: 0, running: 0, line: 0, idle: false, ended: "",
        tasks: new Map(), frames: new Map(), timers: new Map(), connections: new Map(),
        held: new Map(), futures: new Map(), shared: program.shared, thisTurn: [], nextTurn: [], said: [], event: null};
    for (let i = 0; i < step; ++i) {
        const event = program.events[i];
        state.at = event.at;
        state.event = event;
        const apply = changes[event.kind];
        if (apply) apply(state, event, i + 1);
        takeLine(state, event);
    }
    return state;
};

// The line that is lit: where the running task is, or where it has just begun to wait.
function takeLine(state, event) {
    if (event.place.line && event.kind !== "frame made") state.line = event.place.line;
    else if (!state.running) state.line = 0;
}

function taskOf(state, id) {
    if (!state.tasks.has(id))
        state.tasks.set(id, {id, name: `task ${id}`, parent: 0, state: "created", frame: 0, line: 0});
    return state.tasks.get(id);
}

function frameOf(state, id) {
    if (!state.frames.has(id))
        state.frames.set(id, {id, name: "", caller: 0, line: 0, state: "made"});
    return state.frames.get(id);
}

function endsAs(word) {
    return (state, event) => {
        Object.assign(taskOf(state, event.task), {state: word, error: event.text, line: 0, frame: 0});
        leaveQueue(state, `t${event.task}`);
        if (state.running === event.task) state.running = 0;
    };
}

function leaveQueue(state, item) {
    state.thisTurn = state.thisTurn.filter((other) => other !== item);
    state.nextTurn = state.nextTurn.filter((other) => other !== item);
}

function connection(word) {
    return (state, event) => {
        const line = state.connections.get(event.number) || {id: event.number, name: ""};
        if (word === "opening") line.name = event.text;
        state.connections.set(event.number,
            {...line, state: word, text: word === "busy" ? event.text : ""});
    };
}

function makeReady(state, event) {
    const one = taskOf(state, event.task);
    if (one.state !== "created") one.state = "ready";
    state.nextTurn.push(`t${event.task}`);
}

function suspend(state, event) {
    Object.assign(taskOf(state, event.task), {state: "waiting", frame: event.frame, why: event.why,
        what: event.what, until: event.until, text: event.text, line: event.place.line});
    if (event.frame) Object.assign(frameOf(state, event.frame), {line: event.place.line, state: "suspended"});
    state.running = 0;
}

const changes = {
    "created": (state, event) => {
        Object.assign(taskOf(state, event.task), {name: event.text, parent: event.by, frame: event.frame});
        state.nextTurn.push(`t${event.task}`);
    },
    "ready": makeReady,
    "running": (state, event) => {
        Object.assign(taskOf(state, event.task), {state: "running", frame: event.frame,
            line: event.place.line, begun: true});
        if (event.frame) frameOf(state, event.frame).state = "running";
        leaveQueue(state, `t${event.task}`);
        state.running = event.task;
    },
    "waiting": suspend,
    "renamed": (state, event) => { taskOf(state, event.task).name = event.text; },
    "cancel requested": (state, event) => { taskOf(state, event.task).cancelling = true; },
    "finished": endsAs("finished"),
    "failed": endsAs("failed"),
    "cancelled": endsAs("cancelled"),
    "frame made": (state, event) => { frameOf(state, event.frame).name = event.place.function; },
    "frame entered": (state, event) => {
        Object.assign(frameOf(state, event.frame), {caller: event.caller, state: "running"});
        if (event.caller)
            Object.assign(frameOf(state, event.caller), {line: event.place.line, state: "suspended"});
        if (state.running) taskOf(state, state.running).frame = event.frame;
    },
    "frame returned": (state, event) => {
        const left = frameOf(state, event.frame);
        left.state = "done";
        if (state.running) taskOf(state, state.running).frame = left.caller;
        if (left.caller) frameOf(state, left.caller).state = "running";
    },
    "frame destroyed": (state, event) => { state.frames.delete(event.frame); },
    "turn": (state, event) => {
        state.turn = event.number;
        state.idle = false;
        state.running = 0;
        state.thisTurn.push(...state.nextTurn);
        state.nextTurn = [];
    },
    "idle": (state) => { state.idle = true; state.running = 0; },
    "callback ready": (state, event) => { state.nextTurn.push(`c${event.text || "a callback"}`); },
    "callback runs": (state) => {
        const next = state.thisTurn.findIndex((item) => item[0] === "c");
        if (next >= 0) state.thisTurn.splice(next, 1);
        state.running = 0;
    },
    "timer armed": (state, event) => {
        state.timers.set(event.number, {task: event.task, until: event.until, text: event.text});
    },
    "timer disarmed": (state, event) => { state.timers.delete(event.number); },
    "timer fires": (state, event) => { state.timers.delete(event.number); },
    "note": (state, event, step) => {
        state.said.push({at: event.at, task: event.task, text: event.text, step});
    },
    "connection opening": connection("opening"),
    "connection busy": connection("busy"),
    "connection idle": connection("idle"),
    "connection closed": connection("closed"),
    "connection broken": connection("broken"),
    "future made": (state, event) => { state.futures.set(event.number, event.parts); },
    "lock taken": (state, event) => { state.held.set(event.number, event.by); },
    "lock released": (state, event) => { state.held.delete(event.number); },
    "closing": (state) => { state.ended = "closing"; },
    "deadlock": (state) => { state.ended = "deadlock"; },
    "run ends": (state) => { state.ended = "over"; state.thisTurn = []; state.nextTurn = []; },
    "cut": (state) => { state.ended = "cut"; },
};

// The frames of a task, from the innermost outwards.
book.framesOf = function (state, one) {
    const chain = [];
    for (let id = one.frame; id && state.frames.has(id) && chain.length < 100;
        id = state.frames.get(id).caller)
        chain.push(state.frames.get(id));
    return chain;
};

// Line -> the names of the tasks that wait there, in any of their frames.
book.waitingLines = function (state) {
    const lines = new Map();
    for (const one of state.tasks.values()) {
        if (one.state !== "waiting") continue;
        const chain = book.framesOf(state, one).map((at) => at.line);
        for (const line of new Set([one.line, ...chain])) {
            if (line) lines.set(line, [...(lines.get(line) || []), one.name]);
        }
    }
    return lines;
};
