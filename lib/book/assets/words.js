// What happens at a step, in a sentence.

book.time = (seconds) => `${Math.round(seconds * 1000) / 1000} s`;
book.clock = (seconds) => `${seconds.toFixed(Math.round(seconds * 1000) % 100 ? 3 : 1)} s`;

book.sentence = function (program, step) {
    if (step === 0) return "Nothing has happened yet.";
    const event = program.events[step - 1];
    const state = book.stateAt(program, step);
    const name = (id) => (id && state.tasks.has(id) ? state.tasks.get(id).name : "the loop");
    const tell = sentences[event.kind];
    return tell ? tell(event, name, state, program) : event.kind;
};

const listed = (names) => (names.length < 2 ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`);

const itemName = (state, item) => (item[0] === "t" ? state.tasks.get(Number(item.slice(1))).name
    : item.slice(1));
book.queueNames = (state, items) => items.map((item) => itemName(state, item));

const reasons = {
    "time": () => "its time has come",
    "task": (event, name) => `${name(event.what)} has ended`,
    "future": () => "what it waits for is there",
    "resource": () => "what it waits for is free",
    "cancel": () => "it is asked to end",
    "io": () => "something has come from outside",
    "thread": () => "another thread has called",
    "turn": () => "it only gave the others a turn",
    "call": () => "it has been called",
};

// A future that is made of no others, and is not described, has no better name.
book.awaited = (event, state) => {
    const isPlain = event.why === "future" && !state.futures.has(event.what);
    return isPlain && !/^an? /.test(event.text) ? "a future" : event.text;
};

function waitsFor(event, name, state) {
    if (event.why === "time" && event.until)
        return `waits until ${book.time(event.until)}`;
    if (event.why === "task" && event.what) return `waits for ${name(event.what)}`;
    if (event.why === "turn") return "gives the others a turn";
    return `waits for ${book.awaited(event, state) || "something"}`;
}

const sharedName = (state, event) => (state.shared.get(event.number) || {phrase: "queue"}).phrase;
const itemsIn = (event) => `${event.level} in it${event.most ? `, and room for ${event.most}` : ""}`;

const ended = (word) => (event, name) =>
    `${name(event.task)} ${word}${event.text ? `: ${event.text}` : ""}.`;
const lane = (word) => (event, name, state) => {
    const line = state.connections.get(event.number);
    return `${line && line.name ? line.name : `connection ${event.number}`} ${word}` +
        `${word === "carries" ? ` ${event.text}` : ""}.`;
};

const capitalised = (text) => text[0].toUpperCase() + text.slice(1);

const sentences = {
    "created": (event, name) => (event.by ? `${name(event.by)} creates the task ${event.text}.`
        : `The task ${event.text} is there, to be run.`),
    "ready": (event, name) => {
        const why = reasons[event.why];
        return `${name(event.task)} is ready${why ? `: ${why(event, name)}` : ""}.`;
    },
    "running": (event, name, state, program) => {
        const before = program.events.slice(0, state.step - 1);
        const first = !before.some((one) => one.kind === "running" && one.task === event.task);
        return `${name(event.task)} ${first ? "begins" : "goes on"}.`;
    },
    "waiting": (event, name, state) => `${name(event.task)} ${waitsFor(event, name, state)}.`,
    "awaited": (event, name) => (event.why === "task" && event.what
        ? `${name(event.task)} awaits ${name(event.what)}, which has ended: it goes straight on.`
        : `${name(event.task)} awaits what is there already: it goes straight on.`),
    "cancel requested": (event, name) => `${name(event.by)} asks ${name(event.task)} to end.`,
    "renamed": (event) => `It is called ${event.text} from now on.`,
    "finished": ended("ends"),
    "failed": ended("fails"),
    "cancelled": ended("is cancelled"),
    "frame made": (event) => `The coroutine ${event.place.function} is made. Nothing in it has run.`,
    "frame entered": (event, name, state) =>
        `${name(state.running)} enters ${state.frames.get(event.frame).name}.`,
    "frame returned": (event, name, state) => {
        const left = state.frames.get(event.frame);
        return `${left ? left.name : "The coroutine"} returns.`;
    },
    "frame destroyed": (event, name, state, program) => {
        const gone = book.stateAt(program, state.step - 1).frames.get(event.frame);
        return `The frame of ${gone ? gone.name : "a coroutine"} is gone, with all that it kept.`;
    },
    "turn": (event, name, state) => {
        const names = book.queueNames(state, state.thisTurn);
        return `Turn ${event.number} of the loop` +
            (names.length ? `: ${listed(names)} ${names.length > 1 ? "are" : "is"} ready.` : ".");
    },
    "idle": (event) => (event.until ? `Nobody is ready. Time jumps to ${book.time(event.until)}.`
        : "Nobody is ready. The loop waits for something from outside."),
    "callback ready": (event) => `${capitalised(event.text || "a callback")} is ready to be called.`,
    "callback runs": () => "The loop calls it.",
    "timer armed": (event) => `A timer is set for ${book.time(event.until)}: ${event.text}.`,
    "timer disarmed": () => "A timer is cancelled: it is no longer needed.",
    "timer fires": () => "A timer goes off.",
    "future made": (event) => `${capitalised(event.text || "a future")} is made, to be waited for.`,
    "future done": () => "What was waited for is done.",
    "note": (event, name) => `${name(event.task)} says: ${event.text}`,
    "connection opening": lane("is being opened"),
    "connection busy": lane("carries"),
    "connection idle": lane("is free"),
    "connection closed": lane("is closed"),
    "connection broken": lane("is cut off"),
    "lock taken": (event, name, state) => `${name(event.by)} takes the ${sharedName(state, event)}.`,
    "lock released": (event, name, state) => `${name(event.by)} gives the ${sharedName(state, event)} back.`,
    "place taken": (event, name) => `${name(event.by)} takes a place: ${event.level} of ${event.most} are taken.`,
    "place given back": (event, name) =>
        `${name(event.by)} gives its place back: ${event.level} of ${event.most} are taken.`,
    "item put": (event, name, state) =>
        `${name(event.by)} puts an item into the ${sharedName(state, event)}: ${itemsIn(event)}.`,
    "item got": (event, name, state) =>
        `${name(event.by)} takes an item out of the ${sharedName(state, event)}: ${itemsIn(event)}.`,
    "closing": () => "main has ended. The loop cancels whatever is left.",
    "deadlock": () => "Nobody can ever run again: a deadlock.",
    "run ends": () => "The run is over.",
    "cut": () => "The tape ends here; the run went on.",
};
