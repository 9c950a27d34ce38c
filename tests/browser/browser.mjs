// What the tests share: the book, and a chromium to view it in.
import {execFileSync} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {gzipSync} from "node:zlib";

export const source = process.env.NINE_SOURCE, build = process.env.NINE_BUILD,
    scratch = process.env.NINE_SCRATCH;
export const require = createRequire(`${scratch}/`);
const puppeteer = require("puppeteer-core");

export const first = ["01", "02", "03", "04", "05", "06"];

/// Writes the book, or the lessons of these numbers, to a folder of this name.
export function makeBook(name, ...args) {
    const out = `${scratch}/${name}`;
    execFileSync(`${build}/bin/book`, ["--root", source, "--build", build, "--out", out,
        "--single", `${out}.html`, ...args], {stdio: ["ignore", "ignore", "inherit"]});
    return bookIn(out);
}

const bookIn = (folder) => ({folder, single: `${folder}.html`,
    pages: readdirSync(folder).sort().map((page) => `${folder}/${page}`)});

/// The book of all lessons, which ./run has made.
export const theBook = () => bookIn(`${scratch}/book`);

export const lessonsOf = (book) => book.pages.filter((page) => /\d\d\.html$/.test(page));
export const text = (file) => readFileSync(file, "utf8");
export const packed = (bytes) => gzipSync(bytes, {level: 9}).length;

let running = null;
export async function browser() {
    running ||= await puppeteer.launch({executablePath: process.env.NINE_CHROMIUM || "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-dev-shm-usage"]});
    return running;
}
export async function quit() {
    if (running) await running.close();
    running = null;
}

/// Opens a file in a browser that remembers no other. `complaints` collects what must not happen:
/// errors and requests.
export async function open(file, {width = 1280, height = 800, dark = false, script = true,
    quiet = true, slow = 1, hash = ""} = {}) {
    const context = await (await browser()).createBrowserContext();
    const page = await context.newPage();
    page.once("close", () => context.close());
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
        if (["error", "warn"].includes(message.type())) page.complaints.push(message.text());
    });
    page.on("request", (request) => {
        if (request.url() !== url && !request.url().startsWith("data:"))
            page.complaints.push(`request: ${request.url()}`);
    });
    const url = `file://${file}${hash}`;
    await page.setViewport({width, height});
    await page.setJavaScriptEnabled(script);
    await page.emulateMediaFeatures([
        {name: "prefers-color-scheme", value: dark ? "dark" : "light"},
        {name: "prefers-reduced-motion", value: quiet ? "reduce" : "no-preference"}]);
    if (slow > 1) await page.emulateCPUThrottling(slow);
    await page.goto(url);
    return page;
}

/// How many times slower than its CPU a page is at this moment, since other programs run here, too:
/// the wall-clock time of a loop over its CPU time.
export async function slowness(page) {
    const client = await page.createCDPSession();
    await client.send("Performance.enable", {timeDomain: "threadTicks"});
    const used = async () => (await client.send("Performance.getMetrics")).metrics
        .find((one) => one.name === "TaskDuration").value * 1000;
    const before = await used();
    const clock = await page.evaluate(() => {
        const begin = performance.now();
        for (let i = 0, sum = 0; i < 3e7; ++i) sum += i % 7;
        return performance.now() - begin;
    });
    return Math.max(1, clock / (await used() - before));
}

/// The CPU time, in ms, that a page's main thread takes for something.
export async function cost(page, act) {
    const client = await page.createCDPSession();
    await client.send("Performance.enable", {timeDomain: "threadTicks"});
    const used = async () => (await client.send("Performance.getMetrics")).metrics
        .find((one) => one.name === "TaskDuration").value * 1000;
    const before = await used();
    await act();
    return await used() - before;
}

/// Shows what is hidden until the questions are answered.
export const unlock = (page) => page.evaluate(() => {
    const gate = document.querySelector(".gate button");
    if (gate && !document.querySelector(".gate").hidden) gate.click();
});

/// A page's questions, and which options are right.
export const asked = (page) => page.$$eval("form.question", (forms) => forms.map((form) => ({
    id: form.dataset.question,
    right: form.querySelector("[data-right]").dataset.option,
    wrong: [...form.querySelectorAll("[data-option]:not([data-right])")]
        .map((one) => ({option: one.dataset.option, plays: one.dataset.plays})),
})));
export const choose = (page, question, option) =>
    page.click(`form[data-question="${question}"] input[value="${option}"]`);

/// All that a reader sees of the player; used within the page.
export const look = () => {
    const player = document.querySelector(".run .player");
    const lines = (mark) => [...player.querySelectorAll(`.${mark}`)].map((one) => one.dataset.l);
    return {
        sentence: player.querySelector(".sentence").textContent,
        where: player.querySelector(".where").textContent,
        lit: lines("cpp .lit"), waits: lines("cpp .waits").sort(),
        panes: [...player.querySelectorAll(".pane:not([hidden])")].map((one) => one.textContent),
        pieces: [...player.querySelectorAll(".piece:not([hidden])")]
            .map((one) => [one.className, one.style.left, one.style.width].join(" ")),
        head: player.querySelector(".playhead").style.left,
    };
};

/// The same as a function inside the page, for tests that call it thousands of times.
export const lend = (page) => page.evaluate(`globalThis.look = ${look}`);
