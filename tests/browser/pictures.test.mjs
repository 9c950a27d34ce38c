// README's pictures of the book: `make book-pictures` takes them; otherwise they are compared with
// what the book shows now. Not pixel by pixel, since fonts differ from machine to machine; and a
// sentence may be reworded, or a line moved, without a new picture.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {after, test} from "node:test";
import {lessonsOf, makeBook, open, quit, source, unlock} from "./browser.mjs";

after(quit);

const folder = `${source}/lib/book/pictures`;
const madeFrom = `${source}/tests/browser/pictures.json`;  // what each shows, as a hash
const isTaking = process.env.NINE_PICTURES === "take";

/// What a picture shows: elements in their colours, code, and the bars of a timeline.
function drawn(selector) {
    const all = [];
    for (const one of document.querySelectorAll(`${selector}, ${selector} *`)) {
        if (!one.checkVisibility()) continue;
        const {color, backgroundColor, fontSize, display} = getComputedStyle(one);
        const code = one.matches(".l") ? one.textContent.replace(/^\d+/, "") : "";
        all.push([one.tagName, one.getAttribute("class"), color, backgroundColor, fontSize, display,
            one.style.left, one.style.width, code].join("|"));
    }
    return all.join("\n");
}

/// As wide as the page's text, from one element's top to another's bottom.
async function areaOf(page, first, last) {
    return page.evaluate((from, to) => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        const {x, width} = box(".ask"), y = box(from).top + scrollY - 8;
        return {x: x - 8, y, width: width + 16, height: box(to).bottom + scrollY + 8 - y};
    }, first, last);
}

async function check(name, page, shown, first = shown, last = shown) {
    const hash = createHash("sha256").update(await page.evaluate(drawn, shown)).digest("hex");
    const known = JSON.parse(readFileSync(madeFrom, "utf8"));
    if (isTaking) {
        await page.evaluate(() => document.activeElement.blur());
        const clip = await areaOf(page, first, last);
        await page.screenshot({path: `${folder}/${name}`, clip, captureBeyondViewport: true});
        writeFileSync(madeFrom, `${JSON.stringify({...known, [name]: hash}, null, 2)}\n`);
        return;
    }
    assert.equal(hash, known[name], `lib/book/pictures/${name} is not what the book shows now. ` +
        "What to do: make book-pictures");
    const png = readFileSync(`${folder}/${name}`);
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.ok(png.length <= 250000, `${name}: ${png.length} bytes`);
    assert.ok(readFileSync(`${source}/README.md`, "utf8").includes(`lib/book/pictures/${name}`));
}

const lesson02 = () => open(lessonsOf(makeBook("pictured", "02"))[0], {height: 900});

test("README shows a question whose wrong answer plays", async () => {
    const page = await lesson02();
    await page.evaluate(() => {
        const form = document.querySelector("form.question");
        const wrong = [...form.querySelectorAll("[data-option]:not([data-right])")].pop();
        form.querySelector(`input[value="${wrong.dataset.option}"]`).click();
    });
    await check("question.png", page, ".program .code, form.question:first-of-type",
        ".program h2", ".predict form.question:first-of-type");
    await page.close();
});

test("README shows two programs on one clock", async () => {
    const page = await lesson02();
    await unlock(page);
    await page.evaluate(() => { location.hash = "#02/near-miss-2+created-first/step=0"; });
    await page.waitForSelector(".run .stages.two");
    await page.focus(".run .player");
    for (const key of ["j", "j"]) await page.keyboard.press(key);  // to 3 s, to 6 s
    await check("player.png", page, ".run .player");
    await page.close();
});
