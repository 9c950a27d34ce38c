// What a reader may rely on, whichever page is open.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {readFileSync} from "node:fs";
import {lessonsOf, makeBook, open, quit, require, text, theBook, unlock} from "./browser.mjs";

after(quit);

test("every page loads without an error, and asks for nothing", async () => {
    for (const file of [...theBook().pages, theBook().single]) {
        const page = await open(file);
        assert.deepEqual(page.complaints, [], file);
        assert.ok(await page.$("h1"), file);
        await page.close();
    }
});

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
    const one = makeBook("one", "02", "05"), other = makeBook("other", "02", "05");
    for (const name of ["index.html", "02.html", "05.html"])
        assert.ok(text(`${one.folder}/${name}`) === text(`${other.folder}/${name}`), name);
    assert.ok(text(one.single) === text(other.single));
});

test("360 px are wide enough, and so is a screen at 200 %", async () => {
    for (const file of [...theBook().pages, theBook().single])
        for (const width of [360, 640]) {
            const page = await open(file, {width, height: 800});
            await unlock(page);
            const beyond = await page.evaluate(() =>
                document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.equal(beyond, 0, `${file} at ${width}`);
            await page.close();
        }
});

/// What axe finds on a page: all of it, or of these rules.
async function findings(file, options, rules) {
    const page = await open(file, {...options, free: true});
    await unlock(page);
    await page.addScriptTag({content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")});
    const found = await page.evaluate((only) =>
        globalThis.axe.run(only ? {runOnly: {type: "rule", values: only}} : {}), rules);
    await page.close();
    return found.violations.map((one) =>
        `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`);
}

test("axe finds nothing, light and dark", async () => {
    for (const file of [...theBook().pages, theBook().single]) {
        assert.deepEqual(await findings(file, {}), [], file);
        assert.deepEqual(await findings(file, {dark: true}, ["color-contrast"]), [], `${file}, dark`);
    }
});

test("dark is dark, and the reader's choice goes before the system's", async () => {
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

test("without JavaScript there are the picture and the transcript", async () => {
    for (const file of lessonsOf(theBook())) {
        const page = await open(file, {script: false});
        const svg = await page.$(".still svg");
        assert.ok(svg && (await svg.boundingBox()).height > 50, file);
        await page.click(".transcript summary");
        const pre = await page.$(".transcript pre");
        assert.ok((await pre.boundingBox()).height > 50, file);
        await page.close();
    }
});

test("on paper there are the pictures, and no code is cut", async () => {
    for (const file of lessonsOf(theBook())) {
        const page = await open(file, {width: 680});  // A4 within its margins
        await page.emulateMediaType("print");
        const seen = await page.evaluate(() => ({
            pictures: [...document.querySelectorAll(".still svg")].filter((one) => one.clientHeight > 50).length,
            player: document.querySelector(".player").clientHeight,
            cut: [...document.querySelectorAll("pre.code")].filter((one) => one.clientHeight > 0 &&
                one.scrollWidth > one.clientWidth).length,
        }));
        assert.ok(seen.pictures > 0, file);
        assert.equal(seen.player, 0, file);
        assert.equal(seen.cut, 0, file);
        await page.emulateMediaType(null);
        assert.ok((await page.pdf({format: "A4"})).length > 10000);
        await page.close();
    }
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

test("what is searched is found", async () => {
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
});
