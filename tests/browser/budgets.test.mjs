// The limits that the book keeps.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {readFileSync} from "node:fs";
import {cost, first, lessonsOf, makeBook, open, packed, quit, require, slowness, text, theBook,
    unlock} from "./browser.mjs";

after(quit);

const KB = 1000;
const scriptOf = (html) => html.slice(html.lastIndexOf("<script>") + 8, html.lastIndexOf("</script>"));

test("a page is at most 60 KB packed without the script, and the script 30 KB", () => {
    for (const file of theBook().pages) {
        const html = text(file), script = scriptOf(html);
        assert.ok(packed(script) <= 30 * KB, `${file}: script ${packed(script)}`);
        const size = packed(html.replace(script, ""));
        assert.ok(size <= 60 * KB, `${file}: ${size}`);
    }
});

test("the single file is at most 200 KB packed for 01 to 06, and 600 KB for all", () => {
    assert.ok(packed(text(makeBook("first", ...first).single)) <= 200 * KB);
    assert.ok(packed(text(theBook().single)) <= 600 * KB);
});

test("the choices of a lesson are at most 15 KB packed", (t) => {
    for (const file of lessonsOf(theBook())) {
        const [section] = /<section class=(what-if|schedules)[^]*?<\/section>/.exec(text(file)) || [];
        if (!section) continue;
        t.diagnostic(`${file.slice(-7)}: ${packed(section)}`);
        assert.ok(packed(section) <= 15 * KB, `${file}: ${packed(section)}`);
    }
});

/// The CPU time, in seconds, of the programs started meanwhile: cutime and cstime in
/// /proc/self/stat, in hundredths.
function cpuOf(act) {
    const used = () => readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ").slice(13, 15)
        .reduce((sum, one) => sum + Number(one) / 100, 0);
    const before = used();
    act();
    return used() - before;
}

test("a book is written within 10 s of CPU time", (t) => {
    const took = cpuOf(() => makeBook("timed"));
    t.diagnostic(`${took.toFixed(1)} s`);
    assert.ok(took <= 10, `${took} s`);
});

/// When it was first painted and when it became usable, in ms on an idle machine.
async function times(file) {
    const page = await open(file, {slow: 4});
    const seen = await page.evaluate(async () => {
        const usable = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
        for (let i = 0; i < 100; ++i) {
            const paint = performance.getEntriesByName("first-contentful-paint")[0];
            if (paint) return {paint: paint.startTime, usable};
            await new Promise((wake) => setTimeout(wake, 20));
        }
        return {paint: Infinity, usable};
    });
    await page.emulateCPUThrottling(1);
    const times = await slowness(page);
    await page.close();
    return {paint: seen.paint / times, usable: seen.usable / times};
}

test("at a quarter of the CPU's speed a page is painted after 0.5 s and usable after 1 s", async (t) => {
    const files = [...lessonsOf(theBook()).map((file) => [file, 1]), [theBook().single, 2]];
    for (const [file, share] of files) {
        let best = {paint: Infinity, usable: Infinity};
        for (let i = 0; i < 6 && (best.paint > 500 * share || best.usable > 1000 * share); ++i) {
            const now = await times(file);
            best = {paint: Math.min(best.paint, now.paint), usable: Math.min(best.usable, now.usable)};
        }
        const {paint, usable} = best;
        t.diagnostic(`${file.slice(-9)}: ${Math.round(paint)} ms, ${Math.round(usable)} ms`);
        assert.ok(paint <= 500 * share && usable <= 1000 * share, `${file}: ${paint}, ${usable}`);
    }
});

/// A tape of 2,000 events: 100 tasks that each run and wait ten times.
function longTape(kinds) {
    const kind = (word) => kinds.indexOf(word);
    const events = [[kind("created"), 0, 1]];
    for (let task = 2; task <= 100; ++task) events.push([kind("created"), 0, task, 1]);
    for (let round = 0; events.length < 1999; ++round)
        for (let task = 1; task <= 100 && events.length < 1999; ++task)
            events.push([kind(round % 2 ? "waiting" : "running"), Math.floor(round / 2), task, 0, 0, 0,
                0, 0, 0, 1]);
    return [...events, [kind("run ends"), 100]];
}

test("a step takes at most 16 ms at 2,000 events", async (t) => {
    const page = await open(`${theBook().folder}/02.html`);
    await unlock(page);
    const kinds = await page.evaluate(() =>
        JSON.parse(document.querySelector("script.tapes").textContent).kinds);
    await page.evaluate((events) => {
        const script = document.querySelector("script.tapes");
        const all = JSON.parse(script.textContent);
        const tape = {...all.tapes[0], id: "long", title: "long", events, texts: [""], parts: [[]]};
        const programs = book.readTapes(JSON.stringify({...all, tapes: [tape]}));
        globalThis.long = new book.Player(document.querySelector(".run .player"), page, programs);
        for (const name of Object.keys(book.panes)) globalThis.long.wanted.add(name);
    }, longTape(kinds));
    const steps = 200;
    const took = await cost(page, () => page.evaluate((count) => {
        for (let i = 0; i < count; ++i) {
            globalThis.long.show(2000 - count + i);
            document.body.getBoundingClientRect();  // laid out, too
        }
    }, steps));
    t.diagnostic(`${(took / steps).toFixed(1)} ms`);
    assert.ok(took / steps <= 16, `${took / steps} ms`);
    await page.close();
});

test("the linter finds nothing in the book's JavaScript", async () => {
    const {ESLint} = require("eslint");
    const lint = new ESLint({overrideConfigFile: true, overrideConfig: {
        languageOptions: {ecmaVersion: 2022, sourceType: "script", globals: Object.fromEntries(
            ["document", "location", "localStorage", "performance", "matchMedia", "addEventListener",
                "scrollTo", "CSS", "URLSearchParams", "setTimeout", "clearTimeout",
                "requestAnimationFrame", "cancelAnimationFrame"].map((name) => [name, "readonly"]))},
        rules: {...require("@eslint/js").configs.recommended.rules, "eqeqeq": "error",
            "no-var": "error", "prefer-const": "error", "no-shadow": "error", "strict": ["error", "global"]},
    }});
    const script = scriptOf(text(theBook().pages[0]));
    const [result] = await lint.lintText(script);
    assert.deepEqual(result.messages.map((one) => `${one.line}: ${one.message}`), []);
});
