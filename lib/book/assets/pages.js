// Pages: what is shown, and what the reader has set.

const main = document.getElementById("main");

// A lesson's article: what players and questions look up in it.
class Page {
    constructor(article) {
        this.article = article;
        this.lesson = article.dataset.lesson;
        const json = article.querySelector("script.tapes");
        this.programs = json ? book.readTapes(json.textContent) : [];
        const twins = article.querySelector("script.twins");
        this.twins = twins ? JSON.parse(twins.textContent) : {file: "", pairs: [], blocks: []};
        this.found = new Map();
    }

    line(file, number) {
        if (!this.found.has(file)) {
            const lines = new Map();
            for (const one of this.article.querySelectorAll(`pre[data-file="${file}"] .l`))
                lines.set(Number(one.dataset.l), one);
            this.found.set(file, lines);
        }
        return this.found.get(file).get(number);
    }

    begin() {
        const box = this.article.querySelector(".run > .player");
        const own = this.programs.filter((one) => one.own);
        if (box && own.length) this.player = new book.Player(box, this, own);
        this.questions = [...this.article.querySelectorAll("form.question")]
            .map((form) => new book.Question(form, this, () => this.unlock()));
        const rest = this.article.querySelector(".rest");
        if (!rest) return;
        const gate = this.article.querySelector(".gate");
        if (!gate) return this.reveal();
        rest.hidden = this.questions.some((one) => !one.answered);
        gate.hidden = !rest.hidden;
        if (!rest.hidden) this.reveal();
        gate.querySelector("button").addEventListener("click", () => this.open());
    }

    unlock() {
        if (this.questions.every((one) => one.answered)) this.open();
    }

    open() {
        const rest = this.article.querySelector(".rest");
        if (!rest || !rest.hidden) return;
        rest.hidden = false;
        this.article.querySelector(".gate").hidden = true;
        this.reveal();
    }

    // What has many runs is large, and is read when it can be seen.
    reveal() {
        const whatIf = this.article.querySelector(".what-if");
        if (whatIf) this.whatIf = new book.WhatIf(whatIf, this);
        const scheduler = this.article.querySelector(".scheduler");
        if (scheduler) new book.Scheduler(scheduler, this);
    }

    // "near-miss-1/step=14", "near-miss-1+near-miss-2/step=3"
    goTo(ids, step) {
        if (ids.startsWith("if-") && this.article.querySelector(".what-if")) {
            this.open();
            if (this.whatIf.goTo(ids.split("+")[0], step))
                this.whatIf.player.root.scrollIntoView({block: "start"});
            return;
        }
        const programs = ids.split("+").map((id) => this.programs.find((one) => one.id === id));
        if (!this.player || programs.some((one) => !one)) return;
        this.open();
        this.player.open(programs);
        this.player.show(step);
        this.player.root.scrollIntoView({block: "start"});
    }
}

// --- Which page -------------------------------------------------------------

let page = null;

function enter(article) {
    page = new Page(article);
    page.begin();
}

// In the single file each lesson lies in a <noscript>: to a script, that is its text.
const folded = (number) => document.querySelector(`noscript[data-lesson="${CSS.escape(number)}"]`);
const allFolded = () => [...document.querySelectorAll("noscript[data-lesson]")];

function unfold(lesson) {
    const made = element("template");
    made.innerHTML = lesson.textContent;
    return made.content;
}

// The link past the head of the page, or one to another part of the lesson.
const leadsWithin = (id) => id === "main" || Boolean(page && id && page.article.querySelector(`#${CSS.escape(id)}`));

function route() {
    const parts = decodeURIComponent(location.hash.slice(1)).split("/");
    if (leadsWithin(parts[0])) return;
    const lesson = folded(parts[0]);
    const home = document.getElementById("contents");
    if (lesson && (!page || page.lesson !== parts[0])) {
        leave();
        const article = unfold(lesson).querySelector("article");
        if (home) home.hidden = true;
        main.append(article);
        document.title = lesson.dataset.title;
        enter(article);
        scrollTo(0, 0);
    } else if (!lesson && home && allFolded().length) {
        leave();
        home.hidden = false;
        contents(home);
    }
    const step = /^step=(\d+)$/.exec(parts[2] || "");
    if (page && step) page.goTo(parts[1], Number(step[1]));
}

function leave() {
    if (page) page.article.remove();
    page = null;
    document.title = "Nine to Three";
}

// --- Contents ---------------------------------------------------------------

function contents(home) {
    const all = book.answers.read(), questions = Object.keys(all);
    for (const mark of home.querySelectorAll(".done")) {
        const of = questions.filter((one) => one.startsWith(`${mark.dataset.of}-`));
        const right = of.filter((one) => all[one].right).length;
        mark.textContent = of.length ? `${right} of ${of.length} right` : "";
    }
    const box = home.querySelector(".progress");
    box.hidden = questions.length === 0;
    const right = questions.filter((one) => all[one].right).length;
    box.querySelector(".told").textContent =
        `${questions.length} questions answered, ${right} right. They stay in this browser.`;
}

function save(name, text) {
    const link = element("a");
    link.href = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
    link.download = name;
    link.click();
}

function prepareContents(home) {
    contents(home);
    home.querySelector(".export").addEventListener("click", () =>
        save("nine-to-three.json", JSON.stringify(book.answers.read(), null, 2)));
    home.querySelector(".reset").addEventListener("click", () => {
        book.answers.write({});
        contents(home);
    });
    const index = JSON.parse(home.querySelector("script.index").textContent);
    const input = home.querySelector(".search input"), list = home.querySelector(".found");
    input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        list.replaceChildren(...(words.length ? search(index, words) : []));
    });
}

// The first ten entries that have all of the words.
function search(index, words) {
    const hits = index.filter(([, title, text]) =>
        words.every((word) => `${title} ${text}`.toLowerCase().includes(word)));
    const items = hits.slice(0, 10).map(([link, title, text]) => {
        const item = element("li"), to = element("a", "", title);
        to.href = link;
        const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
        const cut = text.slice(at, at + 140).replaceAll(/[`\\]|\s+/g, " ");
        item.append(to, element("span", "", `${at ? "… " : ""}${cut} …`));
        return item;
    });
    return items.length ? items : [element("li", "none", "Nothing found.")];
}

// --- Light and dark ---------------------------------------------------------

function themeButton() {
    const button = element("button", "theme");
    button.type = "button";
    const names = {auto: "as the system", light: "light", dark: "dark"};
    const read = () => { try { return localStorage.getItem(`${shelf}-theme`); } catch { return null; } };
    const apply = (name) => {
        document.documentElement.dataset.theme = name;
        button.textContent = `Colours: ${names[name]}`;
    };
    apply(names[read()] ? read() : "auto");
    button.addEventListener("click", () => {
        const order = Object.keys(names), now = document.documentElement.dataset.theme;
        const next = order[(order.indexOf(now) + 1) % order.length];
        try { localStorage.setItem(`${shelf}-theme`, next); } catch { /* lasts as long as the page */ }
        apply(next);
    });
    return button;
}

// --- On paper: all lessons of the single file --------------------------------

function unfoldAll() {
    if (page || !allFolded().length) return;
    const all = element("div", "for-print");
    all.append(...allFolded().map(unfold));
    main.append(all);
}

function openCases(open) {
    for (const one of document.querySelectorAll(".all-cases")) one.open = open;
}

document.documentElement.classList.add("js");
if (new URLSearchParams(location.search).has("present"))
    document.documentElement.classList.add("present");
document.querySelector(".tools").append(themeButton());
const home = document.getElementById("contents");
if (home) prepareContents(home);
const article = main.querySelector("article.lesson");
if (article) enter(article);
addEventListener("hashchange", route);
addEventListener("beforeprint", unfoldAll);
addEventListener("beforeprint", () => openCases(true));
addEventListener("afterprint", () => openCases(false));
addEventListener("afterprint", () => document.querySelectorAll(".for-print").forEach((one) => one.remove()));
route();
