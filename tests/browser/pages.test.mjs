// What a reader can rely on, whichever page is open: each is opened once, and everything in it is
// tested.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {after, test} from "node:test";
import {asked, lend, lessonsOf, open, quit, require, theBook, unlock} from "./browser.mjs";

after(quit);

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// --- Of every page ----------------------------------------------------------

async function isWideEnough(page) {
    for (const width of [360, 640]) {
        await page.setViewport({width, height: 800});
        assert.equal(await page.evaluate(() =>
            document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${width} px`);
    }
    await page.setViewport({width: 1280, height: 800});
}

/// Most of axe's time goes into contrast. That depends on colour, background, size and weight: of
/// texts that look alike, only the first is measured.
function markLooks() {
    const ground = (one) => {
        const colour = getComputedStyle(one).backgroundColor;
        return colour === "rgba(0, 0, 0, 0)" && one.parentElement ? ground(one.parentElement) : colour;
    };
    const look = (one) => {
        const style = getComputedStyle(one);
        return [style.color, ground(one), style.fontSize, style.fontWeight, style.opacity].join();
    };
    const known = new Set();
    for (const one of document.querySelectorAll("body *")) {
        const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!isText || !one.checkVisibility() || known.has(look(one))) continue;
        known.add(look(one));
        one.dataset.look = known.size;
    }
}

async function findings(page, options, context) {
    const found = await page.evaluate((where, how) => globalThis.axe.run(where || document, how),
        context, {resultTypes: ["violations"], ...options});
    return found.violations.map((one) =>
        `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`);
}

async function isAccessible(page) {
    await page.evaluate(axe);
    assert.deepEqual(await findings(page, {rules: {"color-contrast": {enabled: false}}}), []);
    for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme},
            {name: "prefers-reduced-motion", value: "reduce"}]);
        await page.evaluate(markLooks);
        assert.deepEqual(await findings(page, {runOnly: {type: "rule", values: ["color-contrast"]}},
            {include: [["[data-look]"]]}), [], scheme);
    }
}

// --- Of every lesson --------------------------------------------------------

async function asksWithProgramsToPlay(page) {
    const questions = await asked(page);
    assert.ok(questions.length >= 3);
    const ids = await page.$eval("script.tapes", (one) =>
        JSON.parse(one.textContent).tapes.map((tape) => tape.id));
    assert.equal(new Set(ids).size, ids.length);
    for (const {id, wrong} of questions)
        for (const {plays} of wrong) assert.ok(ids.includes(plays), `${id}: ${plays}`);
}

async function stepsAlongTheTape(page) {
    await lend(page);
    assert.deepEqual(await page.evaluate(() => {
        const all = JSON.parse(document.querySelector("script.tapes").textContent);
        const tape = all.tapes[0].events;
        const player = document.querySelector(".run .player");
        const press = (key) => player.dispatchEvent(new KeyboardEvent("keydown", {key}));
        const bad = [], forward = [JSON.stringify(globalThis.look())];
        for (let step = 1; step <= tape.length; ++step) {
            press("ArrowRight");
            const state = globalThis.look(), at = Math.round(tape[step - 1][1] * 1000) / 1000;
            if (!state.where.startsWith(`Step ${step} of ${tape.length}, ${at} s`)) bad.push(state.where);
            forward.push(JSON.stringify(state));
        }
        for (let step = tape.length - 1; step >= 0; --step) {
            press("ArrowLeft");
            if (JSON.stringify(globalThis.look()) !== forward[step]) bad.push(`back at ${step}`);
        }
        return bad;
    }), []);
}

async function isWholeOnPaper(page) {
    await page.setViewport({width: 680, height: 800});  // A4 within its margins
    await page.emulateMediaType("print");
    assert.deepEqual(await page.evaluate(() => ({
        picture: [...document.querySelectorAll(".still svg")].some((one) => one.clientHeight > 50),
        player: document.querySelector(".player").clientHeight,
        cut: [...document.querySelectorAll("pre.code")].filter((one) => one.clientHeight > 0 &&
            one.scrollWidth > one.clientWidth).length,
    })), {picture: true, player: 0, cut: 0});
    await page.emulateMediaType(null);
    assert.ok((await page.pdf({format: "A4"})).length > 10000);
    await page.setViewport({width: 1280, height: 800});
}

async function playsWrongAnswers(page) {
    for (const {id, wrong} of await asked(page))
        for (const {option} of wrong) {
            const seen = await page.$eval(`form[data-question="${id}"]`, (form, chosen) => {
                form.querySelector(`input[value="${chosen}"]`).click();
                return {why: form.querySelector(".told .why").textContent,
                    source: form.querySelector(".mini .sources .l") !== null,
                    sentence: form.querySelector(".mini .sentence").textContent};
            }, option);
            assert.match(seen.why, /^Not this one\. ./);
            assert.ok(seen.source, `${id}, option ${option}: has no source`);
            assert.match(seen.sentence, /\w/);
        }
}

for (const file of [...theBook().pages, theBook().single])
    test(file.slice(theBook().folder.length - 4), async (t) => {
        const page = await open(file);
        const holds = (fact, act) => t.test(fact, () => act(page));
        const isLesson = lessonsOf(theBook()).includes(file);
        await holds("it has a heading", async () => assert.ok(await page.$("h1")));
        if (isLesson)
            await holds("it asks at least three questions, and every wrong option has a program to play",
                asksWithProgramsToPlay);
        await unlock(page);
        await holds("360 px are wide enough, and so is a screen at 200 %", isWideEnough);
        await holds("axe finds nothing, light and dark", isAccessible);
        if (isLesson) {
            await holds("stepping forward and back shows each event of the tape, at its time", stepsAlongTheTape);
            await holds("on paper there are the pictures, and no code is cut", isWholeOnPaper);
            await holds("a wrong answer plays the program that behaves that way, and says why it is not this one",
                playsWrongAnswers);
        }
        await holds("it does all that without an error, and asks for nothing",
            () => assert.deepEqual(page.complaints, []));
        await page.close();
    });
