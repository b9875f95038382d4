// One file on its way up: in pieces, with progress, going on by itself after a lost connection.

import { element, icon, pause, randomId } from "./dom.js";
import { Refused, backOnline, insist, isFinal } from "./server.js";
import { locale, say, size } from "./strings.js";

const AT_ONCE = 2;
const SILENCE_MS = 30000;
const KNOWN = "cutdesk.uploads";
const KNOWN_AT_MOST = 40;
const waiting = [];
let running = 0;

class LineLost extends Error {}

// Remembers under which id a file was begun, so that the same file chosen again goes on where it stopped.
function idOf(file) {
  const key = `${file.name}/${file.size}/${file.lastModified}`;
  const known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]").filter(([name]) => name !== key);
  const found = JSON.parse(localStorage.getItem(KNOWN) ?? "[]").find(([name]) => name === key);
  const id = found?.[1] ?? randomId();
  localStorage.setItem(KNOWN, JSON.stringify([...known, [key, id]].slice(-KNOWN_AT_MOST)));
  return id;
}

function forget(id) {
  const known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]").filter(([, other]) => other !== id);
  localStorage.setItem(KNOWN, JSON.stringify(known));
}

export class Upload {
  #file;
  #chunk;
  #request = null;
  #state = "queued";
  #done = 0;
  #failure = "";

  // `file` is null for what is on the server already.
  constructor({ id, name, bytes, file = null, chunk = 0 }) {
    this.id = id;
    this.name = name;
    this.bytes = bytes;
    this.#file = file;
    this.#chunk = chunk;
    this.onchange = () => {};
    this.onremove = () => {};
    this.row = element("li", { className: "file" });
    if (file === null) this.#state = "ready";
    this.draw();
  }

  static of(file, chunk) {
    return new Upload({ id: idOf(file), name: file.name, bytes: file.size, file, chunk });
  }

  get isReady() {
    return this.#state === "ready";
  }

  get isFailed() {
    return this.#state === "failed";
  }

  start() {
    this.#become("queued");
    waiting.push(this);
    next();
  }

  async cancel() {
    const begun = this.#state !== "ready";
    this.#state = "cancelled";
    this.#request?.abort();
    this.row.remove();
    this.onremove(this);
    if (!begun) return;
    forget(this.id);
    await insist("DELETE", `/uploads/${this.id}`).catch(() => null);
  }

  async run() {
    let wait = 1000;
    while (this.#state !== "cancelled") {
      try {
        await this.#climb();
        this.#become("ready");
        return;
      } catch (error) {
        if (this.#state === "cancelled") return;
        if (!(error instanceof LineLost)) {
          this.#failure = error.message;
          this.#become("failed");
          return;
        }
        this.#become("paused");
        await Promise.race([pause(wait), backOnline()]);
        wait = Math.min(wait * 2, 15000);
      }
    }
  }

  get #address() {
    return `/uploads/${this.id}?${new URLSearchParams({ name: this.name, size: this.bytes })}`;
  }

  async #climb() {
    let answer = await insist("GET", this.#address, undefined, () => this.#state !== "cancelled");
    while (!answer.complete) {
      this.#done = answer.offset;
      this.#become("uploading");
      answer = await this.#put(answer.offset);
    }
    this.#done = this.bytes;
  }

  #put(offset) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      this.#request = request;
      let silence = setTimeout(() => request.abort(), SILENCE_MS);
      request.open("PUT", `${this.#address}&offset=${offset}`);
      request.setRequestHeader("X-Language", locale());
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        clearTimeout(silence);
        silence = setTimeout(() => request.abort(), SILENCE_MS);
        this.#done = offset + event.loaded;
        this.#become(this.#done < this.bytes ? "uploading" : "finishing");
      };
      request.onloadend = () => {
        clearTimeout(silence);
        const { status, response } = request;
        if ([200, 202, 409].includes(status) && response) done(response);
        else if (isFinal(status)) failed(new Refused(status, response));
        else failed(new LineLost());
      };
      request.send(this.#file.slice(offset, offset + this.#chunk));
    });
  }

  #become(state) {
    if (this.#state === "cancelled") return;
    const changed = this.#state !== state;
    this.#state = state;
    this.draw(changed);
    if (changed) this.onchange(this);
  }

  get #facts() {
    if (this.#state === "failed") return this.#failure;
    const percent = Math.floor((this.#done / this.bytes) * 100);
    return say(this.#state, { size: size(this.bytes), done: size(this.#done), percent });
  }

  draw(isNew = true) {
    if (isNew) this.#build();
    const bar = this.row.querySelector("progress");
    if (bar) bar.value = this.#done;
    this.row.querySelector(".facts").textContent = this.#facts;
  }

  #build() {
    const isMoving = ["queued", "uploading", "paused", "finishing"].includes(this.#state);
    const label = say(isMoving ? "cancel_upload" : "remove", { name: this.name });
    const retry = element("button", { type: "button", className: "small", textContent: say("retry") });
    retry.onclick = () => this.start();
    const remove = element("button", { type: "button", className: "small round", title: label, ariaLabel: label }, icon("close"));
    remove.onclick = () => this.cancel();
    this.row.className = `file ${this.#state}`;
    this.row.replaceChildren(
      icon("film"),
      element("span", { className: "name", textContent: this.name, title: this.name }),
      element("span", { className: "acts" }, this.#state === "failed" ? retry : null, remove),
      ...(isMoving ? [element("progress", { max: this.bytes, value: this.#done, ariaLabel: this.name })] : []),
      element("span", { className: "facts" }),
    );
  }
}

async function next() {
  if (running >= AT_ONCE || waiting.length === 0) return;
  running += 1;
  await waiting.shift().run();
  running -= 1;
  next();
}
