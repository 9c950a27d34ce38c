// What if a figure were another? Every choice has been recorded; the chosen one is played.

book.WhatIf = class {
    constructor(section, page) {
        const json = (name) => section.querySelector(`script.${name}`).textContent;
        Object.assign(this, {section, ...JSON.parse(json("cases"))});
        this.programs = book.readTapes(json("case-tapes"));
        this.told = section.querySelector(".told");
        section.querySelector(".all-cases").open = false;
        this.player = new book.Player(section.querySelector(".player"), page, this.programs,
            {choose: false});
        section.querySelector("form").addEventListener("change", () => this.show());
        this.show();
    }

    radios() {
        return [...this.section.querySelectorAll("fieldset")].map((one) =>
            [...one.querySelectorAll("input")]);
    }

    // The last choice changes fastest.
    chosen() {
        return this.radios().reduce((sum, inputs, i) =>
            sum * this.choices[i] + inputs.findIndex((one) => one.checked), 0);
    }

    // How it ends; from there one can step back, or play it from its beginning.
    show() {
        const at = this.chosen();
        this.told.textContent = this.sentences[at];
        this.player.open(this.programs.slice(at * this.variants, (at + 1) * this.variants));
        this.player.show(this.player.last);
    }

    // For a link to a step: whether it is one of these programs.
    goTo(id, step) {
        const found = this.programs.findIndex((one) => one.id === id);
        if (found < 0) return false;
        let rest = Math.floor(found / this.variants);
        for (const inputs of this.radios().reverse()) {
            inputs[rest % inputs.length].checked = true;
            rest = Math.floor(rest / inputs.length);
        }
        this.show();
        this.player.show(step);
        return true;
    }
};
