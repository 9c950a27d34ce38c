// Questions before the run. A wrong answer plays a program that behaves like that.

const shelf = "nine-to-three";  // where the browser keeps the answers

book.presents = () => document.documentElement.classList.contains("present");

// Where the browser keeps nothing for a page from a file, they last as long as the page.
let kept = {};
book.answers = {
    read() {
        try { return JSON.parse(localStorage.getItem(shelf) || "{}"); } catch { return kept; }
    },
    keep(question, answer) {
        const all = this.read();
        const tries = ((all[question] && all[question].tries) || 0) + 1;
        this.write({...all, [question]: {...answer, tries}});
    },
    write(all) {
        kept = all;
        try { localStorage.setItem(shelf, JSON.stringify(all)); } catch { /* see above */ }
    },
};

book.Question = class {
    constructor(form, page, onAnswer) {
        Object.assign(this, {form, page, onAnswer, id: form.dataset.question});
        this.told = element("div", "told");
        this.told.setAttribute("role", "status");
        form.querySelector(".answers").hidden = true;
        form.append(this.told);
        form.addEventListener("submit", (event) => event.preventDefault());
        form.addEventListener("change", () => this.answer());
        // A class is asked afresh.
        const before = !book.presents() && book.answers.read()[this.id];
        if (before) this.remember(before);
    }

    get answered() { return this.told.childNodes.length > 0; }

    remember(before) {
        const input = this.form.querySelector(`input[value="${before.chosen}"]`);
        if (!input) return;
        input.checked = true;
        this.tell(input);
    }

    answer() {
        const input = this.form.querySelector("input:checked");
        const right = this.textOf(input).hasAttribute("data-right");
        if (!book.presents()) book.answers.keep(this.id, {chosen: input.value, right});
        this.tell(input);
        if (!right) this.play(input);
        this.onAnswer();
    }

    textOf(input) {
        return this.form.querySelector(`.answers [data-option="${input.value}"]`);
    }

    tell(input) {
        const text = this.textOf(input), right = text.hasAttribute("data-right");
        this.form.dataset.state = right ? "right" : "wrong";
        const head = element("strong", "", right ? "Yes. " : "Not this one. ");
        const why = element("div", "why");
        why.append(head, ...text.cloneNode(true).childNodes);
        this.told.replaceChildren(why);
    }

    // The program for which the answer would be right, below the reason why it is wrong here.
    play(input) {
        const id = this.textOf(input).dataset.plays;
        const program = this.page.programs.find((one) => one.id === id);
        if (!program) return;
        const box = element("div", "player mini");
        this.told.append(element("p", "which", `A program that behaves like that: ${program.title}`), box);
        const player = new book.Player(box, this.page, [program], {choose: false});
        if (quiet()) player.show(player.last);
        else player.play(3);
    }
};
