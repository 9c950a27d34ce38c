// Questions before the run: what an answer does.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {lessonsOf, open, quit, theBook} from "./browser.mjs";

after(quit);

const asked = (page) => page.$$eval("form.question", (forms) => forms.map((form) => ({
    id: form.dataset.question,
    right: form.querySelector("[data-right]").dataset.option,
    wrong: [...form.querySelectorAll("[data-option]:not([data-right])")]
        .map((one) => ({option: one.dataset.option, plays: one.dataset.plays})),
})));
const choose = (page, question, option) =>
    page.click(`form[data-question="${question}"] input[value="${option}"]`);

test("each lesson asks three questions or more, and every wrong option has a program to play", async () => {
    for (const file of lessonsOf(theBook())) {
        const page = await open(file);
        const questions = await asked(page);
        assert.ok(questions.length >= 3, file);
        const ids = await page.$eval("script.tapes", (one) =>
            JSON.parse(one.textContent).tapes.map((tape) => tape.id));
        assert.equal(new Set(ids).size, ids.length, file);
        for (const {id, wrong} of questions)
            for (const {plays} of wrong) assert.ok(ids.includes(plays), `${id}: ${plays}`);
        await page.close();
    }
});

test("the run comes when all is answered, or when it is asked for", async () => {
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

test("a wrong answer plays the program that behaves so, and says why it is not this one", async () => {
    for (const file of lessonsOf(theBook())) {
        const page = await open(file);
        for (const {id, wrong} of await asked(page))
            for (const {option} of wrong) {
                await choose(page, id, option);
                const form = await page.$(`form[data-question="${id}"]`);
                assert.match(await form.$eval(".told .why", (one) => one.textContent), /^Not this one\. ./);
                assert.ok(await form.$(".mini .sources .l"), `${id}, option ${option}: has no source`);
                assert.match(await form.$eval(".mini .sentence", (one) => one.textContent), /\w/);
            }
        assert.deepEqual(page.complaints, [], file);
        await page.close();
    }
});

test("answers stay with the browser, until they are forgotten", async () => {
    const page = await open(lessonsOf(theBook())[0]);
    await page.evaluate(() => localStorage.clear());  // other tests have answered, too
    await page.reload();
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

test("before a projector answers are hidden until they are asked for", async () => {
    const page = await open(lessonsOf(theBook())[1], {width: 1280, height: 720, hash: "?present"});
    const seen = await page.evaluate(() => ({
        present: document.documentElement.classList.contains("present"),
        answers: [...document.querySelectorAll(".answers, .rest")].some((one) => one.clientHeight > 0),
        wide: document.documentElement.scrollWidth > innerWidth,
    }));
    assert.deepEqual(seen, {present: true, answers: false, wide: false});
    await page.close();
});
