// The conversation on the page: one element for each message, changed in place when the message changes.

import { element, icon } from "./dom.js";
import { moment, say, size } from "./strings.js";

const BAR = /^[▰▱]+\s*(\d{1,3})\s?%(?:\s*·\s*)?(.*)$/u;
const PRESS_MS = 4000;

export class Transcript {
  #list;
  #press;
  #messages = new Map();

  // `press(says)` is called when a button under a message is pressed.
  constructor(list, press) {
    this.#list = list;
    this.#press = press;
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  has(id) {
    return this.#messages.has(id);
  }

  // Shows a message as it now stands; an older state than the one shown is ignored. True if it is a new one.
  show(data) {
    const known = this.#messages.get(data.id);
    if (known && known.data.event >= data.event) return false;
    const view = known ?? this.#add(data);
    view.update(data);
    return !known;
  }

  clear() {
    for (const view of this.#messages.values()) view.node.remove();
    this.#messages.clear();
  }

  redraw() {
    for (const view of this.#messages.values()) view.update(view.data, true);
  }

  #add(data) {
    const view = new MessageView(this.#press);
    const later = [...this.#messages.values()].filter((other) => other.data.position > data.position);
    const next = later.sort((one, other) => one.data.position - other.data.position)[0];
    this.#messages.set(data.id, view);
    this.#list.insertBefore(view.node, next?.node ?? this.#list.querySelector(".pending"));
    return view;
  }
}

class MessageView {
  #press;
  #drawn = {};
  #words = element("div", { className: "words" });
  #gauge = element("div", { className: "gauge", hidden: true });
  #files = element("ul", { className: "files" });
  #film = element("div");
  #link = element("p");
  #buttons = element("div", { className: "buttons" });
  #when = element("time", { className: "when" });

  constructor(press) {
    this.#press = press;
    this.data = null;
    const parts = [this.#words, this.#gauge, this.#files, this.#film, this.#link, this.#buttons];
    this.node = element("li", {}, element("div", { className: "bubble" }, ...parts), this.#when);
  }

  update(data, everything = false) {
    this.data = data;
    if (everything) this.#drawn = {};
    const isWorking = data.silent && data.buttons;
    this.node.id = `m-${data.id}`;
    this.node.className = `message ${data.author}${data.silent ? " silent" : ""}${isWorking ? " working" : ""}`;
    this.node.ariaLive = data.silent ? "off" : null;
    this.#drawText(data.text);
    this.#once("files", data.files, this.#files, fileRows);
    this.#once("film", data.film?.key, this.#film, () => (data.film ? [filmFigure(data.film)] : []));
    this.#once("link", data.link, this.#link, outwardLink);
    this.#once("buttons", data.buttons, this.#buttons, (buttons) => this.#buttonRow(buttons));
    this.#when.dateTime = data.at;
    this.#when.textContent = moment(data.at, { hour: "2-digit", minute: "2-digit" });
    this.#when.title = moment(data.at, { dateStyle: "medium", timeStyle: "medium" });
  }

  // A line that draws a bar in characters is shown as a real one.
  #drawText(text) {
    const lines = text.split("\n");
    const bars = lines.map((line) => line.match(BAR));
    const bar = bars.find((match) => match);
    this.#words.textContent = lines.filter((_, index) => !bars[index]).join("\n");
    this.#gauge.hidden = !bar;
    if (!bar) return;
    const percent = Math.min(100, Number(bar[1]));
    if (!this.#gauge.firstChild) this.#gauge.append(element("progress", { max: 100 }), element("span"));
    const [progress, figure] = this.#gauge.children;
    progress.value = percent;
    progress.ariaLabel = say("progress");
    figure.textContent = bar[2] ? `${percent}% · ${bar[2]}` : `${percent}%`;
  }

  // Leaves a part of the message alone while its data stay the same: a playing film goes on playing.
  #once(name, value, place, draw) {
    const shape = JSON.stringify(value ?? null);
    if (this.#drawn[name] === shape) return;
    this.#drawn[name] = shape;
    place.replaceChildren(...(value ? draw(value) : []));
    place.hidden = !value;
  }

  #buttonRow(buttons) {
    return buttons.map(({ label, says }) => {
      const button = element("button", { type: "button", className: "chip", textContent: label });
      button.onclick = () => {
        for (const each of this.#buttons.children) each.disabled = true;
        setTimeout(() => {
          for (const each of this.#buttons.children) each.disabled = false;
        }, PRESS_MS);
        this.#press(says);
      };
      return button;
    });
  }
}

function fileRows(files) {
  return files.map((file) =>
    element(
      "li",
      { className: "file" },
      icon("film"),
      element("a", { className: "name", href: `${file.url}?download=1`, textContent: file.name, title: file.name }),
      element("span", { className: "facts", textContent: size(file.size_bytes) }),
    ),
  );
}

function filmFigure(film) {
  const figure = element("figure", { className: "film" });
  const shown = player(film);
  if (film.width && film.height) shown.style.setProperty("--ratio", film.width / film.height);
  shown.onerror = () => shown.replaceWith(element("p", { className: "muted", textContent: say("film_gone") }));
  const download = element("a", { className: "download", href: `${film.url}?download=1` }, icon("download"), say("download"));
  const name = element("span", { className: "name", textContent: film.filename });
  figure.append(shown, element("figcaption", {}, name, download));
  return figure;
}

function player(film) {
  const label = say("film_label", { name: film.filename });
  if (film.kind === "audio") return element("audio", { controls: true, preload: "metadata", src: film.url, ariaLabel: label });
  if (film.kind === "image" || film.extension === "gif") return element("img", { src: film.url, alt: label });
  return element("video", {
    controls: true,
    playsInline: true,
    preload: "metadata",
    src: film.url,
    ariaLabel: label,
    ...(film.poster && { poster: film.poster }),
  });
}

function outwardLink(link) {
  if (!/^https?:\/\//.test(link.url)) return [];
  const anchor = element("a", {
    className: "outward",
    href: link.url,
    target: "_blank",
    rel: "noopener noreferrer",
    textContent: say("full_film"),
  });
  if (!link.expires_at) return [anchor];
  const until = moment(link.expires_at, { dateStyle: "medium", timeStyle: "short" });
  return [anchor, ` · ${say("valid_until", { until })}`];
}
