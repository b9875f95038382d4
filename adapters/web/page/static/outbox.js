// Messages on their way to the server: kept over a reload, sent in order, each exactly once.

import { element, randomId } from "./dom.js";
import { Refused, insist } from "./server.js";
import { locale, say } from "./strings.js";
import { Upload } from "./uploads.js";

const KEPT = "cutdesk.outbox";

export class Outbox {
  #list;
  #queue = [];
  #isSending = false;
  #isShown;

  // `list` is where pending messages stand; `isShown(id)` tells whether the server has shown a message already;
  // `giveBack(text, uploads)` returns a message to the composer.
  constructor(list, { isShown, giveBack, drawn }) {
    this.#list = list;
    this.#isShown = isShown;
    this.giveBack = giveBack;
    this.drawn = drawn;
  }

  get isUploading() {
    return this.#queue.some((each) => each.uploads.some((upload) => !upload.isReady));
  }

  add(text, uploads) {
    this.#push({ id: randomId(), text, uploads, refusal: null });
    this.#pump();
  }

  // A pressed button does not wait behind an upload.
  async press(text) {
    await insist("POST", "/messages", { id: randomId(), text, uploads: [], language: locale() });
  }

  // Takes up what a reload interrupted. Files not yet on the server are gone from the page: their message goes
  // back into the composer, and `interrupted(name)` is told of each.
  restore(interrupted) {
    for (const { id, text, uploads } of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")) {
      const ready = uploads.filter((upload) => upload.isReady).map((upload) => new Upload(upload));
      if (ready.length === uploads.length) {
        this.#push({ id, text, uploads: ready, refusal: null });
      } else {
        this.giveBack(text, ready);
        uploads.filter((upload) => !upload.isReady).forEach(({ name }) => interrupted(name));
      }
    }
    this.#keep();
    this.#pump();
  }

  // The server shows this message: the pending one has done its service.
  arrived(id) {
    const found = this.#queue.find((each) => `p-${each.id}` === id);
    if (found) found.node.hidden = true;
  }

  draw() {
    this.#queue.forEach((each) => this.#drawOne(each));
  }

  #push(each) {
    each.node = element("li", { className: "message person pending" });
    this.#queue.push(each);
    for (const upload of each.uploads) {
      upload.onchange = () => {
        this.#keep();
        this.#drawOne(each);
        this.#pump();
      };
      upload.onremove = () => this.#withdraw(each, upload);
    }
    this.#drawOne(each);
    this.#list.append(each.node);
    this.#keep();
    this.drawn();
  }

  async #pump() {
    const each = this.#queue.find((other) => other.refusal === null);
    if (this.#isSending || !each || !each.uploads.every((upload) => upload.isReady)) return;
    this.#isSending = true;
    this.#drawOne(each);
    try {
      const uploads = each.uploads.map((upload) => upload.id);
      await insist("POST", "/messages", { id: each.id, text: each.text, uploads, language: locale() });
      this.#drop(each);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      each.refusal = error.message;
      this.#drawOne(each);
    } finally {
      this.#isSending = false;
    }
    this.#pump();
  }

  #withdraw(each, upload) {
    each.uploads = each.uploads.filter((other) => other !== upload);
    if (each.uploads.length > 0) return this.#keep();
    this.#drop(each);
    this.giveBack(each.text, []);
    this.#pump();
  }

  #drop(each) {
    this.#queue = this.#queue.filter((other) => other !== each);
    each.node.remove();
    this.#keep();
  }

  #keep() {
    const kept = this.#queue.map(({ id, text, uploads }) => ({
      id,
      text,
      uploads: uploads.map((upload) => ({ id: upload.id, name: upload.name, bytes: upload.bytes, isReady: upload.isReady })),
    }));
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  }

  #drawOne(each) {
    const { text, uploads, refusal, node } = each;
    node.classList.toggle("refused", refusal !== null);
    const isWaiting = !uploads.every((upload) => upload.isReady);
    const state = refusal ?? say(isWaiting ? "sent_later" : "sending");
    const bubble = element("div", { className: "bubble" }, element("div", { className: "words", textContent: text }));
    if (uploads.length > 0) bubble.append(element("ul", { className: "files" }, ...uploads.map((upload) => upload.row)));
    if (refusal !== null) bubble.append(this.#choices(each));
    node.replaceChildren(bubble, element("span", { className: "when", textContent: state }));
    node.hidden = refusal === null && this.#isShown(`p-${each.id}`);
  }

  #choices(each) {
    const edit = element("button", { type: "button", className: "chip", textContent: say("edit_again") });
    edit.onclick = () => {
      this.#drop(each);
      this.giveBack(each.text, each.uploads);
    };
    const discard = element("button", { type: "button", className: "chip", textContent: say("discard") });
    discard.onclick = () => this.#drop(each);
    return element("div", { className: "buttons" }, edit, discard);
  }
}
