// The player shows what the tape says, however one gets there.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {first, lend, look, open, quit, theBook, unlock} from "./browser.mjs";

after(quit);

const lesson = (number) => `${theBook().folder}/${number}.html`;

const seen = (page) => page.evaluate(look);

const press = async (page, key, times = 1) => {
    await page.focus(".run .player");
    for (let i = 0; i < times; ++i) await page.keyboard.press(key);
};

test("a jump shows what stepping there shows", async () => {
    for (const number of first) {
        const page = await open(lesson(number));
        await unlock(page);
        await lend(page);
        const wrong = await page.evaluate(() => {
            const range = document.querySelector(".run input[type=range]"), last = Number(range.max);
            const jump = (to) => {
                range.value = to;
                range.dispatchEvent(new Event("input"));
                return JSON.stringify(look());
            };
            for (const one of document.querySelectorAll(".run .toggles input")) one.click();
            const stepped = [];
            for (let step = 0; step <= last; ++step) stepped.push(jump(step));
            const bad = [];
            // Back and forth, in an order that is the same every day.
            for (let i = 0, to = 0; i < 300; ++i) {
                to = (to * 31 + 17) % (last + 1);
                if (jump(to) !== stepped[to]) bad.push(to);
            }
            return bad;
        });
        assert.deepEqual(wrong, [], number);
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

test("keys do nothing while the player does not have the focus", async () => {
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

test("the twin's line lights up together with the lesson's own", async () => {
    const page = await open(lesson("02"), {hash: "#02/created-first/step=16"});
    const lit = await page.$$eval(".run .sources .lit, .run .python .lit", (all) =>
        all.map((one) => `${one.closest(".python") ? "Python" : "C++"}: ${one.textContent}`));
    const twins = new Map(lit.map((line) => line.split(/: \d+/)));
    assert.match(twins.get("C++"), /co_await aio::sleep\(d\);/);
    assert.match(twins.get("Python"), /await asyncio\.sleep\(seconds\)/);
    await page.close();
});

test("two programs share one clock: 9 s beside 3 s", async () => {
    const page = await open(lesson("02"), {hash: "#02/near-miss-2+created-first/step=0"});
    assert.equal((await page.$$(".run .stage")).length, 2);
    await press(page, "End");
    const ends = await page.$$eval(".run .stage", (stages) => stages.map((stage) =>
        Math.max(...[...stage.querySelectorAll(".piece.finished")].map((one) => parseFloat(one.style.left)))));
    assert.ok(Math.abs(ends[0] - 100) < 0.1 && Math.abs(ends[1] - 33.33) < 0.1, ends.join());
    await page.close();
});

/// The reader's choices: those of each moment in the order of names, by the keys of the choices.
const choose = (page, ...names) => page.evaluate((wanted) => {
    const root = document.querySelector(".scheduler");
    for (const name of wanted) {
        const all = [...root.querySelectorAll(".choices b")].map((one) => one.textContent);
        const way = all.indexOf(name);
        if (way < 0) throw new Error(`${name} is not ready: ${all}`);
        root.dispatchEvent(new KeyboardEvent("keydown", {key: String(way + 1)}));
    }
    return root.querySelector(".sentence").textContent;
}, names);

const goals = [
    ["15", ["later 1", "later 2", "later 2", "later 1", "later 2"],
        "You made it lose an update: all three have added 1, and the counter is 2. Your schedule: " +
        "0 s later 1, later 2, later 3; 1 s later 2, later 1, later 3; 2 s later 2, later 3. " +
        "It was settled at 1 s, when later 2 ran before later 1 and later 3: from then on, every schedule would lose an update.",
        /never does: all 72 schedules tried, none loses an update\.$/],
    ["16", ["transfer 1", "transfer 2", "transfer 2", "transfer 1", "transfer 3"],
        "You made it end in a deadlock: nobody can ever run again. Your schedule: " +
        "0 s transfer 1, transfer 2, transfer 3; 1 s transfer 2, transfer 1, transfer 3; " +
        "2 s transfer 3, transfer 2. It was settled at 2 s, when transfer 3 ran before transfer 2: " +
        "from then on, every schedule would end in a deadlock.",
        /never does: all 72 schedules tried, none ends in a deadlock\.$/],
    ["17", ["quick", "slow", "quick", "slow"],
        "You made it lose a parcel: one is delivered, and the other is not on the shelf. Your schedule: " +
        "0 s quick, slow, postman; 1 s quick, postman, postman, slow, main. " +
        "It was settled at 1 s, when slow ran before main: from then on, every schedule would lose a parcel.",
        /never does: all 15 schedules tried, none loses a parcel\.$/],
];

test("the reader as scheduler finds what goes wrong, and can undo it step by step", async () => {
    for (const [number, names, found] of goals) {
        const page = await open(lesson(number));
        await unlock(page);
        const looks = () => page.$eval(".scheduler", (root) => [".sentence", ".shared", ".choices", ".stage"]
            .map((part) => root.querySelector(part).innerHTML).join());
        const before = [await looks()];
        for (const name of names) {
            assert.ok(!await page.$(".scheduler.won"));
            await choose(page, name);
            before.push(await looks());
        }
        assert.equal(await page.$eval(".scheduler .sentence", (one) => one.textContent), found);
        assert.ok(await page.$(".scheduler.won"));
        for (const look of before.reverse()) {
            assert.equal(await looks(), look);
            await page.$eval(".scheduler .buttons button", (undo) => undo.click());
        }
        assert.deepEqual(page.complaints, []);
        await page.close();
    }
});

test("the mended program does not go wrong under any schedule", async () => {
    for (const [number, names, , never] of goals) {
        const page = await open(lesson(number));
        await unlock(page);
        await choose(page, ...names);
        await page.click(".scheduler .choices .main");
        const seen = await page.evaluate(() => {
            const root = document.querySelector(".scheduler"), told = new Set();
            const press = (key) => root.dispatchEvent(new KeyboardEvent("keydown", {key}));
            const walk = () => {
                const ways = root.querySelectorAll(".choices button").length;
                if (!ways) told.add(`${root.classList.contains("won")} ${root.querySelector(".sentence").textContent}`);
                for (let way = 1; way <= ways; ++way) { press(String(way)); walk(); press("u"); }
            };
            walk();
            return {told: [...told], tried: root.querySelector(".tried").textContent};
        });
        assert.equal(seen.told.length, 1);
        assert.match(seen.told[0], never);
        assert.match(seen.told[0], /^false /);
        assert.match(seen.tried, /^✓+All \d+ schedules tried: none \w+s /);
        await page.close();
    }
});

test("the keyboard alone schedules", async () => {
    const page = await open(lesson("15"));
    await unlock(page);
    await page.focus(".scheduler");
    const begun = await page.$eval(".scheduler .sentence", (one) => one.textContent);
    for (const key of ["1", "1", "2", "1", "1"]) await page.keyboard.press(key);
    assert.ok(await page.$(".scheduler.won"));
    await page.keyboard.press("r");
    assert.equal(await page.$eval(".scheduler .sentence", (one) => one.textContent), begun);
    // From button to button: the focus moves to the next choice, and at the end to what comes after it.
    await page.focus(".scheduler .choices button");
    for (let i = 0; i < 5; ++i) await page.keyboard.press("Enter");
    assert.equal(await page.$(".scheduler.won"), null);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Begin again");
    await page.keyboard.press("Enter");
    assert.equal(await page.$eval(".scheduler .sentence", (one) => one.textContent), begun);
    assert.ok(await page.evaluate(() => document.activeElement.closest(".choices")));
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

test("the picture shows who holds a lock, and what is in a queue", async () => {
    const locks = await open(lesson("16"));
    await unlock(locks);
    const seen = await locks.evaluate(() => {
        const player = document.querySelector(".run .player");
        player.querySelector("select").value = "2";  // two locks, in two orders
        player.querySelector("select").dispatchEvent(new Event("change"));
        const press = (key) => player.dispatchEvent(new KeyboardEvent("keydown", {key}));
        for (let i = 0; i < 200 && !/deadlock/.test(player.querySelector(".sentence").textContent); ++i)
            press("ArrowRight");
        return {names: [...player.querySelectorAll(".lane .tname")].map((one) => one.textContent),
            held: [...player.querySelectorAll(".piece.held:not([hidden])")].map((one) => one.textContent),
            tasks: player.querySelector(".pane.tasks").textContent};
    });
    assert.deepEqual(seen.names, ["account A", "account B"]);
    assert.deepEqual(seen.held, ["transfer 1", "transfer 2"]);
    assert.match(seen.tasks, /transfer 1 waiting for the lock 'account B', which transfer 2 holds/);
    await locks.close();

    const queue = await open(lesson("19"));
    await unlock(queue);
    await press(queue, "End");
    assert.deepEqual(await queue.$$eval(".run .piece.level:not([hidden])", (all) =>
        all.map((one) => `${one.textContent}: ${one.style.left}`)), ["2: 0%", "2: 33.33%"]);
    await queue.close();
});

test("every mark of a timeline lies in its row", async () => {
    for (const number of ["05", "10"]) {
        const page = await open(lesson(number));
        await unlock(page);
        await press(page, "End");
        const outside = await page.$$eval(".run .piece:not([hidden])", (all) => all.filter((one) => {
            const mark = one.getBoundingClientRect(), row = one.parentElement.getBoundingClientRect();
            return mark.height && (mark.top < row.top - 1 || mark.bottom > row.bottom + 1);
        }).map((one) => one.className));
        assert.deepEqual(outside, [], number);
        await page.close();
    }
});

// --- What if ----------------------------------------------------------------

/// Every case of a lesson: the choice, the text shown, and when each program ends.
const casesOf = (page) => page.evaluate(() => {
    const box = document.querySelector(".what-if");
    const groups = [...box.querySelectorAll("fieldset")].map((one) => [...one.querySelectorAll("input")]);
    const seen = [], value = (input) => parseInt(input.parentElement.textContent, 10);
    const choose = (rest, chosen) => {
        if (rest.length === 0) {
            seen.push({chosen, said: box.querySelector(".told").textContent,
                ends: [...box.querySelectorAll(".stage")].map((stage) =>
                    Math.max(...[...stage.querySelectorAll(".piece.finished")].map((one) =>
                        parseFloat(one.style.left)))).map((percent) => Math.round(percent * 100) / 100)});
            return;
        }
        for (const input of rest[0]) {
            input.click();
            choose(rest.slice(1), [...chosen, value(input)]);
        }
    };
    choose(groups, []);
    return seen;
});
const share = (time, of) => Math.round(time / of * 10000) / 100;
const sum = (list) => list.reduce((all, one) => all + one, 0);

test("what if: each choice plays its own programs, and says their figures", async () => {
    const expected = {
        "02": [27, ({chosen: d}) => [`${d[0]}, ${d[1]} and ${d[2]} s: ${sum(d)} s one after the other, ` +
            `${Math.max(...d)} s together.`, [share(sum(d), 15), share(Math.max(...d), 15)]]],
        "03": [27, ({chosen: d}) => [`${d[0]}, ${d[1]} and ${d[2]} s: ${Math.max(...d)} s gathered; ` +
            `they end in the order ${[0, 1, 2].sort((a, b) => d[a] - d[b]).map((i) => `delay ${i + 1}`).join(", ")}; ` +
            "main says results 1, 2, 3.", [share(Math.max(...d), 5)]]],
        "18": [9, ({chosen: [places]}) => [`${places} at once: ${Math.ceil(9 / places)} s for nine jobs.`,
            [share(Math.ceil(9 / places), 9)]]],
        "19": [9, ({chosen: [room]}) => [`Room for ${room}: 3 s for nine jobs; the last job is handed in at ` +
            `${Math.max(0, Math.ceil((9 - room) / 3) - 1)} s.`, [100]]],
    };
    for (const [number, [count, tell]] of Object.entries(expected)) {
        const page = await open(lesson(number));
        await unlock(page);
        const cases = await casesOf(page);
        assert.equal(cases.length, count);
        for (const one of cases) assert.deepEqual([one.said, one.ends], tell(one), number);
        assert.deepEqual(page.complaints, []);
        await page.close();
    }
});

test("what if: the keyboard chooses, and a link leads to a choice's step", async () => {
    const page = await open(lesson("02"), {hash: "#02/if-1-3-and-5-s-1/step=3"});
    const told = () => page.$eval(".what-if > .told", (one) => one.textContent);
    assert.match(await told(), /^1, 3 and 5 s: /);
    assert.match(await page.$eval(".what-if .where", (one) => one.textContent), /^Step 3 /);
    await page.focus(".what-if fieldset:last-child input:checked");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await told(), "1, 3 and 3 s: 7 s one after the other, 3 s together.");
    await page.close();
});
