// The page: joins session, transcript, composer and outbox, and everything that concerns the window as a whole.

import { Composer } from "./composer.js";
import { byId, element, icon } from "./dom.js";
import { Outbox } from "./outbox.js";
import { Refused, Stream, ask, insist } from "./server.js";
import { language, locale, say, sayEverywhere, toggleLanguage } from "./strings.js";
import { Transcript } from "./transcript.js";
import { Upload } from "./uploads.js";

const NEAR_PX = 120;
const stage = byId("stage");
const list = byId("messages");
let session = { greeting: {}, suggestions: {}, notice: {} };
let isReady = false;

const transcript = new Transcript(list, (says) => outbox.press(says).catch((error) => complain(error.message)));
const composer = new Composer({
  complain,
  send: (text, uploads) => outbox.add(text, uploads),
});
const outbox = new Outbox(list, {
  isShown: (id) => transcript.has(id),
  giveBack: (text, uploads) => composer.giveBack(text, uploads),
  drawn: () => {
    arrange();
    toNewest();
  },
});
const stream = new Stream({
  message: receive,
  ready: () => {
    isReady = true;
    arrange();
  },
  reset: () => transcript.clear(),
  lost: () => banner(true),
  found: () => banner(false),
});

function receive(data) {
  const wasNear = isNearNewest();
  const isNew = transcript.show(data);
  outbox.arrived(data.id);
  arrange();
  if (wasNear) toNewest();
  else if (isNew) byId("newer").hidden = false;
  if (isNew && isReady && data.author === "bot" && !data.silent && document.hidden) document.title = say("unread");
}

function isNearNewest() {
  return stage.scrollHeight - stage.scrollTop - stage.clientHeight < NEAR_PX;
}

function toNewest() {
  stage.scrollTop = stage.scrollHeight;
  byId("newer").hidden = true;
}

function arrange() {
  byId("welcome").hidden = !isReady || list.childElementCount > 0;
}

function complain(sentence) {
  byId("alert").textContent = sentence ?? "";
  byId("alert").hidden = !sentence;
}

function banner(isLost) {
  byId("banner").textContent = isLost ? say("banner") : "";
  byId("banner").hidden = !isLost;
}

function draw() {
  sayEverywhere();
  byId("language").textContent = say("other_language");
  byId("language").lang = language() === "zh" ? "en" : "zh-CN";
  const canDrop = matchMedia("(hover: hover)").matches;
  byId("drop-title").textContent = say(canDrop ? "drop_here" : "pick_here");
  byId("drop-facts").textContent = say(canDrop ? "or_pick" : "pick_facts");
  byId("greeting").textContent = session.greeting[language()] ?? "";
  byId("notice").textContent = session.notice[language()] ?? say("local");
  const ideas = session.suggestions[language()] ?? [];
  byId("ideas-label").hidden = ideas.length === 0;
  byId("ideas").replaceChildren(...ideas.map((text) => element("li", {}, ideaChip(text))));
  transcript.redraw();
  composer.draw();
  outbox.draw();
  if (!byId("banner").hidden) banner(true);
}

function ideaChip(text) {
  const chip = element("button", { type: "button", className: "chip", textContent: text });
  chip.onclick = () => composer.suggest(text);
  return chip;
}

async function trySample() {
  const button = byId("sample");
  button.disabled = true;
  button.textContent = say("sample_coming");
  try {
    const { id, name, size_bytes: bytes } = await ask("POST", "/sample");
    composer.take(new Upload({ id, name, bytes }));
    const [idea] = session.suggestions[language()] ?? [];
    if (idea && !byId("words").value) composer.suggest(idea);
  } catch (error) {
    complain(error instanceof Refused ? error.message : say("unreachable"));
  }
  button.disabled = false;
  button.textContent = say("try_sample");
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

function listenForDrops() {
  let depth = 0;
  const show = (isOver) => {
    byId("curtain").hidden = !isOver;
  };
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) show(++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (hasFiles(event)) show((depth = Math.max(0, depth - 1)) > 0);
  });
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show((depth = 0) > 0);
    composer.addFiles(event.dataTransfer.files);
  });
}

// A screen reader hears the status now and then, not ten times a second.
function announceStatus() {
  setInterval(() => {
    const words = list.querySelector(".working:last-of-type .words")?.textContent ?? "";
    const stageName = words.split("\n")[0].split(" · ")[0];
    if (byId("announcer").textContent !== stageName) byId("announcer").textContent = stageName;
  }, 3000);
}

function listen() {
  listenForDrops();
  announceStatus();
  byId("language").onclick = () => {
    toggleLanguage();
    draw();
  };
  byId("dropzone").onclick = () => composer.pick();
  byId("sample").onclick = trySample;
  byId("newer").onclick = toNewest;
  stage.onscroll = () => {
    if (isNearNewest()) byId("newer").hidden = true;
  };
  addEventListener("beforeunload", (event) => {
    if (composer.isUploading || outbox.isUploading) event.preventDefault();
  });
  addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = "Cutdesk";
  });
  document.querySelector(".dropzone-mark").append(icon("upload"));
}

async function start() {
  draw();
  listen();
  session = await insist("POST", "/session", { language: locale() });
  composer.setLimits(session);
  draw();
  stream.open();
  outbox.restore((name) => complain(say("interrupted", { name })));
}

start();
