// Where a person writes and adds files. What is not sent yet survives a reload, as far as a browser can keep it.

import { byId, element, icon } from "./dom.js";
import { say, size } from "./strings.js";
import { Upload } from "./uploads.js";

const DRAFT = "cutdesk.draft";

export class Composer {
  #words = byId("words");
  #tray = byId("tray");
  #picker = byId("files");
  #uploads = [];
  #limits = { upload_limit_bytes: Infinity, uploads_per_message: Infinity, chunk_bytes: 1 << 24 };

  // `send(text, uploads)` takes a finished message; `complain(sentence)` shows a refusal, null takes it away.
  constructor({ send, complain }) {
    this.send = send;
    this.complain = complain;
    byId("attach").append(icon("plus"));
    byId("send").append(icon("send"));
    byId("attach").onclick = () => this.pick();
    byId("composer").onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.#picker.onchange = () => {
      this.addFiles(this.#picker.files);
      this.#picker.value = "";
    };
    this.#words.oninput = () => this.#changed();
    this.#words.onkeydown = (event) => this.#key(event);
    this.#words.onpaste = (event) => {
      if (event.clipboardData.files.length > 0) this.addFiles(event.clipboardData.files);
    };
    this.#restore();
  }

  get isUploading() {
    return this.#uploads.some((upload) => !upload.isReady);
  }

  setLimits(limits) {
    this.#limits = limits;
  }

  pick() {
    this.#picker.click();
  }

  addFiles(files) {
    this.complain(null);
    for (const file of files) {
      const refusal = this.#refusal(file);
      if (refusal) {
        this.complain(refusal);
        continue;
      }
      const upload = Upload.of(file, this.#limits.chunk_bytes);
      if (this.#uploads.some((other) => other.id === upload.id)) continue;
      this.take(upload);
      upload.start();
    }
    this.#words.focus();
  }

  take(upload) {
    upload.onchange = () => this.#changed();
    upload.onremove = () => {
      this.#uploads = this.#uploads.filter((other) => other !== upload);
      this.#changed();
    };
    this.#uploads.push(upload);
    this.#tray.append(upload.row);
    this.#changed();
  }

  // Puts words into the box without losing what stands there.
  suggest(text) {
    const written = this.#words.value.trim();
    this.#words.value = written && written !== text ? `${written}${say("and")}${text}` : text;
    this.#changed();
    this.#words.focus();
  }

  giveBack(text, uploads) {
    if (text) this.suggest(text);
    uploads.forEach((upload) => this.take(upload));
  }

  draw() {
    this.#uploads.forEach((upload) => upload.draw());
  }

  #refusal(file) {
    const { upload_limit_bytes: limit, uploads_per_message: most } = this.#limits;
    if (file.size > limit) return say("too_large", { name: file.name, limit: `${Math.floor(limit / 2 ** 20)} MB` });
    if (file.size === 0) return say("empty", { name: file.name });
    return this.#uploads.length >= most ? say("too_many", { n: most }) : null;
  }

  // While an input method composes a word, Enter chooses it and sends nothing.
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#words.value.trim();
    const uploads = this.#uploads.filter((upload) => !upload.isFailed);
    if (!text && uploads.length === 0) return;
    this.complain(null);
    this.#words.value = "";
    this.#uploads = this.#uploads.filter((upload) => upload.isFailed);
    this.#changed();
    this.send(text, uploads);
  }

  #changed() {
    this.#words.style.height = "auto";
    this.#words.style.height = `${this.#words.scrollHeight}px`;
    this.#tray.hidden = this.#uploads.length === 0;
    byId("send").disabled = !this.#words.value.trim() && !this.#uploads.some((upload) => !upload.isFailed);
    const ready = this.#uploads.filter((upload) => upload.isReady);
    const uploads = ready.map(({ id, name, bytes }) => ({ id, name, bytes }));
    sessionStorage.setItem(DRAFT, JSON.stringify({ text: this.#words.value, uploads }));
  }

  #restore() {
    const { text = "", uploads = [] } = JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}");
    this.#words.value = text;
    uploads.forEach((upload) => this.take(new Upload(upload)));
    this.#changed();
  }
}
