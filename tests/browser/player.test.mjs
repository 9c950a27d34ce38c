// The player shows what the tape says, however one gets there.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {first, lessonsOf, open, quit, theBook, unlock} from "./browser.mjs";

after(quit);

const lesson = (number) => `${theBook().folder}/${number}.html`;

/// All that a reader sees of the player.
const seen = (page) => page.evaluate(() => {
    const player = document.querySelector(".run .player");
    const lines = (look) => [...player.querySelectorAll(`.${look}`)].map((one) => one.dataset.l);
    return {
        sentence: player.querySelector(".sentence").textContent,
        where: player.querySelector(".where").textContent,
        lit: lines("lit"), waits: lines("waits").sort(),
        panes: [...player.querySelectorAll(".pane:not([hidden])")].map((one) => one.textContent),
        pieces: [...player.querySelectorAll(".piece:not([hidden])")]
            .map((one) => [one.className, one.style.left, one.style.width].join(" ")),
        head: player.querySelector(".playhead").style.left,
    };
});

const press = async (page, key, times = 1) => {
    await page.focus(".run .player");
    for (let i = 0; i < times; ++i) await page.keyboard.press(key);
};

test("stepping forward and back shows each event of the tape, at its time", async () => {
    for (const file of lessonsOf(theBook())) {
        const page = await open(file);
        await unlock(page);
        const tape = await page.evaluate(() => {
            const all = JSON.parse(document.querySelector("script.tapes").textContent);
            return all.tapes[0].events.map((event) => ({kind: all.kinds[event[0]], at: event[1]}));
        });
        const check = async (step) => {
            const {where} = await seen(page);
            const at = Math.round(tape[step - 1].at * 1000) / 1000;
            assert.ok(where.startsWith(`Step ${step} of ${tape.length}, ${at} s`), `${file}: ${where}`);
        };
        const some = Math.min(tape.length, 60);
        const forward = [];
        for (let step = 1; step <= some; ++step) {
            await press(page, "ArrowRight");
            await check(step);
            forward.push(await seen(page));
        }
        for (let step = some - 1; step >= 1; --step) {
            await press(page, "ArrowLeft");
            assert.deepEqual(await seen(page), forward[step - 1], `${file}: back at ${step}`);
        }
        await page.close();
    }
});

test("a jump shows what stepping there shows", async () => {
    for (const number of first) {
        const page = await open(lesson(number));
        await unlock(page);
        const last = await page.$eval(".run input[type=range]", (one) => Number(one.max));
        const jump = (to) => page.$eval(".run input[type=range]", (one, value) => {
            one.value = value;
            one.dispatchEvent(new Event("input"));
        }, to);
        await page.$$eval(".run .toggles input", (all) => all.forEach((one) => one.click()));
        const stepped = [await seen(page)];
        for (let step = 1; step <= last; ++step) {
            await jump(step);
            stepped.push(await seen(page));
        }
        // There and away again, in an order that is the same on every day.
        for (let i = 0, to = 0; i < 60; ++i) {
            to = (to * 31 + 17) % (last + 1);
            await jump(to);
            assert.deepEqual(await seen(page), stepped[to], `${number}: step ${to}`);
        }
        await page.close();
    }
});

test("the keyboard alone is enough", async () => {
    const page = await open(lesson("02"));
    await unlock(page);
    await press(page, "t");
    assert.match((await seen(page)).sentence, /^Turn 1 /);
    await press(page, "t");
    assert.match((await seen(page)).sentence, /^Turn 2 .*delay 1, delay 2 and delay 3 are ready/);
    await press(page, "j");
    assert.match((await seen(page)).where, /, 3 s, /);
    await press(page, "End");
    assert.equal((await seen(page)).sentence, "The run is over.");
    await press(page, "Home");
    assert.match((await seen(page)).where, /^Step 0 /);
    await press(page, "?");
    assert.ok(await page.$(".keys[open]"));
    await page.keyboard.press("Escape");
    assert.equal(await page.$(".keys[open]"), null);
    await page.close();
});

test("keys do nothing while the player has not the focus", async () => {
    const page = await open(lesson("02"));
    await unlock(page);
    await page.focus(".home");
    for (const key of ["ArrowRight", "t", "j", "End"]) await page.keyboard.press(key);
    assert.match((await seen(page)).where, /^Step 0 /);
    await page.close();
});

test("a line leads to its steps, and a bar to its line", async () => {
    const page = await open(lesson("02"));
    await unlock(page);
    await page.click(".run .sources .l[data-l='33'] button");
    const one = await seen(page);
    assert.match(one.sentence, /creates the task delay 1/);
    assert.deepEqual(one.lit, ["33"]);
    await page.click(".run .sources .l[data-l='33'] button");
    assert.match((await seen(page)).sentence, /creates the task delay 2/);
    await press(page, "End");
    await page.hover(".run .piece.wait");
    assert.ok(await page.$(".run .l.peek"));
    await page.close();
});

test("the twin's line is lit with its own", async () => {
    const page = await open(lesson("02"), {hash: "#02/created-first/step=16"});
    const lit = await page.$$eval(".run .python .lit", (all) => all.map((one) => one.textContent));
    assert.equal(lit.length, 1);
    assert.match(lit[0], /async def delay/);
    await page.close();
});

test("two programs stand on one clock: 9 s beside 3 s", async () => {
    const page = await open(lesson("02"), {hash: "#02/near-miss-2+created-first/step=0"});
    assert.equal((await page.$$(".run .stage")).length, 2);
    await press(page, "End");
    const ends = await page.$$eval(".run .stage", (stages) => stages.map((stage) =>
        Math.max(...[...stage.querySelectorAll(".piece.finished")].map((one) => parseFloat(one.style.left)))));
    assert.ok(Math.abs(ends[0] - 100) < 0.1 && Math.abs(ends[1] - 33.33) < 0.1, ends.join());
    await page.close();
});

test("playing goes on by itself to the end", async () => {
    const page = await open(lesson("03"), {quiet: false});
    await unlock(page);
    await press(page, "3");
    await page.waitForFunction(() => document.querySelector(".run .sentence").textContent === "The run is over.",
        {timeout: 60000});
    await page.close();
});
