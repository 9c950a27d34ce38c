// The book as a whole: its links, its editions, its policy, and the book without a script.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {lessonsOf, makeBook, open, quit, text, theBook} from "./browser.mjs";

after(quit);

test("the policy lets a page's own script run, and no other", async () => {
    const page = await open(lessonsOf(theBook())[0]);
    const ran = await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "globalThis.stranger = true";
        document.body.append(script);
        const image = document.createElement("img");
        image.src = "https://example.org/x.png";
        document.body.append(image);
        return globalThis.stranger === true;
    });
    assert.equal(ran, false);
    assert.ok(page.complaints.some((one) => /Content Security Policy|CSP/.test(one)));
    await page.close();
});

test("two books of the same lessons are the same bytes", () => {
    const one = makeBook("one", "02", "05", "17"), other = makeBook("other", "02", "05", "17");
    for (const name of ["index.html", "02.html", "05.html", "17.html"])
        assert.ok(text(`${one.folder}/${name}`) === text(`${other.folder}/${name}`), name);
    assert.ok(text(one.single) === text(other.single));
});

test("dark is dark, and the reader's choice comes before the system's", async () => {
    const page = await open(lessonsOf(theBook())[0], {dark: true});
    const brightness = () => page.evaluate(() =>
        Number(getComputedStyle(document.documentElement).backgroundColor.match(/\d+/)[0]));
    assert.ok(await brightness() < 60);
    await page.click(".theme");
    assert.ok(await brightness() > 200);
    await page.click(".theme");
    assert.ok(await brightness() < 60);
    await page.close();
});

// All lessons, one below the other, as they are on pages of their own.
test("without JavaScript there are the pictures and the transcripts", async () => {
    const page = await open(theBook().single, {script: false});
    const seen = await page.$$eval("article.lesson", (lessons) => lessons.map((lesson) => {
        const high = (one) => one !== null && one.clientHeight > 50;
        lesson.querySelector(".transcript summary").click();
        const schedules = lesson.querySelector(".schedules");
        if (schedules && !high(schedules.querySelector(".stills ol"))) return "a schedule is not shown";
        return {lesson: lesson.dataset.lesson, code: high(lesson.querySelector(".program .code")),
            picture: high(lesson.querySelector(".still svg")),
            transcript: high(lesson.querySelector(".transcript pre"))};
    }));
    assert.deepEqual(seen, lessonsOf(theBook()).map((file) => (
        {lesson: file.slice(-7, -5), code: true, picture: true, transcript: true})));
    assert.equal(await page.$eval(".search", (one) => one.clientHeight), 0);
    await page.close();

    const alone = await open(lessonsOf(theBook())[0], {script: false});
    assert.ok((await (await alone.$(".still svg")).boundingBox()).height > 50);
    await alone.close();
});

test("the single file prints all lessons", async () => {
    const page = await open(theBook().single);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const articles = await page.$$("main article.lesson");
    assert.equal(articles.length, lessonsOf(theBook()).length);
    await page.close();
});

test("the single file goes from lesson to lesson, and back", async () => {
    const page = await open(theBook().single);
    const number = () => page.evaluate(() => {
        const shown = document.querySelector("main > article:not([hidden])");
        return shown.dataset.lesson || "contents";
    });
    await page.click(".lessons a");
    assert.equal(await number(), "01");
    await page.goBack();
    assert.equal(await number(), "contents");
    await page.evaluate(() => { location.hash = "#02/near-miss-1/step=14"; });
    await page.waitForSelector("article[data-lesson='02'] .player.ready");
    assert.match(await page.$eval(".player .where", (one) => one.textContent), /^Step 14 /);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

test("a search finds what the book contains", async () => {
    const page = await open(`${theBook().folder}/index.html`);
    await page.type(".search input", "lazy awaited");
    const hits = await page.$$eval(".found a", (all) => all.map((one) => one.textContent));
    assert.ok(hits.some((one) => one.startsWith("02 ")), hits.join());
    await page.close();
});

test("the student's book has no solution, the teacher's has", () => {
    const student = theBook(), teacher = makeBook("teacher", "--edition", "teacher", "02");
    for (const file of [...student.pages, student.single]) {
        assert.doesNotMatch(text(file), /For the teacher|CHANGED:/, file);
    }
    assert.match(text(`${teacher.folder}/02.html`), /For the teacher/);
    assert.match(text(teacher.single), /CHANGED:/);
    // Its links lead to other pages, or to a place on their own.
    const page = text(`${teacher.folder}/02.html`);
    for (const [, to] of page.matchAll(/href="([^"]+)"/g))
        assert.ok(/^(index|\d\d)\.html$|^data:,$/.test(to) || new RegExp(`id="?${to.slice(1)}[" ]`).test(page), to);
});
