// Questions before the run: what an answer does.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {asked, choose, lessonsOf, open, quit, theBook} from "./browser.mjs";

after(quit);

test("the run appears when all questions are answered, or on request", async () => {
    const page = await open(lessonsOf(theBook())[1]);
    const shown = () => page.$eval(".rest", (one) => !one.hidden);
    assert.equal(await shown(), false);
    for (const {id, right} of await asked(page)) {
        assert.equal(await shown(), false);
        await choose(page, id, right);
    }
    assert.equal(await shown(), true);
    await page.close();
});

test("answers stay with the browser, until they are forgotten", async () => {
    const page = await open(lessonsOf(theBook())[0]);
    const [{id, right}] = await asked(page);
    await choose(page, id, right);
    await page.reload();
    assert.equal(await page.$eval(`form[data-question="${id}"]`, (one) => one.dataset.state), "right");
    await page.goto(`file://${theBook().folder}/index.html`);
    assert.match(await page.$eval(".done[data-of='01']", (one) => one.textContent), /1 of 1 right/);
    const kept = await page.evaluate(() => JSON.parse(JSON.stringify(book.answers.read())));
    assert.deepEqual(Object.keys(kept), [id]);
    await page.click(".reset");
    assert.equal(await page.$eval(".progress", (one) => one.hidden), true);
    await page.close();
});

test("on a projector answers are hidden until they are asked for", async () => {
    const page = await open(lessonsOf(theBook())[1], {width: 1280, height: 720, hash: "?present"});
    const seen = await page.evaluate(() => ({
        present: document.documentElement.classList.contains("present"),
        answers: [...document.querySelectorAll(".answers, .rest")].some((one) => one.clientHeight > 0),
        wide: document.documentElement.scrollWidth > innerWidth,
    }));
    assert.deepEqual(seen, {present: true, answers: false, wide: false});
    await page.close();
});
